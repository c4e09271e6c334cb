import {
  type HandedDown as HandedDownEntity,
  handedDownSchema,
  inboxAnswerSchema,
  newDistributionSchema,
} from '@loa/protocol/console-api';
import { slugSchema } from '@loa/protocol/wire';
import { z } from 'zod';
import type { HandedDown } from '../../../engine/hand-down-facade.ts';
import { actorOf } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { accept } from '../problems.ts';
import { answers, problems } from '../responses.ts';

const params = z.object({ id: slugSchema });

export function handDownRoutes(app: App, deps: HttpDeps): void {
  senderRoutes(app, deps);
  inboxRoutes(app, deps);
}

function senderRoutes(app: App, deps: HttpDeps): void {
  const { handDowns } = deps.engine;
  app.post(
    '/api/distributions',
    {
      config: { action: 'distribution.send' },
      schema: {
        summary: 'Hand a bulletin down to units: a priority one goes into their programme',
        tags: ['inbox'],
        body: newDistributionSchema,
        response: { 201: handedDownSchema, ...problems },
      },
    },
    async (request, reply) => {
      const sent = accept(handDowns.send(actorOf(request), request.body));
      reply.code(201);
      return viewOf(deps, sent);
    },
  );

  app.get(
    '/api/distributions',
    {
      config: { action: 'distribution.list' },
      schema: {
        summary: "What the reader's units have handed down, and what became of it",
        tags: ['inbox'],
        response: answers(z.object({ distributions: z.array(handedDownSchema) })),
      },
    },
    async (request) => ({
      distributions: handDowns.sent(actorOf(request)).map((one) => viewOf(deps, one)),
    }),
  );
}

function inboxRoutes(app: App, deps: HttpDeps): void {
  const { handDowns } = deps.engine;
  app.get(
    '/api/inbox',
    {
      config: { action: 'inbox.list' },
      schema: {
        summary: "What the reader's units were handed down",
        tags: ['inbox'],
        response: answers(z.object({ inbox: z.array(handedDownSchema) })),
      },
    },
    async (request) => ({
      inbox: handDowns.inbox(actorOf(request)).map((one) => viewOf(deps, one)),
    }),
  );

  app.post(
    '/api/inbox/:id/answer',
    {
      config: {
        action: 'inbox.answer',
        unitField: 'unit',
        resource: (request) => ({
          kind: 'unit',
          unitId: (request.body as z.infer<typeof inboxAnswerSchema>).unit,
        }),
      },
      schema: {
        summary: 'Schedule what was handed down, or decline it with a reason',
        tags: ['inbox'],
        params,
        body: inboxAnswerSchema,
        response: answers(handedDownSchema),
      },
    },
    async (request) => {
      const answered = handDowns.answer(actorOf(request), request.params.id, request.body);
      return viewOf(deps, accept(answered));
    },
  );
}

function viewOf(
  { engine }: HttpDeps,
  { distribution, bulletin, units }: HandedDown,
): HandedDownEntity {
  const { id, unit, fromDay, throughDay, note } = distribution;
  return {
    ...{ id, unit, fromDay, throughDay, note, bulletin: distribution.bulletin },
    title: bulletin?.title ?? distribution.bulletin,
    class: bulletin?.class ?? 'normal',
    units: units.map((one) => ({
      ...one,
      by: one.by === null ? null : engine.accounts.nameOf(one.by),
    })),
  };
}
