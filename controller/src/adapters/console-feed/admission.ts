import type { IncomingMessage } from 'node:http';
import type { Actor } from '../../domain/policy/actor.ts';
import { decide } from '../../domain/policy/permissions.ts';
import type { Engine } from '../../engine/facades.ts';
import { isOwnOrigin, type OwnOrigins } from '../../presentation/own-origin.ts';

export const FEED_PROTOCOL = 'loa-feed';
const TICKET = /^ticket\.([A-Za-z0-9_-]{43})$/;

export type Admission =
  | { readonly outcome: 'admitted'; readonly sessionId: string; readonly actor: Actor }
  | { readonly outcome: 'refused'; readonly why: string };

/**
 * Who may have the feed: a page of our own (`Origin`) with an unused ticket of a session that still
 * holds. The cookie alone is not enough: browsers send it with sockets of other sites.
 */
export function admit(request: IncomingMessage, engine: Engine, own: OwnOrigins): Admission {
  const refuse = (why: string): Admission => ({ outcome: 'refused', why });
  if (request.method !== 'GET') return refuse('method');
  if (!isOwnOrigin({ method: 'GET', headers: request.headers }, own)) return refuse('origin');
  const offered = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((protocol) => protocol.trim());
  if (!offered.includes(FEED_PROTOCOL)) return refuse('protocol');
  const [ticket] = offered.flatMap((protocol) => TICKET.exec(protocol)?.[1] ?? []);
  const sessionId = ticket === undefined ? null : engine.accounts.redeemTicket(ticket);
  if (sessionId === null) return refuse('ticket');
  const actor = engine.accounts.actor(sessionId);
  const decision = decide({ actor, action: 'feed.open', resource: { kind: 'none' }, map: null });
  return actor && decision === 'allowed'
    ? { outcome: 'admitted', sessionId, actor }
    : refuse('session');
}
