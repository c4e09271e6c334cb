import type { RateLimitOptions, RateLimitPluginOptions } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { callerOf } from './caller.ts';
import { REQUESTS_A_MINUTE } from './limits.ts';
import { RequestRefused } from './problems.ts';

const MINUTE_MS = 60_000;

/** A person who is logged in counts as such; others by their address. */
function keyOf(request: FastifyRequest): string {
  const actor = callerOf(request)?.actor;
  return actor ? `account:${actor.username}` : `address:${request.ip}`;
}

export const rateLimits: RateLimitPluginOptions = {
  global: true,
  max: REQUESTS_A_MINUTE.other,
  timeWindow: MINUTE_MS,
  keyGenerator: keyOf,
  errorResponseBuilder: (_request, { after }) =>
    new RequestRefused('too-many-requests', `too many requests: try again in ${after}`),
};

/** The limit of one route. Login counts by address: whoever tries has no account yet. */
export function perMinute(what: keyof typeof REQUESTS_A_MINUTE): RateLimitOptions {
  const keyGenerator =
    what === 'login' ? (request: FastifyRequest) => `address:${request.ip}` : keyOf;
  return { max: REQUESTS_A_MINUTE[what], timeWindow: MINUTE_MS, keyGenerator };
}
