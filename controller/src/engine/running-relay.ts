import type { CueId } from '@loa/protocol/vocabulary';
import { type BackOffPolicy, backOffMs, type Timers } from '@loa/runtime/pure';
import { planLead } from '../domain/paging/lead.ts';
import { nodesMeant } from '../domain/playout/meant.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { RELAY } from '../domain/relay/limits.ts';
import { PacedBuffer } from '../domain/relay/paced-buffer.ts';
import {
  type FromSource,
  joinedRelay,
  type RelayEffect,
  type RelayLack,
  type RelayState,
  stepRelay,
} from '../domain/relay/relay-machine.ts';
import { SilenceDetector } from '../domain/relay/silence.ts';
import { audit } from './ordering.ts';
import type { StoredDocument } from './ports.ts';
import { orderFallback, orderRelay, type RelayOrderDeps, takeBack } from './relay-orders.ts';
import type { RelaySource, RelaySourceEnd, RelaySources } from './relay-source-port.ts';
import type { RelayKeyOf } from './stream-keys-port.ts';
import type { OpenStream, Streams } from './streams-port.ts';

const PACKET_US = 20_000;
const CHUNK_US = RELAY.chunkPackets * PACKET_US;
/** A relay is no talk: its lead has room for chunks, for ticks, and for nodes a long way off. */
const LEAST_LEAD_US = 1_500_000;
const SPARE_LEAD_US = 500_000;
/** Between what an earlier run sent last and what this one sends first. */
const SEQUENCES_LEFT_FREE = 25;
/** To the next try of a source. */
const RETRY: BackOffPolicy = { baseMs: 2_000, capMs: 15_000 };
const LEAST_RETRY_MS = 500;
/** To the next try of a data plane that is gone. */
const REOPEN_US = 2_000_000;

export interface RunningRelayDeps extends RelayOrderDeps {
  readonly streams: Streams;
  readonly sources: RelaySources;
  readonly relayKeyOf: RelayKeyOf;
  readonly timers: Timers;
}

/** How a relay that is joined stands. */
export interface RelayStanding {
  readonly phase: Exclude<RelayState['phase'], 'over'>;
  readonly levelDb: number | null;
  /** Why nothing comes; null while something does. */
  readonly lack: RelayLack | null;
  readonly fault: RelaySourceEnd | null;
  readonly fallback: CueId | null;
}

/**
 * One relay while it is joined: a source that is opened anew as often as it ends, a buffer that gives its
 * sound on as time passes, and the stream to the nodes. What is decided when is in the machine.
 *
 * Invariants: at most one source and one stream are open, none of them when it is over.
 */
export class RunningRelay {
  occurrence: Occurrence;
  private readonly deps: RunningRelayDeps;
  private readonly relay: StoredDocument<'relay'>;
  private readonly over: () => void;
  private readonly buffer = new PacedBuffer();
  private readonly detector = new SilenceDetector();
  private readonly ticking: Disposable;
  private state: RelayState;
  private source: RelaySource | null = null;
  private retry: Disposable | null = null;
  private attempt = 0;
  private fault: RelaySourceEnd | null = null;
  private stream: OpenStream | null = null;
  private leadUs = LEAST_LEAD_US;
  private reopenAtUs = Number.NEGATIVE_INFINITY;
  private fallback: Occurrence | null = null;

  constructor(
    deps: RunningRelayDeps,
    joined: { readonly relay: StoredDocument<'relay'>; readonly occurrence: Occurrence },
    over: () => void,
  ) {
    this.deps = deps;
    this.relay = joined.relay;
    this.occurrence = joined.occurrence;
    this.over = over;
    this.state = joinedRelay(deps.timeline.nowUs());
    this.openSource();
    this.ticking = deps.timers.every(RELAY.tickMs, () => this.tick());
  }

  get cueId(): CueId {
    return this.occurrence.cueId;
  }

  standing(): RelayStanding | null {
    const { state, detector, fallback } = this;
    if (state.phase === 'over') return null;
    const { phase, why } = state;
    const fault = why === null ? null : this.fault;
    return {
      phase,
      levelDb: detector.levelDb,
      lack: why,
      fault,
      fallback: fallback?.cueId ?? null,
    };
  }

  /** The plan, or a person, has changed it. */
  changed(): void {
    const stored = this.deps.stores.calendar.get(this.cueId);
    const isOff = !stored || stored.stoppedAtUs !== null || stored.withheld !== null;
    if (isOff) this.step({ kind: 'stopped' });
    else this.occurrence = stored;
  }

  /** The controller is stopping: nodes keep the cue, and the next run goes on with it. */
  interrupt(): void {
    this.close();
    this.state = { phase: 'over' };
  }

  private tick(): void {
    try {
      const nowUs = this.deps.timeline.nowUs();
      const samples = this.buffer.take(nowUs);
      this.source?.hold(this.buffer.isFull);
      this.detector.take(samples);
      this.step({ kind: 'looked', nowUs, from: this.fromSource() });
      this.send(samples, nowUs);
    } catch (error) {
      this.deps.logger.error({ err: error, cueId: this.cueId }, 'a relay was held up');
    }
  }

