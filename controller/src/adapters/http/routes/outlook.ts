import { explanationSchema } from '@loa/protocol/console-api';
import type { NodeId } from '@loa/protocol/vocabulary';
import { cueIdSchema, nodeIdSchema } from '@loa/protocol/wire';
import { z } from 'zod';
import { explanationView } from '../../../presentation/explanation.ts';
import { readerLanguage } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { found } from '../problems.ts';
import { answers } from '../responses.ts';

const explainQuery = z.strictObject({ node: nodeIdSchema });

export function outlookRoutes(app: App, deps: HttpDeps): void {
  explainRoute(app, deps);
}

function explainRoute(app: App, { engine }: HttpDeps): void {
  app.get(
    '/api/broadcasts/:cueId/explain',
    {
      config: {
        action: 'broadcast.read',
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
