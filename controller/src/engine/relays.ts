/** Relays: when each is joined, which are, and what a source would bring. */
import { slotEndUs } from '@loa/protocol/playout';
import type { CueId } from '@loa/protocol/vocabulary';
import { maySee } from '../domain/documents/rights.ts';
import { Loudness } from '../domain/paging/level.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { RELAY } from '../domain/relay/limits.ts';
import type { StoredDocument, Stores } from './ports.ts';
import type { Refused } from './refused.ts';
import type { Relays, RelayTest, RelayView } from './relay-facade.ts';
import type { RelaySourceEnd } from './relay-source-port.ts';
import { RunningRelay, type RunningRelayDeps } from './running-relay.ts';

/** How far ahead starts are looked for, and how long this sleeps at most. */
const LOOK_AHEAD_US = 15 * 60e6;
const MOST_SLEEP_MS = 10 * 60e3;
/** News within this time are looked at together. */
const COALESCE_MS = 500;
const DAY_US = 86_400e6;
/** So much sound is enough for a test. */
const TESTED_FRAMES = 3 * 48_000;

export interface RelaysDeps extends RunningRelayDeps {
  readonly stores: RunningRelayDeps['stores'] & Pick<Stores, 'documents'>;
}

export interface OwnedRelays extends Relays, Disposable {
  /** Joins what is due, and goes on with what an earlier run had joined. */
  start(): void;
}

export function createRelays(deps: RelaysDeps): OwnedRelays {
  return new RelayDesk(deps);
}

/** Invariants: `running` has what is joined, by cue; one timer is armed once it has started. */
class RelayDesk implements OwnedRelays {
  private readonly deps: RelaysDeps;
  private readonly running = new Map<CueId, RunningRelay>();
  private readonly owned = new DisposableStack();
  private sleep: Disposable | null = null;
  private soon: Disposable | null = null;
  private tests = 0;

  constructor(deps: RelaysDeps) {
    this.deps = deps;
  }

  start(): void {
    this.owned.use(
      this.deps.events.on((event) => {
        if (event.kind === 'broadcasts-changed') this.hear(event.cueIds);
        else if (event.kind === 'city-changed') this.lookSoon();
      }),
    );
    this.look();
  }

  views: Relays['views'] = (actor) => {
    const { stores, timeline } = this.deps;
    const map = stores.city.load();
    if (!map) return [];
    const due = this.relaysBetween(timeline.nowUs(), timeline.nowUs() + DAY_US);
    return stores.documents
      .list('relay')
      .filter(({ body }) => maySee(map, actor, body.unit))
      .map((relay) => this.viewOf(relay, due));
  };

  hosts: Relays['hosts'] = () => this.deps.stores.city.settings().relayHosts;

  lacks: Relays['lacks'] = () =>
    [...this.running].flatMap(([cueId, relay]) => {
      const lack = relay.standing()?.lack ?? null;
      return lack === null ? [] : [{ cueId, lack }];
    });

  test: Relays['test'] = async (actor, relayId) => {
    const { stores } = this.deps;
    const map = stores.city.load();
    const relay = stores.documents.get('relay', relayId);
    if (!map || !relay || !maySee(map, actor, relay.body.unit)) {
      return refused('not-found', `there is no relay "${relayId}"`);
    }
    if (this.tests >= RELAY.tests) {
      return refused('too-many-requests', 'other sources are being tested; try again in a moment');
    }
    this.tests += 1;
    try {
      return await listenTo(this.deps, relay.body.url);
    } finally {
      this.tests -= 1;
    }
  };

  [Symbol.dispose](): void {
    this.owned[Symbol.dispose]();
    this.sleep?.[Symbol.dispose]();
    this.soon?.[Symbol.dispose]();
    for (const relay of this.running.values()) relay.interrupt();
    this.running.clear();
  }

  private hear(cueIds: readonly CueId[]): void {
    for (const cueId of cueIds) this.running.get(cueId)?.changed();
    this.lookSoon();
  }

  private lookSoon(): void {
    this.soon ??= this.deps.timers.after(COALESCE_MS, () => {
      this.soon = null;
      this.look();
    });
  }

  private look(): void {
    this.sleep?.[Symbol.dispose]();
    const nowUs = this.deps.timeline.nowUs();
    let wakeUs = Number.POSITIVE_INFINITY;
    for (const occurrence of this.relaysBetween(nowUs, nowUs + LOOK_AHEAD_US)) {
      const joinUs = occurrence.startAtUs - RELAY.joinUs;
      if (joinUs > nowUs) wakeUs = Math.min(wakeUs, joinUs);
      else this.join(occurrence);
    }
    const sleepMs = Math.min(MOST_SLEEP_MS, Math.max(1, (wakeUs - nowUs) / 1000));
    this.sleep = this.deps.timers.after(sleepMs, () => this.look());
  }

  /** What may sound, by start. */
  private relaysBetween(fromUs: number, toUs: number): Occurrence[] {
    return this.deps.stores.calendar
      .between(fromUs, toUs)
      .filter(
        ({ source, withheld, stoppedAtUs }) =>
          source === 'relay' && withheld === null && stoppedAtUs === null,
      );
  }

  private join(occurrence: Occurrence): void {
    const { cueId, itemId } = occurrence;
    if (this.running.has(cueId)) return;
    const relay = this.deps.stores.documents.get('relay', itemId ?? '');
    if (!relay) return;
    if (this.running.size >= RELAY.joined) {
      this.deps.logger.error({ cueId, most: RELAY.joined }, 'too many relays at a time');
      return;
    }
    this.deps.logger.info({ cueId, url: relay.body.url }, 'a relay is joined');
    const over = () => void this.running.delete(cueId);
    this.running.set(cueId, new RunningRelay(this.deps, { relay, occurrence }, over));
  }

  private viewOf({ body }: StoredDocument<'relay'>, due: readonly Occurrence[]): RelayView {
    const running = [...this.running.values()].find(
      ({ occurrence }) => occurrence.itemId === body.id,
    );
    const next = running?.occurrence ?? due.find(({ itemId }) => itemId === body.id);
    const idle = { phase: 'idle', levelDb: null, lack: null, fault: null, fallback: null } as const;
    return {
      relayId: body.id,
      title: body.title,
      unitId: body.unit,
      cueId: next?.cueId ?? null,
      startAtUs: next?.startAtUs ?? null,
      endAtUs: next ? slotEndUs(next) : null,
      ...(running?.standing() ?? idle),
    };
  }
}

/** [REL16] */
function listenTo({ sources, timers }: RelaysDeps, url: string): Promise<RelayTest> {
  const loudness = new Loudness();
  let frames = 0;
  return new Promise((resolve) => {
    const owned = new DisposableStack();
    const done = (fault: RelaySourceEnd | null) => {
      owned.dispose();
      const levelDb = loudness.takeDb();
      const isSilent = levelDb === null || levelDb <= RELAY.silenceDb;
      const heard = frames === 0 ? 'nothing' : isSilent ? 'silence' : 'sound';
      resolve({ outcome: 'tested', heard, seconds: frames / 48_000, levelDb, fault });
    };
    owned.use(timers.after(RELAY.testMs, () => done(null)));
    owned.use(
      sources.open(url, {
        samples: (samples) => {
          loudness.take(samples);
          frames += samples.length;
          if (frames >= TESTED_FRAMES) done(null);
        },
        ended: (end) => done(end),
      }),
    );
  });
}

function refused(code: Refused['code'], detail: string): Refused {
  return { outcome: 'refused', code, detail };
}
