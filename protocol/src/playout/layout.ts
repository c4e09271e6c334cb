import { type CueId, framesOfUs, type MissedReason, usOfFrames } from '../vocabulary/index.ts';
import { type Cancellation, type Cue, isStream, slotEndUs } from './cue.ts';
import { compareOrder, compareRank } from './rank.ts';

/** One stretch of one voice: `[fromUs, toUs)`, entering the sound at `fromFrames`. */
export interface Segment {
  readonly cue: Cue;
  readonly fromUs: number;
  readonly toUs: number;
  readonly fromFrames: number;
  /** It ends because the node is silenced. */
  readonly isMutedAfter?: boolean;
}

/** What becomes of a cue, as far as the plan decides it. `cutBy` names the first cue that cut it. */
export interface Fate {
  readonly cueId: CueId;
  readonly outcome: 'full' | 'part' | 'missed';
  readonly plannedFrames: number;
  readonly reason: MissedReason | null;
  readonly cutBy: CueId | null;
}

/** What a plan sounds like: at most one voice at every instant, in time order. */
export interface Layout {
  readonly segments: readonly Segment[];
  readonly fates: ReadonlyMap<CueId, Fate>;
}

interface Entry {
  readonly cue: Cue;
  playedFrames: number;
  soundedFrames: number;
  /** Instant from which it has held the air, or null. */
  heldSinceUs: number | null;
  begun: boolean;
  preempted: boolean;
  reason: MissedReason | null;
  cutBy: CueId | null;
  over: boolean;
}

/**
 * [PLY1] What sounds when, from the cues and cancellations alone. Pure and independent of the order
 * of its inputs, so controller and node come to the same answer. Rules: docs/SPEC.md, ARB and PLY.
 *
 * Cues are taken by `cueId`: of two with the same id the first counts. Cost is
 * O(n log n + n·w) for n cues and w of them alive at a time.
 */
export function layOut(cues: Iterable<Cue>, cancellations: readonly Cancellation[] = []): Layout {
  return new Arrangement(cues, cancellations).run();
}

/** Invariants: `holder` is alive and not over; `alive` holds every admitted entry that is not over. */
class Arrangement {
  private readonly pending: Entry[];
  private readonly all: Entry[];
  private readonly cancels: Cancellation[];
  private readonly alive = new Set<Entry>();
  private readonly segments: Segment[] = [];
  private holder: Entry | null = null;

  constructor(cues: Iterable<Cue>, cancellations: readonly Cancellation[]) {
    const byId = new Map<CueId, Entry>();
    for (const cue of cues) if (!byId.has(cue.cueId)) byId.set(cue.cueId, entryOf(cue));
    this.all = [...byId.values()].sort(
      (a, b) => a.cue.startAtUs - b.cue.startAtUs || -compareOrder(a.cue, b.cue),
    );
    this.pending = [...this.all].reverse();
    this.cancels = [...cancellations].sort((a, b) => b.atUs - a.atUs);
  }

  run(): Layout {
    for (let at = this.nextInstantUs(); at < Number.POSITIVE_INFINITY; at = this.nextInstantUs()) {
      this.finishHolder(at);
      this.applyCancellations(at);
      this.admit(at);
      this.retire(at);
      this.choose(at);
    }
    return {
      segments: this.segments,
      fates: new Map(this.all.map((e) => [e.cue.cueId, fateOf(e)])),
    };
  }

  private nextInstantUs(): number {
    let next = this.pending.at(-1)?.cue.startAtUs ?? Number.POSITIVE_INFINITY;
    next = Math.min(next, this.cancels.at(-1)?.atUs ?? Number.POSITIVE_INFINITY);
    for (const entry of this.alive) next = Math.min(next, deadlineUs(entry, this.holder === entry));
    return next;
  }

  private finishHolder(at: number): void {
    const held = this.holder;
    if (!held || at < endUs(held)) return;
    const isCutShort = isStream(held.cue) && at < slotEndUs(held.cue);
    this.drop(held, held.reason ?? (isCutShort ? 'expired' : null), at);
  }

  /** Takes the air from `held` and accounts for what it sounded. */
  private release(held: Entry, at: number): void {
    const fromUs = held.heldSinceUs;
    if (fromUs === null) return;
    const left = held.cue.durationFrames - held.playedFrames;
    const whole = !isStream(held.cue) && at >= endUs(held);
    const sounded = whole ? left : Math.min(framesOfUs(at - fromUs), left);
    if (at > fromUs) {
      this.segments.push({ cue: held.cue, fromUs, toUs: at, fromFrames: held.playedFrames });
    }
    held.playedFrames += sounded;
    held.soundedFrames += sounded;
    held.heldSinceUs = null;
    this.holder = null;
  }

  private applyCancellations(at: number): void {
    for (let next = this.cancels.at(-1); next && next.atUs <= at; next = this.cancels.at(-1)) {
      this.cancels.pop();
      const { what } = next;
      const named = new Set(what.kind === 'cues' ? what.cueIds : []);
      for (const entry of this.all) {
        const hit =
          what.kind === 'everything'
            ? entry.cue.startAtUs <= next.atUs
            : named.has(entry.cue.cueId);
        if (hit && !entry.over) this.drop(entry, 'stopped', at);
      }
    }
  }

