import {
  type Cue,
  cueGainDb,
  type Layout,
  layOut,
  nextChangeAfter,
  nextLevelChangeUs,
  type Segment,
  segmentsBetween,
  silenced,
} from '@loa/protocol/playout';
import {
  type AssetId,
  type CueId,
  type MissedReason,
  PACKET_FRAMES,
  usOfFrames,
} from '@loa/protocol/vocabulary';
import type { Clock, Logger, Timers } from '@loa/runtime/pure';
import {
  endOf,
  endOfLost,
  isLive,
  originUs,
  type Plan,
  positionAt,
  type StretchEnd,
  sameOrigin,
  surveyMissed,
} from '../domain/playout/index.ts';
import type { CueMark } from '../domain/receipts/index.ts';
import type { PlannedStretch, SoundFault, SoundStore, Speaker, StreamStore } from '../ports.ts';
import type { ClockKeeper } from './clock-keeper.ts';
import { LiveFollower } from './live-follower.ts';
import type { PlanKeeper } from './plan-keeper.ts';
import type { ReceiptKeeper } from './receipt-keeper.ts';
import { Trailing } from './trailing.ts';

/** A stretch is made ready so long before it is due: its receipt is on disk before its sound. */
const ARM_LEAD_US = 500_000;
/** And so long before it can still enter at its beginning, where the output is far ahead or early. */
const ENTRY_LEAD_US = 200_000;
const PROGRESS_EVERY_US = 5e6;
/** Nothing due: looked at again all the same, so that no missed wake-up lasts. */
const MOST_SLEEP_MS = 60_000;
/** Waking up takes a little; an end that is further back was not known of in time. */
const LATE_CUT_US = 50_000;
/** A wake-up lands after its instant, never just before it. */
const WAKE_MARGIN_US = 500;

export interface PlayoutDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly time: ClockKeeper;
  readonly plans: PlanKeeper;
  readonly receipts: ReceiptKeeper;
  readonly sounds: SoundStore;
  readonly streams: StreamStore;
  readonly speaker: Speaker;
  readonly log: Logger;
  readonly enrolledAtUs: () => number;
  /** A new plan stands: sound may be wanted, sooner or other. */
  readonly planned: () => void;
  /** A stretch ended. */
  readonly fellSilent: () => void;
}

/** What this node sounds of a segment, from where it entered. */
interface ActiveStretch {
  readonly key: string;
  readonly cue: Cue;
  segment: Segment;
  readonly enterUs: number;
  readonly enterFrames: number;
  progressUs: number;
}

/** A cue that was cut and begins anew by its own rule is meant to be heard from the front. */
function startsAfresh(cue: Cue, mark: CueMark, origin: number): boolean {
  return cue.whenPreempted === 'restart' && !sameOrigin(mark.originUs, origin);
}

const NOTHING: Layout = { segments: [], fates: new Map() };

/**
 * Decides what sounds. The plan is laid out by the shared function; what is due is put on record,
 * then handed to the speaker; what ended or can no longer be heard is put on record. It sleeps until
 * the next instant that matters, a change, or a jump of the clock, and then looks afresh.
 */
export class Playout {
  private readonly deps: PlayoutDeps;
  private readonly bootLocalUs: number;
  private plan: Plan = { cues: [], cancellations: [], refused: [] };
  private layout: Layout = NOTHING;
  private readonly live: LiveFollower;
  private planIsStale = true;
  private active: ActiveStretch[] = [];
  private readonly trailing = new Trailing();
  private readonly hindrances = new Map<CueId, MissedReason>();
  private readonly brokenAssets = new Set<AssetId>();
  private readonly firstHeldUs = new Map<CueId, number>();
  private trustedSinceUs: number | null = null;
  private lastEnded: { cueId: CueId; endedAtUs: number } | null = null;
  private sleep: Disposable | null = null;
  private soon: Disposable | null = null;
  private stopped = false;
  private armed = 0;

