import { unitRightsSchema } from '@loa/protocol/console-api';
import { unitIdSchema } from '@loa/protocol/wire';
import { z } from 'zod';
import type { App, HttpDeps } from '../deps.ts';
import { found } from '../problems.ts';
import { answers } from '../responses.ts';

const params = z.object({ unitId: unitIdSchema });

export function rightRoutes(app: App, { engine }: HttpDeps): void {
  app.get(
    '/api/units/:unitId/rights',
    {
      config: {
        action: 'right.read',
        resource: (request) => ({
          kind: 'unit',
          unitId: (request.params as z.infer<typeof params>).unitId,
        }),
      },
      schema: {
        summary: 'Who approves and who speaks live in a unit today, and when approval comes',
        tags: ['documents'],
        params,
        response: answers(unitRightsSchema),
      },
    },
    async (request) => {
      const { unitId } = request.params;
      const rights = found(engine.desk.rightsIn(unitId), 'the city has not been set up');
      return { ...rights, unitId, people: [...rights.people] };
    },
  );
}
