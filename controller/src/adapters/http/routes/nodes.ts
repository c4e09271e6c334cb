import {
  citySchema,
  enrolmentCodeSchema,
  newNodeSchema,
  nodeStatusSchema,
  nodeTuningSchema,
} from '@loa/protocol/console-api';
import type { CueId, NodeId, UnitId } from '@loa/protocol/vocabulary';
import { nodeIdSchema } from '@loa/protocol/wire';
import { isoOfMs } from '@loa/runtime/node';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { decide } from '../../../domain/policy/permissions.ts';
import { UNTUNED } from '../../../domain/zoning/city-map.ts';
import type { Engine } from '../../../engine/facades.ts';
import { cityView, nodeView } from '../../../presentation/views.ts';
import { actorOf } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { hear } from '../listen.ts';
import { accept, found } from '../problems.ts';
import { perMinute } from '../rate-limits.ts';
import { answers, problems } from '../responses.ts';

const nodeParams = z.object({ nodeId: nodeIdSchema });

/** Sound levels of a node nobody has tuned yet: full scale is the amplifier's reference. */
const NEW_NODE_SETTINGS = { gainDb: 0, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 };

export function nodeRoutes(app: App, deps: HttpDeps): void {
  const { engine } = deps;
  const titleOf = (cueId: CueId) => engine.proof.broadcast(cueId)?.title ?? '';
  const ofNode = (request: FastifyRequest) => unitOfNode(engine, request);

  app.get(
    '/api/city',
    {
      config: { action: 'city.read' },
      schema: { summary: 'Units and zones', tags: ['city'], response: answers(citySchema) },
    },
    async () => cityView(found(engine.city.map(), 'the city has not been set up yet')),
  );

  app.get(
    '/api/nodes',
    {
      config: { action: 'node.list' },
      schema: {
        summary: "The nodes of the reader's unit and all below it",
        tags: ['nodes'],
        response: answers(z.object({ nodes: z.array(nodeStatusSchema) })),
      },
    },
    async (request) => {
      const question = {
        actor: actorOf(request),
        action: 'node.read',
        map: engine.city.map(),
      } as const;
      const seen = engine.fleet.nodes().filter(({ node }) => {
        return (
          decide({ ...question, resource: { kind: 'unit', unitId: node.unitId } }) === 'allowed'
        );
      });
      return { nodes: seen.map((view) => nodeView(view, titleOf)) };
    },
  );

  app.get(
    '/api/nodes/:nodeId',
    {
      config: { action: 'node.read', resource: ofNode },
      schema: {
        summary: 'One node',
        tags: ['nodes'],
        params: nodeParams,
        response: answers(nodeStatusSchema),
      },
    },
    async (request) => nodeView(nodeOf(engine, request.params.nodeId), titleOf),
  );

  app.get(
    '/api/nodes/:nodeId/listen',
    {
      config: { action: 'node.listen', resource: ofNode, rateLimit: perMinute('listen') },
      exposeHeadRoute: false,
      schema: {
        summary: 'What the node sounds now: G.711 µ-law, 16 kHz, mono, until the reader leaves',
        tags: ['nodes'],
        params: nodeParams,
        produces: ['application/octet-stream'],
        response: { ...problems },
      },
    },
    async (request, reply) => hear(engine.fleet, request.params.nodeId, reply),
  );

  nodeChanges(app, deps);
  tuning(app, deps);
}

function nodeChanges(app: App, { engine }: HttpDeps): void {
  app.post(
    '/api/nodes',
    {
      config: {
        action: 'node.add',
        resource: (request) => {
          return { kind: 'unit', unitId: (request.body as { unitId: UnitId }).unitId };
        },
        rateLimit: perMinute('enrolmentCode'),
      },
      schema: {
        summary: 'Add a node; answers its one-time enrolment code',
        tags: ['nodes'],
        body: newNodeSchema,
        response: { 201: enrolmentCodeSchema, ...problems },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const node = {
        ...request.body,
        place: null,
        siteId: null,
        settings: NEW_NODE_SETTINGS,
        tuning: UNTUNED,
      };
      accept(engine.city.addNode(actor, node));
      reply.code(201);
      const { code, expiresAtMs } = accept(engine.fleet.newCode(actor, node.nodeId));
      return { nodeId: node.nodeId, code, expiresAt: isoOfMs(expiresAtMs) };
    },
  );

  app.post(
    '/api/nodes/:nodeId/enrolment-code',
    {
      config: {
        action: 'node.enrol',
        resource: (request) => unitOfNode(engine, request),
        rateLimit: perMinute('enrolmentCode'),
      },
      schema: {
        summary: 'A new enrolment code; the former is void',
        tags: ['nodes'],
        params: nodeParams,
        response: { 201: enrolmentCodeSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { nodeId } = request.params;
      const { code, expiresAtMs } = accept(engine.fleet.newCode(actorOf(request), nodeId));
      reply.code(201);
      return { nodeId, code, expiresAt: isoOfMs(expiresAtMs) };
    },
  );
}

function tuning(app: App, { engine }: HttpDeps): void {
  app.patch(
    '/api/nodes/:nodeId/settings',
    {
      config: { action: 'node.tune', resource: (request) => unitOfNode(engine, request) },
      schema: {
        summary: 'Set gain and trim on the spot; null is as the city file says again',
        tags: ['nodes'],
        params: nodeParams,
        body: nodeTuningSchema,
        response: answers(nodeStatusSchema),
      },
    },
    async (request) => {
      const { nodeId } = request.params;
      const { gainDb, trimMs } = request.body;
      const change = {
        ...(gainDb === undefined ? {} : { gainDb }),
        ...(trimMs === undefined ? {} : { trimUs: trimMs && Math.round(trimMs * 1000) }),
      };
      accept(engine.city.tuneNode(actorOf(request), nodeId, change));
      const titleOf = (cueId: CueId) => engine.proof.broadcast(cueId)?.title ?? '';
      return nodeView(nodeOf(engine, nodeId), titleOf);
    },
  );
}

function nodeOf(engine: Engine, nodeId: NodeId) {
  return found(engine.fleet.node(nodeId), `there is no node "${nodeId}"`);
}

function unitOfNode(engine: Engine, request: FastifyRequest): { kind: 'unit'; unitId: UnitId } {
  const { nodeId } = request.params as z.infer<typeof nodeParams>;
  return { kind: 'unit', unitId: nodeOf(engine, nodeId).node.unitId };
}