  constructor(deps: PlayoutDeps) {
    this.deps = deps;
    this.bootLocalUs = deps.clock.monotonicUs();
    this.live = new LiveFollower(deps.streams, () => deps.plans.settings());
  }

  /** The documents have changed. */
  planChanged(): void {
    this.planIsStale = true;
    this.changed();
  }

  /** Something that may matter has changed: sound arrived, the output is back, the clock is known. */
  changed(): void {
    if (this.stopped) return;
    this.soon ??= this.deps.timers.after(0, () => {
      this.soon = null;
      this.evaluate();
    });
  }

  /** The speaker could not read a stretch's sound. */
  faulted(key: string, fault: SoundFault): void {
    const stretch = this.active.find((active) => active.key === key);
    const nowUs = this.deps.time.nowUs();
    if (!stretch || nowUs === null) return;
    const { cue } = stretch;
    this.hindrances.set(cue.cueId, fault);
    // Whole by its hash and yet not decodable: reading it again would end the same way.
    const whole = this.deps.sounds.firstMissing(cue.assetId, 0) === null;
    if (fault === 'asset-corrupt' && whole) this.brokenAssets.add(cue.assetId);
    this.finish(stretch, Math.min(nowUs, stretch.segment.toUs), { why: fault, cutBy: null });
    this.changed();
  }

  /** Puts on record that the sound ends with the process. */
  stop(): void {
    this.stopped = true;
    this.sleep?.[Symbol.dispose]();
    this.soon?.[Symbol.dispose]();
    const nowUs = this.deps.time.nowUs();
    for (const stretch of this.active) {
      const atUs = nowUs ?? stretch.enterUs;
      this.deps.receipts.ended(this.positionOf(stretch, atUs), { why: 'restarted', cutBy: null });
    }
    this.active = [];
  }

  sounding(): { cue: Cue; positionFrames: number } | null {
    const nowUs = this.deps.time.nowUs();
    if (nowUs === null) return null;
    const stretch = this.active.find((a) => a.enterUs <= nowUs && nowUs < a.segment.toUs);
    if (!stretch) return null;
    return { cue: stretch.cue, positionFrames: positionAt(stretch.segment, nowUs) };
  }

  isSounding(): boolean {
    return this.active.length > 0 || this.trailing.at(this.deps.time.nowUs()).length > 0;
  }

  /** What cannot wait sounds: the link is its own. A relay waits: its sound is sent with time to spare. */
  isUrgent(): boolean {
    return this.active.some(({ cue }) => cue.class === 'emergency' || cue.source === 'live');
  }

  /** Cues that may sound here and cite a stream. */
  cuesOf(streamId: AssetId): Cue[] {
    return this.currentPlan().cues.filter((cue) => isLive(cue) && cue.assetId === streamId);
  }

  /** How much later than its chunks say live voice is heard here. */
  streamShiftUs(): number {
    return this.live.shiftUs();
  }

  lastCue(): { cueId: CueId; endedAtUs: number } | null {
    return this.lastEnded;
  }

  nextStartUs(): number | null {
    const nowUs = this.deps.time.nowUs();
    if (nowUs === null) return null;
    return this.layout.segments.find((segment) => segment.fromUs > nowUs)?.fromUs ?? null;
  }

  currentPlan(): Plan {
    if (this.planIsStale) this.renewPlan(this.deps.time.nowUs());
    return this.plan;
  }

  private evaluate(): void {
    if (this.stopped) return;
    this.sleep?.[Symbol.dispose]();
    const nowUs = this.deps.time.nowUs();
    if (nowUs === null) {
      this.fallSilent();
      return;
    }
    this.trustedSinceUs ??= nowUs;
    if (this.planIsStale) this.renewPlan(nowUs);
    if (this.live.follow(this.plan.cues, nowUs, this.firstHeldUs)) this.layOut();
    this.follow(nowUs);
    const near = segmentsBetween(this.layout, nowUs, nowUs + this.armLeadUs());
    this.deps.speaker.writeAhead(near.some(({ cue }) => isLive(cue)) ? 'short' : 'long');
    for (const segment of near) this.arm(segment, nowUs);
    this.schedule();
    this.keepProgress(nowUs);
    this.sleepUntil(this.nextWakeUs(nowUs, this.recordMissed(nowUs)), nowUs);
  }

