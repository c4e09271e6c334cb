/**
 * Where the microphone's samples stand on the timeline. Its crystal is not the controller's, its
 * network stalls, and a console that cannot keep up drops sound: each shows in how early a push comes
 * against its instant, and each wants another answer.
 *
 *   drift, some 100 ppm    the most punctual push of 3 s creeps   one frame in four at most is glided
 *                                                                 over by one sample: unheard
 *   a stall, then a burst  late pushes, then punctual ones        nothing: nodes miss what came late
 *   sound that was lost    every push of 300 ms is late           a gap: what follows is on time again
 *   a backlog at the start every push of 1 s is early             20 ms are cut out, joined by a fade
 *
 * Excess is an instant less the arrival less the lead: positive is early. Pure.
 */
const PACING = {
  /** Pushes are remembered by slots of so long. */
  slotUs: 50_000,
  /** The most punctual push of so long stands for the microphone's clock. */
  driftWindowUs: 3_000_000,
  /** Trimming begins beyond the first and ends within the second. */
  driftStartUs: 3_000,
  driftEndUs: 1_000,
  /** Between two trims: one sample in 80 ms is 260 ppm at 48 kHz. */
  trimEveryUs: 80_000,
  /** Every push of so long is later than `lostUs`: sound was lost on the way. */
  lostWindowUs: 300_000,
  lostUs: 60_000,
  /** Every push of so long is earlier than `backlogUs`. */
  backlogWindowUs: 1_000_000,
  backlogUs: 150_000,
  /** Between two cuts, so that a backlog goes in steps that are hardly heard. */
  cutEveryUs: 200_000,
} as const;

/** What to do with the next frame of 20 ms. */
export type Trim = -1 | 0 | 1;

/** The pushes of one slot of time; excess is relative to `shiftUs` = 0. */
interface Slot {
  /** Of its first push. */
  readonly atUs: number;
  readonly leastUs: number;
  readonly mostUs: number;
}

export interface Pacing {
  /** Newest last. */
  readonly seen: readonly Slot[];
  /** What trims, cuts and gaps have moved the instants by since the beginning, µs. */
  readonly shiftUs: number;
  /**
   * The excess of the first whole window, which is kept: how punctual the first push was is chance,
   * and taking it back would cost sound. Null before that.
   */
  readonly usualUs: number | null;
  readonly isTrimming: boolean;
  readonly trimmedAtUs: number;
  readonly cutAtUs: number;
}

export const INITIAL_PACING: Pacing = {
  seen: [],
  shiftUs: 0,
  usualUs: null,
  isTrimming: false,
  trimmedAtUs: Number.NEGATIVE_INFINITY,
  cutAtUs: Number.NEGATIVE_INFINITY,
};

export type Pace =
  | { readonly kind: 'keep'; readonly trim: Trim }
  /** What follows sounds this much later: the time in between is silent. */
  | { readonly kind: 'gap'; readonly gapUs: number }
  /** 20 ms of sound go. */
  | { readonly kind: 'cut' };

/** Takes note of a push whose first sample would sound `excessUs` earlier or later than the lead has it. */
export function stepPacing(
  pacing: Pacing,
  push: { readonly atUs: number; readonly excessUs: number },
): { readonly pacing: Pacing; readonly pace: Pace } {
  const { atUs } = push;
  const noted: Pacing = { ...pacing, seen: seenWith(pacing, push) };
  const recent = earliestOf(noted, atUs, PACING.lostWindowUs);
  if (recent !== null && recent < -PACING.lostUs) {
    // Judged afresh from here: what was seen before the loss says nothing of what follows it.
    const restarted = { ...noted, seen: [], usualUs: null };
    return { pacing: shifted(restarted, -recent), pace: { kind: 'gap', gapUs: -recent } };
  }
  const second = latestOf(noted, atUs, PACING.backlogWindowUs);
  const mayCut = atUs - pacing.cutAtUs >= PACING.cutEveryUs;
  if (second !== null && second > PACING.backlogUs && mayCut) {
    const cut = { ...shifted(noted, -CUT_US), usualUs: null, cutAtUs: atUs };
    return { pacing: cut, pace: { kind: 'cut' } };
  }
  return trimmed(noted, atUs);
}

const CUT_US = 20_000;

function trimmed(pacing: Pacing, atUs: number): { pacing: Pacing; pace: Pace } {
  const excessUs = earliestOf(pacing, atUs, PACING.driftWindowUs);
  if (excessUs === null) return { pacing, pace: { kind: 'keep', trim: 0 } };
  const usualUs = pacing.usualUs ?? excessUs;
  const driftUs = excessUs - usualUs;
  const bound = pacing.isTrimming ? PACING.driftEndUs : PACING.driftStartUs;
  const isTrimming = Math.abs(driftUs) > bound;
  const isDue = isTrimming && atUs - pacing.trimmedAtUs >= PACING.trimEveryUs;
  const trimmedAtUs = isDue ? atUs : pacing.trimmedAtUs;
  const trim: Trim = !isDue ? 0 : driftUs > 0 ? 1 : -1;
  return { pacing: { ...pacing, usualUs, isTrimming, trimmedAtUs }, pace: { kind: 'keep', trim } };
}

/** The instants were moved: what was seen counts from the new ones. */
export function shifted(pacing: Pacing, byUs: number): Pacing {
  return { ...pacing, shiftUs: pacing.shiftUs + byUs };
}

function seenWith(
  { seen, shiftUs }: Pacing,
  { atUs, excessUs }: { readonly atUs: number; readonly excessUs: number },
): Slot[] {
  const rawUs = excessUs - shiftUs;
  const kept = seen.filter((slot) => slot.atUs > atUs - PACING.driftWindowUs);
  const last = kept.at(-1);
  if (!last || atUs - last.atUs >= PACING.slotUs) {
    return [...kept, { atUs, leastUs: rawUs, mostUs: rawUs }];
  }
  const { leastUs, mostUs } = last;
  const merged = { leastUs: Math.min(leastUs, rawUs), mostUs: Math.max(mostUs, rawUs) };
  return [...kept.slice(0, -1), { atUs: last.atUs, ...merged }];
}

/** The excess of the most punctual push of a window; null until the window is full. */
function earliestOf(pacing: Pacing, atUs: number, windowUs: number): number | null {
  const within = windowOf(pacing, atUs, windowUs);
  return within && pacing.shiftUs + Math.max(...within.map(({ mostUs }) => mostUs));
}

function latestOf(pacing: Pacing, atUs: number, windowUs: number): number | null {
  const within = windowOf(pacing, atUs, windowUs);
  return within && pacing.shiftUs + Math.min(...within.map(({ leastUs }) => leastUs));
}

/** Null where pushes do not reach back over the window: the first after a stall speaks for nothing. */
function windowOf({ seen }: Pacing, atUs: number, windowUs: number): readonly Slot[] | null {
  const within = seen.filter((slot) => slot.atUs > atUs - windowUs);
  const oldest = within[0];
  const isFull = oldest !== undefined && oldest.atUs <= atUs - windowUs + 2 * PACING.slotUs;
  return isFull ? within : null;
}
