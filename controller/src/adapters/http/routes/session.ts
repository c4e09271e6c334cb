import {
  feedTicketSchema,
  loginSchema,
  meSchema,
  preferencesSchema,
} from '@loa/protocol/console-api';
import { isoOfMs } from '@loa/runtime/node';
import { meView } from '../../../presentation/views.ts';
import { actorOf, callerOf, cookieName, cookieOptions } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { accept, RequestRefused } from '../problems.ts';
import { perMinute } from '../rate-limits.ts';
import { answers, noContent, problems } from '../responses.ts';

export function sessionRoutes(app: App, { engine, config }: HttpDeps): void {
  const { accounts } = engine;
  const name = cookieName(config.secure);

  app.post(
    '/api/session',
    {
      config: { action: 'session.open', rateLimit: perMinute('login') },
      schema: {
        summary: 'Log in',
        tags: ['session'],
        body: loginSchema,
        response: answers(meSchema),
      },
    },
    async (request, reply) => {
      const { username, password } = request.body;
      const login = accept(await accounts.login(username, password, request.ip));
      // A new login ends the one before in the same browser: no session is left behind.
      const former = callerOf(request);
      if (former) accounts.logout(former.sessionId);
      reply.setCookie(name, login.sessionId, cookieOptions(config.secure));
      return meView(login.actor);
    },
  );

  app.get(
    '/api/session',
    {
      config: { action: 'session.read' },
      schema: { summary: 'Who is logged in', tags: ['session'], response: answers(meSchema) },
    },
    async (request) => meView(actorOf(request)),
  );

  app.delete(
    '/api/session',
    {
      config: { action: 'session.close' },
      schema: { summary: 'Log out', tags: ['session'], response: { 204: noContent, ...problems } },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      if (caller) accounts.logout(caller.sessionId);
      reply.clearCookie(name, cookieOptions(config.secure));
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/api/session/preferences',
    {
      config: { action: 'preferences.change' },
      schema: {
        summary: 'Choose the language',
        tags: ['session'],
        body: preferencesSchema,
        response: answers(meSchema),
      },
    },
    async (request) => meView(accounts.setLanguage(actorOf(request), request.body.language)),
  );

  app.post(
    '/api/feed-ticket',
    {
      config: { action: 'feed.open', rateLimit: perMinute('ticket') },
      schema: {
        summary: 'A one-time ticket for the WebSocket at /api/feed, good for 30 s',
        tags: ['session'],
        response: answers(feedTicketSchema),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      if (!caller) throw new RequestRefused('not-logged-in', 'log in first');
      const { ticket, expiresAtMs } = accounts.newTicket(caller.sessionId);
      return { ticket, expiresAt: isoOfMs(expiresAtMs) };
    },
  );
}
