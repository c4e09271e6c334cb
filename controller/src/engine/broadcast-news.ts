import type { CueId } from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { REPORT_GRACE_US } from '../domain/proof/judge-play.ts';
import { longestStaggerUs } from '../domain/zoning/acoustic.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { EventBus } from './events.ts';
import type { Stores, Timeline } from './ports.ts';

export interface BroadcastNewsDeps {
  readonly stores: Pick<Stores, 'calendar'>;
  readonly events: EventBus;
  readonly timeline: Timeline;
  readonly timers: Timers;
  readonly map: () => CityMap | null;
}

/** How far ahead a broadcast's change by time alone is waited for; the plan's changes wake it too. */
const WAKE_WITHIN_MS = 3_600_000;
/** A large publication is told in many pieces: they are looked at together. */
const GATHER_MS = 100;
const PLAN_EVENTS: readonly string[] = ['heads-published', 'order-issued', 'city-changed'];

/**
 * Tells of broadcasts that change by time alone: when they are due, and when the wait for the last
 * report of a silent node is over. Sleeps until the next such instant or a change of the plan.
 */
export function createBroadcastNews(
  deps: BroadcastNewsDeps,
  instantsOf: (occurrence: Occurrence) => Iterable<number>,
): Disposable {
  let sleep: Disposable | null = null;
  let changed: Disposable | null = null;
  let toldThroughUs = deps.timeline.nowUs();

  function wake(): void {
    sleep?.[Symbol.dispose]();
    const nowUs = deps.timeline.nowUs();
    const cueIds: CueId[] = [];
    let nextUs = nowUs + WAKE_WITHIN_MS * 1000;
    // Everything has settled a grace after its validity ended.
    const map = deps.map();
    const sinceUs = toldThroughUs - REPORT_GRACE_US - (map ? longestStaggerUs(map) : 0);
    for (const occurrence of deps.stores.calendar.between(sinceUs, nextUs)) {
      let isDue = false;
      for (const atUs of instantsOf(occurrence)) {
        if (atUs > nowUs) nextUs = Math.min(nextUs, atUs);
        else isDue ||= atUs > toldThroughUs;
      }
      if (isDue) cueIds.push(occurrence.cueId);
    }
    toldThroughUs = nowUs;
    sleep = deps.timers.after(Math.max(1, Math.ceil((nextUs - nowUs) / 1000)), wake);
    if (cueIds.length > 0) deps.events.emit({ kind: 'broadcasts-changed', cueIds });
  }

  const subscription = deps.events.on(({ kind }) => {
    if (!PLAN_EVENTS.includes(kind)) return;
    changed ??= deps.timers.after(GATHER_MS, () => {
      changed = null;
      wake();
    });
  });
  sleep = deps.timers.after(1, wake);
  return {
    [Symbol.dispose]: () => {
      subscription[Symbol.dispose]();
      sleep?.[Symbol.dispose]();
      changed?.[Symbol.dispose]();
    },
  };
}
