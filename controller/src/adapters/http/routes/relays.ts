import { relaysSchema, relayTestSchema } from '@loa/protocol/console-api';
import { slugSchema } from '@loa/protocol/wire';
import { isoOfMs } from '@loa/runtime/node';
import { z } from 'zod';
import type { RelayView } from '../../../engine/relay-facade.ts';
import { actorOf } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { accept } from '../problems.ts';
import { answers } from '../responses.ts';

export function relayRoutes(app: App, { engine }: HttpDeps): void {
  app.get(
    '/api/relays',
    {
      config: { action: 'relay.list' },
      schema: {
        summary:
          'Relays that the reader sees, whether they are joined, and hosts that may be relayed',
        tags: ['broadcasts'],
        response: answers(relaysSchema),
      },
    },
    async (request) => ({
      relays: engine.relays.views(actorOf(request)).map(viewOf),
      hosts: [...engine.relays.hosts()],
    }),
  );

  app.post(
    '/api/relays/:id/test',
    {
      config: { action: 'relay.test' },
      schema: {
        summary: "Listens to a relay's source for some seconds; nothing is sounded",
        tags: ['broadcasts'],
        params: z.object({ id: slugSchema }),
        response: answers(relayTestSchema),
      },
    },
    async (request) => {
      const tested = accept(await engine.relays.test(actorOf(request), request.params.id));
      const { heard, seconds, levelDb, fault } = tested;
      return { heard, seconds, levelDb, fault };
    },
  );
}

function viewOf({ startAtUs, endAtUs, ...relay }: RelayView) {
  return { ...relay, startAt: isoOfUs(startAtUs), endAt: isoOfUs(endAtUs) };
}

function isoOfUs(us: number | null): string | null {
  return us === null ? null : isoOfMs(us / 1000);
}
