import {
  broadcastSchema,
  isoInstantSchema,
  type NewBroadcast,
  newBroadcastSchema,
  proofSchema,
  stopSchema,
} from '@loa/protocol/console-api';
import type { CueId, UnitId } from '@loa/protocol/vocabulary';
import { cueIdSchema } from '@loa/protocol/wire';
import { msOfIso } from '@loa/runtime/node';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { decide } from '../../../domain/policy/permissions.ts';
import type { Engine } from '../../../engine/facades.ts';
import { broadcastView, type NameOf, proofView } from '../../../presentation/views.ts';
import { actorOf } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { HTTP_LIMITS } from '../limits.ts';
import { accept, found, RequestRefused } from '../problems.ts';
import { perMinute } from '../rate-limits.ts';
import { answers, problems } from '../responses.ts';

const cueParams = z.object({ cueId: cueIdSchema });
const spanQuery = z.strictObject({
  from: isoInstantSchema.optional(),
  to: isoInstantSchema.optional(),
});

const HOUR_MS = 3_600_000;
/** Without `from` and `to`: what ended lately, what sounds, what comes in a day. */
const DEFAULT_SPAN_MS = { before: 2 * HOUR_MS, after: 24 * HOUR_MS };

export function broadcastRoutes(app: App, deps: HttpDeps): void {
  listRoutes(app, deps);
  sendRoute(app, deps);
  stopRoutes(app, deps);
}

function listRoutes(app: App, { engine, clock }: HttpDeps): void {
  app.get(
    '/api/broadcasts',
    {
      config: { action: 'broadcast.list' },
      schema: {
        summary: "Broadcasts that reach the reader's unit, by start; at most 62 days",
        tags: ['broadcasts'],
        querystring: spanQuery,
        response: answers(z.object({ broadcasts: z.array(broadcastSchema) })),
      },
    },
    async (request) => {
      const { fromMs, toMs } = spanOf(request.query, clock.nowMs());
      const question = {
        actor: actorOf(request),
        action: 'broadcast.read',
        map: engine.city.map(),
      } as const;
      const all = engine.proof.broadcasts(fromMs * 1000, toMs * 1000);
      if (all.length > HTTP_LIMITS.listBroadcasts) {
        throw new RequestRefused('bad-request', 'to: ask for fewer days at a time', 'to');
      }
      const seen = all.filter(({ nodeIds }) => {
        return decide({ ...question, resource: { kind: 'broadcast', nodeIds } }) === 'allowed';
      });
      return { broadcasts: seen.map((one) => broadcastView(one, nameOfIn(engine))) };
    },
  );

  app.get(
    '/api/broadcasts/:cueId',
    {
      config: {
        action: 'broadcast.read',
        resource: (request) => broadcastResource(engine, request),
      },
      schema: {
        summary: "One broadcast with the proof of each node in the reader's unit",
        tags: ['broadcasts'],
        params: cueParams,
        response: answers(broadcastSchema.extend({ proofs: z.array(proofSchema) })),
      },
    },
    async (request) => {
      const { cueId } = request.params;
      const question = {
        actor: actorOf(request),
        action: 'broadcast.read',
        map: engine.city.map(),
      } as const;
      const proofs = engine.proof.proofs(cueId).filter(({ nodeId }) => {
        const resource = { kind: 'broadcast', nodeIds: [nodeId] } as const;
        return decide({ ...question, resource }) === 'allowed';
      });
      return { ...viewOf(engine, cueId), proofs: proofs.map(proofView) };
    },
  );
}

function sendRoute(app: App, { engine }: HttpDeps): void {
  app.post(
    '/api/broadcasts',
    {
      config: {
        action: 'broadcast.send',
        resource: (request) => {
          const { bulletinId, targets } = request.body as NewBroadcast;
          const bulletin = engine.library.get(bulletinId);
          if (!bulletin) {
            throw new RequestRefused(
              'not-found',
              `bulletinId: "${bulletinId}" is not there`,
              'bulletinId',
            );
          }
          return { kind: 'sending', bulletinUnitId: bulletin.unitId, targets };
        },
        rateLimit: perMinute('broadcast'),
      },
      schema: {
        summary: 'Send a bulletin to units, zones and nodes, now or at a time',
        tags: ['broadcasts'],
        body: newBroadcastSchema,
        response: { 201: broadcastSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { bulletinId, targets, startAt, override } = request.body;
      const startAtUs = startAt === null ? null : msOfIso(startAt) * 1000;
      const wanted = { bulletinId, targets, startAtUs, reason: override?.reason ?? null };
      const sent = accept(engine.sending.send(actorOf(request), wanted));
      reply.code(201);
      return viewOf(engine, sent.cueId);
    },
  );
}

/** Stopping is never refused for coming too often. */
function stopRoutes(app: App, { engine }: HttpDeps): void {
  app.post(
    '/api/broadcasts/:cueId/stop',
    {
      config: {
        action: 'broadcast.stop',
        resource: (request) => broadcastResource(engine, request),
        rateLimit: false,
      },
      schema: {
        summary: 'Stop one broadcast everywhere',
        tags: ['broadcasts'],
        params: cueParams,
        response: answers(broadcastSchema),
      },
    },
    async (request) => {
      const { cueId } = request.params;
      accept(engine.sending.stop(actorOf(request), cueId));
      return viewOf(engine, cueId);
    },
  );

  app.post(
    '/api/stop',
    {
      config: {
        action: 'unit.stop',
        resource: (request) => {
          return { kind: 'unit', unitId: (request.body as { unitId: UnitId }).unitId };
        },
        rateLimit: false,
      },
      schema: {
        summary: 'Stop everything that sounds in a unit and all below it',
        tags: ['broadcasts'],
        body: stopSchema,
        response: answers(z.object({ stopped: z.array(cueIdSchema) })),
      },
    },
    async (request) => {
      const { cueIds } = accept(engine.sending.stopUnit(actorOf(request), request.body.unitId));
      return { stopped: [...cueIds] };
    },
  );
}

function broadcastOf(engine: Engine, cueId: CueId) {
  return found(engine.proof.broadcast(cueId), `there is no broadcast "${cueId}"`);
}

function nameOfIn({ accounts }: Engine): NameOf {
  return (username) => accounts.nameOf(username);
}

function viewOf(engine: Engine, cueId: CueId) {
  return broadcastView(broadcastOf(engine, cueId), nameOfIn(engine));
}

function broadcastResource(engine: Engine, request: FastifyRequest) {
  const { cueId } = request.params as z.infer<typeof cueParams>;
  return { kind: 'broadcast', nodeIds: broadcastOf(engine, cueId).nodeIds } as const;
}

function spanOf(query: z.infer<typeof spanQuery>, nowMs: number): { fromMs: number; toMs: number } {
  const fromMs = query.from ? msOfIso(query.from) : nowMs - DEFAULT_SPAN_MS.before;
  const toMs = query.to ? msOfIso(query.to) : Math.max(nowMs, fromMs) + DEFAULT_SPAN_MS.after;
  if (toMs <= fromMs) throw new RequestRefused('bad-request', 'to: must be after "from"', 'to');
  if (toMs - fromMs > HTTP_LIMITS.listSpanMs) {
    throw new RequestRefused('bad-request', 'to: at most 62 days after "from"', 'to');
  }
  return { fromMs, toMs };
}
