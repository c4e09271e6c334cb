/** Who makes a request: from the session cookie, once per request. */

import type { CookieSerializeOptions } from '@fastify/cookie';
import type { Language } from '@loa/protocol/vocabulary';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../domain/policy/actor.ts';
import { ACCOUNT_LIMITS } from '../../engine/accounts.ts';
import type { Accounts } from '../../engine/facades.ts';
import { languageOf } from './language.ts';
import { RequestRefused } from './problems.ts';

export interface Caller {
  readonly actor: Actor;
  readonly sessionId: string;
}

const callers = new WeakMap<FastifyRequest, Caller>();

/** A browser accepts `__Host-` only with Secure, on this very host, for every path (RFC 6265bis). */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-loa' : 'loa';
}

export function cookieOptions(secure: boolean): CookieSerializeOptions {
  const maxAge = ACCOUNT_LIMITS.sessionLongestMs / 1000;
  return { path: '/', httpOnly: true, secure, sameSite: 'strict', maxAge };
}

const SESSION_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** Reads the cookie and remembers the caller for the rest of the request. */
export function recogniseCaller(
  request: FastifyRequest,
  accounts: Accounts,
  secure: boolean,
): void {
  const sessionId = request.cookies[cookieName(secure)];
  if (sessionId === undefined || !SESSION_PATTERN.test(sessionId)) return;
  const actor = accounts.actor(sessionId);
  if (actor) callers.set(request, { actor, sessionId });
}

export function callerOf(request: FastifyRequest): Caller | null {
  return callers.get(request) ?? null;
}

/** For routes that only people who are logged in reach: the guard has seen to it. */
export function actorOf(request: FastifyRequest): Actor {
  const caller = callers.get(request);
  if (!caller) throw new RequestRefused('not-logged-in', 'log in first');
  return caller.actor;
}

export function readerLanguage(request: FastifyRequest): Language {
  const account = callers.get(request)?.actor.language ?? null;
  return languageOf(request.headers['accept-language'], account);
}