  private fromSource(): FromSource {
    if (!this.buffer.isFlowing) return 'nothing';
    return this.detector.isSilent ? 'silence' : 'sound';
  }

  private step(input: Parameters<typeof stepRelay>[2]): void {
    const { startAtUs, validUntilUs } = this.occurrence;
    const times = { startUs: startAtUs, endUs: validUntilUs };
    const { state, effects } = stepRelay(this.state, times, input);
    this.state = state;
    for (const effect of effects) this.carryOut(effect);
  }

  private carryOut(effect: RelayEffect): void {
    const { deps, cueId } = this;
    switch (effect.kind) {
      case 'order':
        this.occurrence = orderRelay(deps, this.joined(), deps.relayKeyOf(cueId));
        return;
      case 'lacking':
        this.note('relay.lacking', { why: effect.why, fault: this.fault });
        deps.logger.warn({ cueId, why: effect.why, fault: this.fault }, 'a relay has no sound');
        return;
      case 'fallback':
        this.fallback = orderFallback(deps, this.joined());
        return;
      case 'returned':
        this.note('relay.returned', {});
        this.takeBack();
        return;
      case 'over':
        this.finish();
        return;
    }
  }

  private joined() {
    return { relay: this.relay, occurrence: this.occurrence };
  }

  private note(action: string, detail: object): void {
    audit(this.deps, { username: this.relay.author }, { action, subject: this.cueId, detail });
    this.deps.events.emit({ kind: 'broadcasts-changed', cueIds: [this.cueId] });
  }

  private takeBack(): void {
    const { fallback } = this;
    this.fallback = null;
    if (fallback) takeBack(this.deps, fallback);
  }

  private send(samples: Int16Array, nowUs: number): void {
    const { state } = this;
    if (state.phase === 'over' || !state.isOrdered) return;
    this.stream ??= nowUs >= this.reopenAtUs ? this.openStream(nowUs) : null;
    const isGiven = state.phase === 'ready' || state.phase === 'on-air';
    const isTime = nowUs >= this.occurrence.startAtUs - this.leadUs;
    if (isGiven && isTime && samples.length > 0) this.stream?.push(samples);
  }

  private openStream(nowUs: number): OpenStream | null {
    const { deps, occurrence } = this;
    const map = deps.stores.city.load();
    if (!map) return null;
    const nodeIds = nodesMeant(map, occurrence);
    const neededUs = planLead(deps.ways.linksOf(nodeIds, nowUs)).leadUs;
    this.leadUs = Math.max(LEAST_LEAD_US, neededUs + SPARE_LEAD_US);
    const chunksGone = Math.ceil((nowUs + this.leadUs - occurrence.startAtUs) / CHUNK_US);
    const isLate = nowUs > occurrence.startAtUs - this.leadUs;
    const stream = deps.streams.open(
      {
        ...deps.relayKeyOf(this.cueId),
        sampleRateHz: 48_000,
        chunkPackets: RELAY.chunkPackets,
        leadUs: this.leadUs,
        firstSequence: isLate ? chunksGone + SEQUENCES_LEFT_FREE : 0,
        nodeIds,
      },
      {
        anchored: () => {},
        encoded: () => {},
        heard: (nodes) => {
          for (const { nodeId, leastMarginUs } of nodes) {
            if (leastMarginUs === null) continue;
            const latenessUs = this.leadUs - leastMarginUs;
            deps.ways.heard(nodeId, { atUs: deps.timeline.nowUs(), latenessUs });
          }
        },
        ended: () => {
          if (this.stream !== stream) return;
          this.stream = null;
          this.reopenAtUs = deps.timeline.nowUs() + REOPEN_US;
        },
      },
    );
    return stream;
  }

  private openSource(): void {
    this.retry = null;
    const { url } = this.relay.body;
    this.source = this.deps.sources.open(url, {
      samples: (samples) => {
        this.attempt = 0;
        this.fault = null;
        this.buffer.write(samples);
      },
      ended: (end) => this.sourceEnded(end),
    });
  }

  /** [REL12] It is tried again until the relay is over. */
  private sourceEnded(end: RelaySourceEnd): void {
    if (this.state.phase === 'over') return;
    this.source = null;
    this.fault = end;
    const { random, timers } = this.deps;
    const waitMs = backOffMs(RETRY, this.attempt, random.next()) + LEAST_RETRY_MS;
    this.attempt += 1;
    this.retry = timers.after(waitMs, () => this.openSource());
  }

  private finish(): void {
    this.takeBack();
    this.stream?.end();
    this.close();
    this.note('relay.ended', {});
    this.over();
  }

  private close(): void {
    this.ticking[Symbol.dispose]();
    this.retry?.[Symbol.dispose]();
    this.source?.[Symbol.dispose]();
    this.source = null;
    this.stream = null;
  }
}
