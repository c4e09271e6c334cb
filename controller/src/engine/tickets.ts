import { type Clock, encodeBase64Url, type Random } from '@loa/runtime/pure';

const TICKET_LIMITS = {
  /** From issue to use. */
  lifeMs: 30_000,
  /** Unused tickets at a time; the oldest gives way. */
  open: 1_000,
} as const;

export interface Tickets {
  issue(sessionId: string): { readonly ticket: string; readonly expiresAtMs: number };
  /** The session, once; null for what was used, is too old or never was. */
  redeem(ticket: string): string | null;
}

/**
 * One-time tickets for the feed's WebSocket, which cannot carry a header of its own. In memory: a
 * restart voids them and the page asks for another.
 */
export function createTickets(deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: (text: string) => string;
}): Tickets {
  /** By digest, oldest first. Lives are measured on the monotonic clock. */
  const open = new Map<string, { sessionId: string; endsAtUs: number }>();

  function dropOld(): void {
    const nowUs = deps.clock.monotonicUs();
    for (const [key, ticket] of open) {
      if (ticket.endsAtUs > nowUs && open.size < TICKET_LIMITS.open) break;
      open.delete(key);
    }
  }

  return {
    issue: (sessionId) => {
      dropOld();
      const ticket = encodeBase64Url(deps.random.bytes(32));
      const endsAtUs = deps.clock.monotonicUs() + TICKET_LIMITS.lifeMs * 1000;
      open.set(deps.digest(ticket), { sessionId, endsAtUs });
      return { ticket, expiresAtMs: deps.clock.nowMs() + TICKET_LIMITS.lifeMs };
    },
    redeem: (ticket) => {
      const key = deps.digest(ticket);
      const found = open.get(key);
      open.delete(key);
      return found && found.endsAtUs > deps.clock.monotonicUs() ? found.sessionId : null;
    },
  };
}