  private admit(at: number): void {
    for (
      let next = this.pending.at(-1);
      next && next.cue.startAtUs <= at;
      next = this.pending.at(-1)
    ) {
      this.pending.pop();
      if (!next.over) this.alive.add(next);
    }
  }

  private retire(at: number): void {
    for (const entry of this.alive) {
      if (at >= entry.cue.validUntilUs) this.drop(entry, entry.reason ?? 'expired', at);
      else if (isStream(entry.cue) && at >= slotEndUs(entry.cue))
        this.drop(entry, entry.reason, at);
    }
  }

  private choose(at: number): void {
    let best: Entry | null = null;
    for (const entry of this.alive)
      if (best === null || this.goesBefore(entry, best, at)) best = entry;
    if (best !== null && best !== this.holder) {
      if (this.holder) this.preempt(this.holder, best, at);
      this.holder = best;
      this.take(best, at);
    }
    for (const entry of this.alive)
      if (entry !== best && !entry.begun) this.keepWaiting(entry, best, at);
  }

  /** [ARB3] rank, then who holds by right, then who starts by right, then the total order. */
  private goesBefore(a: Entry, b: Entry, at: number): boolean {
    const rank = compareRank(a.cue, b.cue);
    if (rank !== 0) return rank > 0;
    const standing = this.standing(a, at) - this.standing(b, at);
    return standing !== 0 ? standing > 0 : compareOrder(a.cue, b.cue) > 0;
  }

  private standing(entry: Entry, at: number): number {
    if (entry === this.holder) return entry.preempted && at >= slotEndUs(entry.cue) ? 1 : 3;
    return entry.cue.startAtUs === at ? 2 : 0;
  }

  private preempt(held: Entry, by: Entry, at: number): void {
    this.release(held, at);
    held.preempted = true;
    held.reason = 'preempted';
    held.cutBy ??= by.cue.cueId;
    if (isStream(held.cue)) return;
    if (held.cue.whenPreempted === 'drop') this.drop(held, 'preempted', at);
    if (held.cue.whenPreempted === 'restart') held.playedFrames = 0;
  }

  private take(entry: Entry, at: number): void {
    entry.begun = true;
    entry.heldSinceUs = at;
    if (isStream(entry.cue)) entry.playedFrames = framesOfUs(at - entry.cue.startAtUs);
  }

  private keepWaiting(entry: Entry, holder: Entry | null, at: number): void {
    if (holder && entry.reason === null) {
      entry.reason = compareRank(holder.cue, entry.cue) > 0 ? 'preempted' : 'collision';
      entry.cutBy ??= holder.cue.cueId;
    }
    if (isStream(entry.cue)) return;
    const { late } = entry.cue;
    const until = late.kind === 'skip' ? entry.cue.startAtUs : entry.cue.startAtUs + late.withinUs;
    if (at >= until) this.drop(entry, entry.reason, at);
  }

  private drop(entry: Entry, reason: MissedReason | null, at: number): void {
    if (this.holder === entry) this.release(entry, at);
    entry.over = true;
    entry.reason = reason;
    this.alive.delete(entry);
  }
}

function entryOf(cue: Cue): Entry {
  return {
    cue,
    playedFrames: 0,
    soundedFrames: 0,
    heldSinceUs: null,
    begun: false,
    preempted: false,
    reason: null,
    cutBy: null,
    over: false,
  };
}

/** Where the entry ends when it keeps the air from now on. */
function endUs(entry: Entry): number {
  const { cue } = entry;
  if (isStream(cue)) return Math.min(slotEndUs(cue), cue.validUntilUs);
  return (entry.heldSinceUs ?? 0) + usOfFrames(cue.durationFrames - entry.playedFrames);
}

/** The next instant at which the entry changes by itself. */
function deadlineUs(entry: Entry, holds: boolean): number {
  const { cue } = entry;
  if (holds) return Math.min(endUs(entry), cue.validUntilUs);
  if (isStream(cue)) return Math.min(slotEndUs(cue), cue.validUntilUs);
  const within = cue.late.kind === 'play-within' ? cue.late.withinUs : 0;
  const lateUntil = entry.begun ? cue.validUntilUs : cue.startAtUs + within;
  return Math.min(lateUntil, cue.validUntilUs);
}

function fateOf(entry: Entry): Fate {
  const { cue } = entry;
  // What a stream's position passed while it was cut was not heard.
  const reached = isStream(cue) ? entry.soundedFrames : entry.playedFrames;
  const isWhole = reached >= cue.durationFrames;
  const outcome = entry.soundedFrames === 0 ? 'missed' : isWhole ? 'full' : 'part';
  return {
    cueId: cue.cueId,
    outcome,
    plannedFrames: Math.min(entry.soundedFrames, cue.durationFrames),
    reason: outcome === 'full' ? null : entry.reason,
    cutBy: outcome === 'full' ? null : entry.cutBy,
  };
}
