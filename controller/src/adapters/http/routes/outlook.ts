import {
  collisionSchema,
  effectsSchema,
  explanationSchema,
  warningSchema,
} from '@loa/protocol/console-api';
import { documentSchemas } from '@loa/protocol/documents';
import type { NodeId, UnitId } from '@loa/protocol/vocabulary';
import { cueIdSchema, nodeIdSchema } from '@loa/protocol/wire';
import { z } from 'zod';
import { isWithin } from '../../../domain/zoning/city-map.ts';
import { PREVIEWED_KINDS, type PreviewDraft } from '../../../engine/outlook-facade.ts';
import { effectsView } from '../../../presentation/effects.ts';
import { explanationView } from '../../../presentation/explanation.ts';
import { collisionView, relayWarning, warningView } from '../../../presentation/warnings.ts';
import { actorOf, readerLanguage } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { accept, found } from '../problems.ts';
import { answers } from '../responses.ts';

const explainQuery = z.strictObject({ node: nodeIdSchema });

export function outlookRoutes(app: App, deps: HttpDeps): void {
  explainRoute(app, deps);
  warningRoutes(app, deps);
  previewRoutes(app, deps);
}

function explainRoute(app: App, { engine }: HttpDeps): void {
  app.get(
    '/api/broadcasts/:cueId/explain',
    {
      config: {
        action: 'broadcast.explain',
        resource: (request) => {
          const { node } = request.query as { node: NodeId };
          return { kind: 'broadcast', nodeIds: [node] };
        },
      },
      schema: {
        summary:
          'Why a broadcast sounds on a node, or does not: a sentence and the name of the rule',
        tags: ['broadcasts'],
        params: z.object({ cueId: cueIdSchema }),
        querystring: explainQuery,
        response: answers(explanationSchema),
      },
    },
    async (request) => {
      const { cueId } = request.params;
      const { node } = request.query;
      const missing = `there is no broadcast "${cueId}", or no node "${node}"`;
      const explained = found(engine.outlook.explain(cueId, node), missing);
      const { timeZone } = found(engine.city.map(), 'the city has not been set up');
      const language = readerLanguage(request);
      return explanationView(explained, { language, timeZone });
    },
  );
}

function warningRoutes(app: App, { engine }: HttpDeps): void {
  /** What touches the reader's unit or what lies below it. */
  const isOwn = (reader: UnitId, unit: UnitId, nodeIds: readonly NodeId[] = []): boolean => {
    const map = engine.city.map();
    if (!map) return false;
    const units = [unit, ...nodeIds.flatMap((nodeId) => map.nodes.get(nodeId)?.unitId ?? [])];
    return units.some((one) => isWithin(map, one, reader));
  };

  app.get(
    '/api/warnings',
    {
      config: { action: 'warning.list' },
      schema: {
        summary: "What is to be seen to in the reader's unit and below, before it is due",
        tags: ['broadcasts'],
        response: answers(z.object({ warnings: z.array(warningSchema) })),
      },
    },
    async (request) => {
      const map = found(engine.city.map(), 'the city has not been set up');
      const actor = actorOf(request);
      const reader = { language: readerLanguage(request), map };
      const own = engine.outlook.warnings().filter((one) => {
        // Who handed it down follows it in their own list.
        if (one.kind === 'unanswered') return one.unit === actor.unitId;
        const nodeIds = one.kind === 'undecided' ? one.collision.nodeIds : [];
        return isOwn(actor.unitId, one.unit, nodeIds);
      });
      const relays = engine.relays
        .views(actor)
        .flatMap((relay) => relayWarning(relay, reader.language) ?? []);
      return { warnings: [...relays, ...own.map((one) => warningView(one, reader))] };
    },
  );

  app.get(
    '/api/collisions',
    {
      config: { action: 'collision.list' },
      schema: {
        summary: "Priority items that meet on nodes of the reader's unit and below; at most 200",
        tags: ['broadcasts'],
        response: answers(z.object({ collisions: z.array(collisionSchema) })),
      },
    },
    async (request) => {
      const { unitId } = actorOf(request);
      const all = engine.outlook.collisions();
      const own = all.filter(({ unit, nodeIds }) => isOwn(unitId, unit, nodeIds));
      return { collisions: own.map(collisionView) };
    },
  );
}

function previewRoutes(app: App, { engine }: HttpDeps): void {
  for (const kind of PREVIEWED_KINDS) {
    app.post(
      `/api/documents/${kind}/preview`,
      {
        config: { action: 'document.preview', operation: `${kind}.preview` },
        schema: {
          summary: `What saving a document of kind ${kind} would do: its playings, and what changes for others`,
          tags: ['documents'],
          body: documentSchemas[kind],
          response: answers(effectsSchema),
        },
      },
      async (request) => {
        const draft = { kind, body: request.body } as PreviewDraft;
        return effectsView(accept(engine.outlook.preview(actorOf(request), draft)));
      },
    );
  }
}