  private renewPlan(nowUs: number | null): void {
    this.planIsStale = false;
    if (nowUs !== null) this.deps.plans.expire(nowUs);
    this.plan = this.deps.plans.plan((id) => this.deps.receipts.playedUnder(id));
    this.live.renew(this.plan.cues);
    this.layOut();
    if (nowUs !== null) this.rememberFirstHeld(nowUs);
    this.deps.planned();
  }

  private layOut(): void {
    const { cues, cancellations } = this.live.course();
    const layout = layOut(cues, [...this.plan.cancellations, ...cancellations]);
    this.layout = silenced(layout, this.deps.plans.settings().mutes);
  }

  private rememberFirstHeld(nowUs: number): void {
    const known = new Set(this.plan.cues.map((cue) => cue.cueId));
    for (const id of this.firstHeldUs.keys()) if (!known.has(id)) this.firstHeldUs.delete(id);
    for (const id of this.hindrances.keys()) if (!known.has(id)) this.hindrances.delete(id);
    for (const id of known) if (!this.firstHeldUs.has(id)) this.firstHeldUs.set(id, nowUs);
  }

  private fallSilent(): void {
    this.trailing.drop();
    for (const stretch of [...this.active]) {
      const end = { why: 'clock-untrusted', cutBy: null } as const;
      this.finish(stretch, stretch.enterUs, end);
    }
    this.schedule();
  }

  /** Keeps what sounds in line with the layout, and ends what is over. */
  private follow(nowUs: number): void {
    const failed = this.deps.speaker.status().state === 'failed';
    for (const stretch of [...this.active]) {
      const segment = this.segmentOf(stretch);
      // One that has not begun is asked about where it was to begin.
      const lostAtUs = Math.max(nowUs, stretch.enterUs);
      if (!segment) this.finish(stretch, nowUs, endOfLost(this.layout, stretch.cue, lostAtUs));
      else if (segment.toUs <= nowUs) this.finishCut(stretch, segment, nowUs);
      else {
        stretch.segment = segment;
        if (failed) this.finish(stretch, nowUs, { why: 'sink-failed', cutBy: null });
      }
    }
  }

  private segmentOf({ cue, segment, enterUs }: ActiveStretch): Segment | undefined {
    const origin = originUs(segment);
    return this.layout.segments.find(
      (s) => s.cue.cueId === cue.cueId && s.toUs > enterUs && sameOrigin(originUs(s), origin),
    );
  }

  /** A cut that was learnt of late was heard until now. */
  private finishCut(stretch: ActiveStretch, segment: Segment, nowUs: number): void {
    if (this.live.course().silent.has(stretch.cue.cueId)) {
      const untilUs = this.live.course().silent.get(stretch.cue.cueId) ?? stretch.enterUs;
      this.finish(stretch, untilUs, { why: 'asset-missing', cutBy: null });
      return;
    }
    const isLate = nowUs - segment.toUs > LATE_CUT_US;
    const heardUntilUs = isLate ? Math.min(nowUs, stretch.segment.toUs) : segment.toUs;
    if (!isLate) stretch.segment = segment;
    const end = endOf(this.layout, segment);
    // A person's stop is silence at once; whatever else ends is heard to its end, as late as it is.
    if (end.why !== 'stopped' && heardUntilUs === segment.toUs) {
      this.trailing.keep(this.plannedOf(stretch), this.deps.plans.settings().trimUs);
    }
    this.finish(stretch, heardUntilUs, end);
  }

  private armLeadUs(): number {
    return Math.max(ARM_LEAD_US, this.deps.speaker.leadUs() + ENTRY_LEAD_US);
  }

