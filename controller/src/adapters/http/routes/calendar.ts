import { calendarLinkSchema } from '@loa/protocol/console-api';
import { unitIdSchema } from '@loa/protocol/wire';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { icalendarOf } from '../../../presentation/icalendar.ts';
import { actorOf } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { accept } from '../problems.ts';
import { perMinute } from '../rate-limits.ts';
import { noContent, problems } from '../responses.ts';

const unitParams = z.object({ unitId: unitIdSchema });
const tokenQuery = z.object({
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .describe('The secret of `POST /api/calendar-link`'),
});

export function calendarRoutes(app: App, { engine }: HttpDeps): void {
  app.get(
    '/api/units/:unitId/calendar.ics',
    {
      config: { action: 'calendar.read', rateLimit: perMinute('calendar') },
      exposeHeadRoute: false,
      schema: {
        summary: 'What sounds in a unit, from a week ago for four weeks, as iCalendar',
        tags: ['reports'],
        security: [],
        params: unitParams,
        querystring: tokenQuery,
        produces: ['text/calendar'],
        response: { ...problems },
      },
    },
    async (request, reply) => {
      const { unitId } = request.params;
      const calendar = accept(engine.calendarLinks.read(request.query.token, unitId));
      return send(icalendarOf(calendar), `${unitId}.ics`, reply);
    },
  );

  app.post(
    '/api/calendar-link',
    {
      config: { action: 'calendar.link', rateLimit: perMinute('ticket') },
      schema: {
        summary: "A new secret address of the reader's calendar; the former is void",
        tags: ['reports'],
        response: { 201: calendarLinkSchema, ...problems },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const token = engine.calendarLinks.make(actor);
      reply.code(201);
      return { token, path: `/api/units/${actor.unitId}/calendar.ics?token=${token}` };
    },
  );

  app.delete(
    '/api/calendar-link',
    {
      config: { action: 'calendar.unlink' },
      schema: {
        summary: "Make the reader's secret address void",
        tags: ['reports'],
        response: { 204: noContent, ...problems },
      },
    },
    async (request, reply) => {
      engine.calendarLinks.revoke(actorOf(request));
      return reply.code(204).send(null);
    },
  );
}

function send(text: string, fileName: string, reply: FastifyReply): FastifyReply {
  reply.headers({
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': `inline; filename="${fileName}"`,
  });
  return reply.send(text);
}
