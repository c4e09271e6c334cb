import type { Action } from '../domain/policy/actions.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { decide } from '../domain/policy/permissions.ts';
import type { Accounts } from '../engine/facades.ts';
import { isOwnOrigin, type OwnOrigins, type RequestHead } from './own-origin.ts';

const TICKET = /^ticket\.([A-Za-z0-9_-]{43})$/;

export type Admission =
  | { readonly outcome: 'admitted'; readonly sessionId: string; readonly actor: Actor }
  | { readonly outcome: 'refused'; readonly why: string };

export interface SocketDoor {
  readonly accounts: Pick<Accounts, 'redeemTicket' | 'actor'>;
  readonly own: OwnOrigins;
  /** The subprotocol that the page must offer beside its ticket. */
  readonly protocol: string;
  readonly action: Action;
}

/**
 * Who may have a WebSocket of the console: a page of our own (`Origin`) with an unused ticket of a
 * session that still holds. The cookie alone is not enough: browsers send it with sockets of other
 * sites.
 */
export function admitSocket(
  request: { readonly method?: string | undefined } & Pick<RequestHead, 'headers'>,
  door: SocketDoor,
): Admission {
  const refuse = (why: string): Admission => ({ outcome: 'refused', why });
  if (request.method !== 'GET') return refuse('method');
  if (!isOwnOrigin({ method: 'GET', headers: request.headers }, door.own)) return refuse('origin');
  const header = request.headers['sec-websocket-protocol'];
  const offered = String(header ?? '')
    .split(',')
    .map((protocol) => protocol.trim());
  if (!offered.includes(door.protocol)) return refuse('protocol');
  const [ticket] = offered.flatMap((protocol) => TICKET.exec(protocol)?.[1] ?? []);
  const sessionId = ticket === undefined ? null : door.accounts.redeemTicket(ticket);
  if (sessionId === null) return refuse('ticket');
  const actor = door.accounts.actor(sessionId);
  const { action } = door;
  const decision = decide({ actor, action, resource: { kind: 'none' }, map: null });
  return actor && decision === 'allowed'
    ? { outcome: 'admitted', sessionId, actor }
    : refuse('session');
}