  /** Makes a segment sound from where the node can enter it, if nothing stands in the way. */
  private arm(segment: Segment, nowUs: number): void {
    const { cue } = segment;
    const origin = originUs(segment);
    const isActive = this.active.some(
      (a) => a.cue.cueId === cue.cueId && sameOrigin(originUs(a.segment), origin),
    );
    const mark = this.deps.receipts.markOf(cue.cueId);
    if (isActive || mark?.settled) return;
    const hindrance = this.hindranceOf(segment, nowUs);
    if (hindrance !== null) {
      if (hindrance !== 'not-yet') this.hindrances.set(cue.cueId, hindrance);
      return;
    }
    let enterUs = Math.max(segment.fromUs, nowUs + this.deps.speaker.leadUs());
    let enterFrames = positionAt(segment, enterUs);
    if (mark?.heard && !startsAfresh(cue, mark, origin) && mark.committedFrames > enterFrames) {
      // The clock went back, or a plan that came late moved the cue: nothing is heard twice.
      enterUs += usOfFrames(mark.committedFrames - enterFrames);
      enterFrames = mark.committedFrames;
    }
    if (enterUs >= segment.toUs || enterFrames >= cue.durationFrames) return;
    this.hindrances.delete(cue.cueId);
    const key = `${cue.cueId}#${++this.armed}`;
    const stretch = { key, cue, segment, enterUs, enterFrames, progressUs: enterUs };
    const keepUntilUs = this.deps.plans.authorisedUntilUs(cue.authorisationId);
    this.deps.receipts.started(this.positionOf(stretch, enterUs), keepUntilUs);
    this.active.push(stretch);
    this.deps.log.info({ cueId: cue.cueId, positionFrames: enterFrames }, 'a cue sounds');
  }

  private hindranceOf(segment: Segment, nowUs: number): MissedReason | 'not-yet' | null {
    const { assetId } = segment.cue;
    const output = this.deps.speaker.status();
    if (output.state === 'failed') return 'sink-failed';
    if (!output.isPlaced) return 'not-yet';
    if (isLive(segment.cue)) return this.live.hasSound(assetId, nowUs) ? null : 'asset-missing';
    if (this.brokenAssets.has(assetId)) return 'asset-corrupt';
    const manifest = this.deps.sounds.manifestOf(assetId);
    if (!manifest) return 'asset-missing';
    const position = positionAt(segment, Math.max(nowUs, segment.fromUs));
    const index = Math.floor(position / (PACKET_FRAMES * manifest.chunkPackets));
    return this.deps.sounds.firstMissing(assetId, index) === index ? 'asset-missing' : null;
  }

  private finish(stretch: ActiveStretch, atUs: number, end: StretchEnd): void {
    this.active = this.active.filter((active) => active !== stretch);
    const position = this.positionOf(stretch, atUs);
    this.deps.receipts.ended(position, end);
    this.lastEnded = { cueId: stretch.cue.cueId, endedAtUs: Math.round(position.atUs) };
    this.deps.log.info({ cueId: stretch.cue.cueId, why: end.why }, 'a cue fell silent');
    this.schedule();
    this.deps.fellSilent();
  }

  /** Where a stretch stands; before its entry it stands at its entry. */
  private positionOf(stretch: Omit<ActiveStretch, 'key'>, atUs: number) {
    const { cue, segment, enterUs, enterFrames } = stretch;
    const positionFrames = Math.max(enterFrames, positionAt(segment, atUs));
    return { cue, originUs: originUs(segment), atUs: Math.max(enterUs, atUs), positionFrames };
  }

  /** With the level that holds for what the output is given now, or for its beginning. */
  private plannedOf(stretch: ActiveStretch): PlannedStretch {
    const nowUs = this.deps.time.nowUs() ?? stretch.enterUs;
    const heardUs = Math.max(stretch.enterUs, nowUs + this.deps.speaker.leadUs());
    return {
      key: stretch.key,
      cueId: stretch.cue.cueId,
      assetId: stretch.cue.assetId,
      fromUs: stretch.enterUs,
      toUs: stretch.segment.toUs,
      fromFrames: stretch.enterFrames,
      gainDb: cueGainDb(this.deps.plans.settings(), stretch.cue, heardUs),
      streamZeroUs: isLive(stretch.cue) ? this.live.zeroUs(stretch.cue) : null,
    };
  }

