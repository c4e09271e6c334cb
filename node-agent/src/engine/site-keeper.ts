import type { NodeId, SiteId } from '@loa/protocol/vocabulary';
import type { Clock, Logger, Timers } from '@loa/runtime/pure';
import { leaderDelayMs, type SiteRole } from '../domain/clock/index.ts';

import type { ClockKeeper } from './clock-keeper.ts';
import type { SiteClock } from './site-clock-port.ts';

/** Whose clock the nodes of a site go by, as the controller says. */
export interface SiteAssignment {
  readonly siteId: SiteId;
  readonly role: SiteRole;
  readonly leader: { readonly nodeId: NodeId; readonly addresses: readonly string[] } | null;
  /** Base64url of 32 bytes. */
  readonly key: string;
}

export interface SiteKeeperDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly time: ClockKeeper;
  readonly siteClock: SiteClock;
  readonly log: Logger;
  readonly isSounding: () => boolean;
  readonly nextStartUs: () => number | null;
}

/**
 * The node's part in its site: serves its clock to the others, or goes by the leader's. What was
 * assigned last stands while the controller is away: the horns of a site stay in step without it.
 */
export class SiteKeeper {
  private readonly deps: SiteKeeperDeps;
  private assignment: SiteAssignment | null = null;
  private followedSinceUs = 0;
  private exchange: Disposable | null = null;
  private complained = false;

  constructor(deps: SiteKeeperDeps) {
    this.deps = deps;
  }

  stop(): void {
    this.exchange?.[Symbol.dispose]();
    this.deps.siteClock.rest();
  }

  /** The leader that this node goes by; null is the controller's own clock. */
  leader(): NodeId | null {
    if (this.deps.time.reading().source !== 'leader') return null;
    return this.assignment?.leader?.nodeId ?? null;
  }

  assigned(assignment: SiteAssignment): void {
    if (same(this.assignment, assignment)) return;
    const { log, siteClock, time } = this.deps;
    const { siteId, role, leader, key } = assignment;
    this.assignment = assignment;
    this.exchange?.[Symbol.dispose]();
    this.exchange = null;
    this.complained = false;
    log.info({ siteId, role, leader: leader?.nodeId }, 'the site has a leader');
    if (role === 'leader') siteClock.serve(key, () => time.published());
    else if (role === 'follower' && leader) this.follow(key, leader.addresses);
    else siteClock.rest();
    time.assigned(role);
  }

  private follow(key: string, addresses: readonly string[]): void {
    const { clock, log, siteClock, time } = this.deps;
    siteClock.follow(key, addresses, (exchange, published) => {
      const outcome = time.leaderAnswered(exchange, published);
      if (outcome === 'refused' && !this.complained) {
        this.complained = true;
        log.error({}, 'what the leader of the site serves is not this city’s time: not followed');
      }
    });
    this.followedSinceUs = clock.monotonicUs();
    this.ask();
  }

  private ask(): void {
    this.deps.siteClock.ask();
    this.exchange = this.deps.timers.after(this.delayMs(), () => this.ask());
  }

  private delayMs(): number {
    const { clock, isSounding, nextStartUs, time } = this.deps;
    const nowUs = time.nowUs();
    const startUs = nextStartUs();
    return leaderDelayMs({
      followedForUs: clock.monotonicUs() - this.followedSinceUs,
      sounding: isSounding(),
      dueInUs: nowUs === null || startUs === null ? null : startUs - nowUs,
    });
  }
}

/** The same leader under the same key: a reconnect says nothing new. */
function same(a: SiteAssignment | null, b: SiteAssignment): boolean {
  if (!a || a.role !== b.role || a.key !== b.key) return false;
  return (
    a.leader?.nodeId === b.leader?.nodeId &&
    a.leader?.addresses.join() === b.leader?.addresses.join()
  );
}
