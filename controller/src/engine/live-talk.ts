import type { BulletinId, CueId, HearingState, LiveEnd, NodeId } from '@loa/protocol/vocabulary';
import { HEARING_STATES, LIMITS } from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';
import type { Lead } from '../domain/paging/lead.ts';
import { Loudness } from '../domain/paging/level.ts';
import { initialLeadState, type LeadState, stepLead } from '../domain/paging/raise-lead.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { type EndingDeps, endTalk, keepRecording } from './live-ending.ts';
import type { Recording } from './recordings-port.ts';
import type { NodeHearing, OpenStream, StreamOpening, Streams } from './streams-port.ts';
import type { Ways } from './ways.ts';

const TALK_LIMITS = {
  /** No message with sound for so long: the microphone or its network is gone. */
  silentMs: 2_000,
  watchMs: 250,
  statusMs: 1_000,
  /** For the data plane to say that the last chunk is out; then it is taken for gone. */
  endWaitMs: 2_000,
} as const;

export interface TalkStatus {
  readonly elapsedMs: number;
  readonly leadMs: number;
  readonly levelDb: number | null;
  readonly counts: { readonly [state in HearingState]: number };
  /** Those that do not simply hear it. */
  readonly nodes: readonly Pick<NodeHearing, 'nodeId' | 'state' | 'late' | 'missing'>[];
}

export interface TalkEnd {
  readonly why: LiveEnd;
  readonly seconds: number;
  readonly bulletinId: BulletinId | null;
}

export interface TalkListener {
  status(status: TalkStatus): void;
  ended(end: TalkEnd): void;
}

/** A talk as its speaker's connection sees it. */
export interface Talk {
  readonly cueId: CueId;
  readonly leadMs: number;
  readonly nodes: number;
  readonly limitMs: number;
  /** Samples as they come, at the rate that was asked for. */
  push(samples: Int16Array): void;
  /** What was said before is still sent. Of several calls the first counts. */
  end(why: Extract<LiveEnd, 'released' | 'stopped' | 'microphone-lost'>): void;
}

export interface TalkDeps extends EndingDeps {
  readonly ways: Ways;
  readonly timers: Timers;
  /** The air is free again. */
  ended(): void;
}

export interface TalkParts {
  readonly speaker: Actor;
  readonly occurrence: Occurrence;
  readonly nodeIds: readonly NodeId[];
  readonly lead: Lead;
  readonly recording: Recording;
  readonly listener: TalkListener;
}

/**
 * One talk while it lasts.
 *
 *   speaking --end(why), limit, silence, stop--> ending --last chunk is out--> over
 *
 * Invariants: timers run while `phase` is `speaking`; `finish` runs once.
 */
export class RunningTalk implements Talk {
  readonly speaker: Actor;
  readonly occurrence: Occurrence;
  readonly nodeIds: readonly NodeId[];
  private readonly deps: TalkDeps;
  private readonly parts: TalkParts;
  private readonly timers = new DisposableStack();
  private readonly loudness = new Loudness();
  private readonly startedAtUs: number;
  private phase: 'speaking' | 'ending' | 'over' = 'speaking';
  private why: LiveEnd = 'interrupted';
  private stream: OpenStream | null = null;
  private lead: LeadState;
  private heard: readonly NodeHearing[] = [];
  private pushedAtUs: number;
  private watchedAtUs: number;
  private sampleRateHz = 48_000;
  /** Sound of the microphone so far: what a console sent beyond it is still on its way. */
  private arrivedMs = 0;
  private wait: Disposable | null = null;
  private firstSampleAtUs: number | null = null;
  private settle: () => void = () => {};
  /** When what was said is kept. */
  readonly settled: Promise<void>;