  private schedule(): void {
    const { trimUs } = this.deps.plans.settings();
    const trailing = this.trailing.at(this.deps.time.nowUs());
    const active = this.active.map((stretch) => this.plannedOf(stretch));
    this.deps.speaker.schedule([...trailing, ...active], trimUs);
  }

  private keepProgress(nowUs: number): void {
    for (const stretch of this.active) {
      if (nowUs - stretch.progressUs < PROGRESS_EVERY_US) continue;
      stretch.progressUs = nowUs;
      this.deps.receipts.progress(this.positionOf(stretch, nowUs));
    }
  }

  /** @returns the next instant at which a cue may turn out to be missed */
  private recordMissed(nowUs: number): number | null {
    const bootAtUs = nowUs - (this.deps.clock.monotonicUs() - this.bootLocalUs);
    const { missed, nextUs } = surveyMissed(
      {
        layout: this.layout,
        cues: this.live.course().cues,
        refused: this.plan.refused,
        awaited: this.live.course().silent,
      },
      {
        enrolledAtUs: this.deps.enrolledAtUs(),
        bootAtUs,
        trustedSinceUs: this.trustedSinceUs ?? nowUs,
        firstHeldAtUs: (id) => this.firstHeldUs.get(id),
        hindrance: (id) => this.hindrances.get(id),
        isSettled: (id) => this.deps.receipts.markOf(id) !== undefined,
      },
      nowUs,
    );
    if (missed.length > 0) {
      const cues = new Map(
        [...this.plan.cues, ...this.plan.refused.map((r) => r.cue)].map((cue) => [cue.cueId, cue]),
      );
      for (const each of missed) this.recordOne(cues.get(each.cueId), each);
    }
    return nextUs;
  }

  private recordOne(
    cue: Cue | undefined,
    missed: ReturnType<typeof surveyMissed>['missed'][number],
  ): void {
    if (!cue) return;
    this.deps.receipts.missed(cue, missed);
    this.deps.log.warn({ cueId: missed.cueId, why: missed.why }, 'a cue was not heard');
  }

  private nextWakeUs(nowUs: number, missedUs: number | null): number {
    const armLeadUs = this.armLeadUs();
    const change = nextChangeAfter(this.layout, nowUs + armLeadUs);
    const instants = this.active.flatMap((a) => [a.segment.toUs, a.progressUs + PROGRESS_EVERY_US]);
    for (const segment of segmentsBetween(this.layout, nowUs, nowUs + armLeadUs)) {
      instants.push(segment.toUs);
    }
    if (change !== null) instants.push(change - armLeadUs);
    const levelUs = this.nextLevelUs(nowUs);
    if (levelUs !== null) instants.push(levelUs);
    if (missedUs !== null) instants.push(missedUs);
    const silentUs = this.live.course().nextUs;
    if (silentUs !== null) instants.push(silentUs);
    const trailedUs = this.trailing.nextUs();
    if (trailedUs !== null) instants.push(trailedUs);
    return Math.min(...instants, Number.POSITIVE_INFINITY);
  }

  /** [PLY93] When what sounds is to be given to the output at another level. */
  private nextLevelUs(nowUs: number): number | null {
    if (this.active.length === 0) return null;
    const leadUs = this.deps.speaker.leadUs();
    const changeUs = nextLevelChangeUs(this.deps.plans.settings(), nowUs + leadUs);
    return changeUs === null ? null : changeUs - leadUs;
  }

  private sleepUntil(atUs: number, nowUs: number): void {
    const delayMs = Math.max(1, Math.ceil((atUs - nowUs + WAKE_MARGIN_US) / 1000));
    this.sleep = this.deps.timers.after(Math.min(delayMs, MOST_SLEEP_MS), () => this.evaluate());
  }
}
