import { basename, dirname } from 'node:path';
import { bulletinSchema, newPaperSchema } from '@loa/protocol/console-api';
import { bulletinIdSchema } from '@loa/protocol/wire';
import { z } from 'zod';
import { bulletinViewer } from '../bulletin-viewer.ts';
import { actorOf } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { accept, fieldFault, found } from '../problems.ts';
import { perMinute } from '../rate-limits.ts';
import { answers, problems } from '../responses.ts';
import { PAPER, receiveUpload } from '../upload.ts';
import { bulletinResource } from './bulletins.ts';

const params = z.object({ bulletinId: bulletinIdSchema });

const TYPES = { pdf: 'application/pdf', jpg: 'image/jpeg', png: 'image/png' } as const;

/** Where a browser shows it all the same, it is nothing but itself: no script, no address of ours. */
const PAPER_POLICY = "default-src 'none'; sandbox";

export function paperRoutes(app: App, deps: HttpDeps): void {
  const { engine, config } = deps;
  const resource = bulletinResource(deps);

  app.put(
    '/api/bulletins/:bulletinId/paper',
    {
      config: { action: 'bulletin.attach', resource, rateLimit: perMinute('upload') },
      schema: {
        summary: 'Attach the signed paper that it carries out: PDF, JPEG or PNG, up to 10 MB',
        tags: ['library'],
        params,
        consumes: ['multipart/form-data'],
        response: answers(bulletinSchema),
      },
    },
    async (request) => {
      const actor = actorOf(request);
      await using upload = await receiveUpload(request, config.uploadDir, PAPER);
      const fields = newPaperSchema.safeParse(upload.fields);
      if (!fields.success) throw fieldFault(fields.error);
      const paper = { ...fields.data, file: upload.file };
      const attached = await engine.papers.attach(actor, request.params.bulletinId, paper);
      return bulletinViewer(deps, actor)(accept(attached));
    },
  );

  app.get(
    '/api/bulletins/:bulletinId/paper',
    {
      config: { action: 'bulletin.paper', resource },
      schema: {
        summary: 'The file of its signed paper, to be kept',
        tags: ['library'],
        params,
        produces: Object.values(TYPES),
        response: { ...problems },
      },
    },
    async (request, reply) => {
      const { bulletinId } = request.params;
      const held = found(engine.library.get(bulletinId), `there is no bulletin "${bulletinId}"`);
      const paper = found(engine.papers.fileOf(held), `"${bulletinId}" has no file of a paper`);
      const { path, extension } = paper;
      // The sender's own name for the file is not kept: this one needs no quoting (RFC 6266 §4.3).
      const name = `${bulletinId}.${extension}`;
      reply.header('content-disposition', `attachment; filename="${name}"`);
      reply.header('content-security-policy', PAPER_POLICY);
      reply.header('content-type', TYPES[extension]);
      return reply.sendFile(basename(path), dirname(path), { cacheControl: false });
    },
  );
}
