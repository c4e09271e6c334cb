import { basename, dirname } from 'node:path';
import {
  bulletinChangeSchema,
  bulletinPageSchema,
  bulletinQuerySchema,
  bulletinSchema,
  ingestJobSchema,
  newBulletinSchema,
} from '@loa/protocol/console-api';
import type { BulletinId } from '@loa/protocol/vocabulary';
import { bulletinIdSchema } from '@loa/protocol/wire';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { jobView } from '../../../presentation/views.ts';
import { bulletinViewer } from '../bulletin-viewer.ts';
import { actorOf, readerLanguage } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { check } from '../guard.ts';
import { accept, fieldFault, found } from '../problems.ts';
import { perMinute } from '../rate-limits.ts';
import { answers, noContent, problems } from '../responses.ts';
import { receiveUpload, SOUND } from '../upload.ts';

const bulletinParams = z.object({ bulletinId: bulletinIdSchema });
const jobParams = z.object({ jobId: z.string().min(1).max(64) });

export function bulletinRoutes(app: App, deps: HttpDeps): void {
  const { engine } = deps;
  const ofBulletin = bulletinResource(deps);

  app.get(
    '/api/bulletins',
    {
      config: { action: 'bulletin.list' },
      schema: {
        summary: "Bulletins of the reader's unit, those below and those above it; newest first",
        tags: ['library'],
        querystring: bulletinQuerySchema,
        response: answers(bulletinPageSchema),
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const { bulletins, next } = engine.library.search(actor, request.query);
      return { bulletins: bulletins.map(bulletinViewer(deps, actor)), next };
    },
  );

  app.get(
    '/api/bulletins/:bulletinId/audio',
    {
      config: { action: 'bulletin.read', resource: ofBulletin },
      schema: {
        summary: 'Its sound as Ogg Opus; byte ranges are served',
        tags: ['library'],
        params: bulletinParams,
        produces: ['audio/ogg'],
        response: { ...problems },
      },
    },
    async (request, reply) => {
      const { bulletinId } = request.params;
      const file = found(engine.library.soundFile(bulletinId), `"${bulletinId}" has no sound`);
      reply.header('content-type', 'audio/ogg');
      // The file is named by its content, the address by the bulletin, whose sound may be renewed:
      // browsers keep it and ask whether it is still the same.
      reply.header('cache-control', 'private, no-cache');
      return reply.sendFile(basename(file), dirname(file), { cacheControl: false });
    },
  );

  app.patch(
    '/api/bulletins/:bulletinId',
    {
      config: { action: 'bulletin.change', resource: ofBulletin },
      schema: {
        summary: 'Change what is known of it; title, class or transcript ask for approval again',
        tags: ['library'],
        params: bulletinParams,
        body: bulletinChangeSchema,
        response: answers(bulletinSchema),
      },
    },
    async (request) => {
      const { bulletinId } = request.params;
      const actor = actorOf(request);
      const changed = accept(engine.library.change(actor, bulletinId, request.body));
      return bulletinViewer(deps, actor)(changed);
    },
  );

  app.delete(
    '/api/bulletins/:bulletinId',
    {
      config: { action: 'bulletin.remove', resource: ofBulletin },
      schema: {
        summary: 'Remove a bulletin that nothing planned plays',
        tags: ['library'],
        params: bulletinParams,
        response: { 204: noContent, ...problems },
      },
    },
    async (request, reply) => {
      accept(engine.library.remove(actorOf(request), request.params.bulletinId));
      return reply.code(204).send(null);
    },
  );

  uploadRoutes(app, deps);
}

function uploadRoutes(app: App, { engine, config }: HttpDeps): void {
  app.post(
    '/api/bulletins',
    {
      config: { action: 'bulletin.add', rateLimit: perMinute('upload') },
      schema: {
        summary: 'Upload sound, up to 200 MB and 60 min; it is prepared in the background',
        tags: ['library'],
        consumes: ['multipart/form-data'],
        response: { 202: ingestJobSchema, ...problems },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const upload = await receiveUpload(request, config.uploadDir, SOUND);
      try {
        const fields = newBulletinSchema.safeParse(upload.fields);
        if (!fields.success) throw fieldFault(fields.error);
        const unitId = fields.data.unitId ?? actor.unitId;
        check(request, engine, { action: 'bulletin.add', resource: { kind: 'unit', unitId } });
        const job = accept(engine.library.submit(actor, { ...fields.data, unitId }, upload.file));
        upload.handOver();
        reply.code(202);
        return jobView(job, readerLanguage(request));
      } finally {
        await upload[Symbol.asyncDispose]();
      }
    },
  );

  app.get(
    '/api/ingest-jobs/:jobId',
    {
      config: {
        action: 'job.read',
        resource: (request) => {
          const { jobId } = request.params as z.infer<typeof jobParams>;
          const job = found(engine.library.job(jobId), `there is no job "${jobId}"`);
          return { kind: 'owned', owner: job.owner };
        },
      },
      schema: {
        summary: 'How far the preparation of an upload is',
        tags: ['library'],
        params: jobParams,
        response: answers(ingestJobSchema),
      },
    },
    async (request) => {
      const job = found(engine.library.job(request.params.jobId), 'the job has just ended');
      return jobView(job, readerLanguage(request));
    },
  );
}

export function bulletinResource({ engine }: HttpDeps) {
  return (request: FastifyRequest) => {
    const { bulletinId } = request.params as { bulletinId: BulletinId };
    const bulletin = found(engine.library.get(bulletinId), `there is no bulletin "${bulletinId}"`);
    return { kind: 'bulletin', unitId: bulletin.unitId } as const;
  };
}