  constructor(deps: TalkDeps, parts: TalkParts) {
    this.deps = deps;
    this.parts = parts;
    this.speaker = parts.speaker;
    this.occurrence = parts.occurrence;
    this.nodeIds = parts.nodeIds;
    this.lead = initialLeadState(parts.lead);
    this.startedAtUs = deps.clock.monotonicUs();
    this.pushedAtUs = this.startedAtUs;
    this.watchedAtUs = this.startedAtUs;
    const online = new Set(deps.ways.linksOf(parts.nodeIds, 0).map(({ nodeId }) => nodeId));
    this.heard = parts.nodeIds.map((nodeId) => {
      const state = online.has(nodeId) ? 'silent' : 'offline';
      return { nodeId, state, late: 0, missing: 0, leastMarginUs: null };
    });
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  get cueId(): CueId {
    return this.occurrence.cueId;
  }

  get leadMs(): number {
    return this.lead.leadUs / 1000;
  }

  get nodes(): number {
    return this.nodeIds.length;
  }

  get limitMs(): number {
    return LIMITS.liveSeconds * 1000;
  }

  open(streams: Streams, opening: StreamOpening): void {
    const { timers } = this.deps;
    this.sampleRateHz = opening.sampleRateHz;
    this.stream = streams.open(opening, {
      anchored: (firstSampleAtUs) => {
        this.firstSampleAtUs = firstSampleAtUs;
        this.parts.recording.anchored(firstSampleAtUs);
      },
      encoded: (packets) => this.parts.recording.append(packets),
      heard: (nodes) => this.hear(nodes),
      ended: (lastSampleAtUs) => this.over(lastSampleAtUs),
    });
    this.timers.use(timers.after(this.limitMs, () => this.leave('limit')));
    this.timers.use(timers.every(TALK_LIMITS.statusMs, () => this.tell()));
    this.timers.use(timers.every(TALK_LIMITS.watchMs, () => this.watch()));
  }

  push(samples: Int16Array): void {
    if (this.phase !== 'speaking' || samples.length === 0) return;
    this.pushedAtUs = this.deps.clock.monotonicUs();
    this.arrivedMs += (samples.length / this.sampleRateHz) * 1000;
    this.loudness.take(samples);
    this.stream?.push(samples);
  }

  end(why: Parameters<Talk['end']>[0]): void {
    this.leave(why);
  }

  /** Whether a person has stopped the broadcast, here or everywhere. */
  checkStopped(): void {
    if (this.phase !== 'speaking') return;
    const stored = this.deps.stores.calendar.get(this.cueId);
    if (stored?.stoppedAtUs !== null) this.leave('stopped');
  }

  /** The controller is stopping. */
  interrupt(): void {
    this.leave('interrupted');
  }

  private leave(why: LiveEnd): void {
    if (this.phase !== 'speaking') return;
    this.phase = 'ending';
    this.why = why;
    this.timers.dispose();
    // Should the data plane be gone, the talk still ends.
    this.wait = this.deps.timers.after(TALK_LIMITS.endWaitMs, () => this.over(null));
    this.stream?.end();
  }

  private over(lastSampleAtUs: number | null): void {
    if (this.phase === 'over') return;
    this.phase = 'over';
    this.timers.dispose();
    this.wait?.[Symbol.dispose]();
    this.finish(lastSampleAtUs)
      .catch((error: unknown) => {
        this.deps.logger.error({ err: error, cueId: this.cueId }, 'a talk was not ended cleanly');
        this.deps.ended();
        this.parts.listener.ended({ why: this.why, seconds: this.seconds(), bulletinId: null });
      })
      .finally(() => this.settle());
  }

  private async finish(lastSampleAtUs: number | null): Promise<void> {
    const { deps, parts, why } = this;
    const { firstSampleAtUs } = this;
    const seconds = this.seconds();
    // Where the data plane died with words under way, what it sent was heard until about now.
    const endUs = lastSampleAtUs ?? deps.timeline.nowUs() + this.lead.leadUs;
    const span = firstSampleAtUs === null ? null : { firstSampleAtUs, lastSampleAtUs: endUs };
    endTalk(deps, { cueId: this.cueId, by: parts.speaker, why, seconds }, span);
    deps.ended();
    const bulletinId = await keepRecording(deps, parts.recording);
    parts.listener.ended({ why, seconds, bulletinId });
  }

  private seconds(): number {
    const elapsedUs = this.deps.clock.monotonicUs() - this.startedAtUs;
    return Math.round(elapsedUs / 1e5) / 10;
  }

  private watch(): void {
    const nowUs = this.deps.clock.monotonicUs();
    const sinceWatchUs = nowUs - this.watchedAtUs;
    this.watchedAtUs = nowUs;
    // Where this program itself was held up, sound may have come that nobody has looked at yet.
    if (sinceWatchUs > 2 * TALK_LIMITS.watchMs * 1000) this.pushedAtUs = nowUs;
    const silentUs = nowUs - this.pushedAtUs;
    if (silentUs >= TALK_LIMITS.silentMs * 1000) this.leave('microphone-lost');
  }

  private hear(nodes: readonly NodeHearing[]): void {
    this.heard = nodes;
    const nowUs = this.deps.timeline.nowUs();
    for (const { nodeId, leastMarginUs } of nodes) {
      if (leastMarginUs === null) continue;
      this.deps.ways.heard(nodeId, {
        atUs: nowUs,
        latenessUs: this.lead.leadUs - leastMarginUs,
      });
    }
    const before = this.lead.leadUs;
    this.lead = stepLead(this.lead, { nowUs, heard: nodes });
    if (this.lead.leadUs > before && this.phase === 'speaking') {
      this.stream?.lengthenLead(this.lead.leadUs);
      const { cueId } = this;
      this.deps.logger.info({ cueId, leadMs: this.leadMs }, 'nodes were late: a longer lead');
    }
  }

  private tell(): void {
    const heard = this.heard.map((node) =>
      this.lead.behind.has(node.nodeId) && node.state === 'hearing'
        ? { ...node, state: 'behind' as const }
        : node,
    );
    const counts = Object.fromEntries(
      HEARING_STATES.map((state) => [state, heard.filter((node) => node.state === state).length]),
    ) as TalkStatus['counts'];
    this.parts.listener.status({
      elapsedMs: Math.round(this.arrivedMs),
      leadMs: this.leadMs,
      levelDb: this.loudness.takeDb(),
      counts,
      nodes: heard.filter(({ state, late, missing }) => state !== 'hearing' || late + missing > 0),
    });
  }
}
