/**
 * Loudness by EBU R 128: −16 LUFS ± 1 and at most −1 dBTP of the decoded result. A gain brings the
 * loudness, a limiter keeps the peaks; as both the limiter and the Opus encoder change what they are
 * given, each pass is measured and corrects the next.
 */
import { type Refusal, refusal } from './media-rules.ts';

const LOUDNESS = {
  targetLufs: -16,
  toleranceLu: 1,
  /** Results are taken inside the tolerance, as meters of different makers differ by some tenths. */
  aimLu: 0.8,
  /** What a meter reads may be half of this more. */
  meterStepLu: 0.1,
  /** What the limiter gives is taken this near the target, as the encoder takes a tenth or two. */
  shapedLu: 0.5,
  maxTruePeakDbtp: -1,
  aimTruePeakDbtp: -1.2,
  /** R 128's gates need some seconds of sound; shorter clips are set by their peak. */
  gatedSeconds: 3,
  shortPeakDbtp: -1.5,
  /** Room for the overshoot of 32 kbit/s Opus above the limiter's samples. */
  ceilingDb: -3.3,
  lowestCeilingDb: -12,
  /** Beyond this the room's noise would be broadcast. */
  maxGainDb: 40,
  silentPeakDbtp: -50,
  /** LU of loudness that a dB of gain brings when the limiter works. */
  likelySlope: 2 / 3,
  leastSlope: 1 / 4,
  /** Two gains nearer than this say nothing of the slope. */
  leastStepDb: 0.2,
} as const;

export interface Measured {
  /** Null where the gates let nothing through. */
  readonly loudnessLufs: number | null;
  readonly truePeakDbtp: number | null;
}

export interface Shaping {
  readonly aim: 'loudness' | 'peak';
  readonly gainDb: number;
  readonly ceilingDb: number;
}

export function planShaping(measured: Measured, seconds: number): Shaping | Refusal {
  const { loudnessLufs, truePeakDbtp } = measured;
  if (truePeakDbtp === null || truePeakDbtp < LOUDNESS.silentPeakDbtp) return silent();
  if (seconds < LOUDNESS.gatedSeconds) {
    const gainDb = LOUDNESS.shortPeakDbtp - truePeakDbtp;
    if (gainDb > LOUDNESS.maxGainDb) return silent();
    return { aim: 'peak', gainDb, ceilingDb: LOUDNESS.shortPeakDbtp };
  }
  if (loudnessLufs === null) return silent();
  const gainDb = LOUDNESS.targetLufs - loudnessLufs;
  if (gainDb > LOUDNESS.maxGainDb) return silent();
  return { aim: 'loudness', gainDb, ceilingDb: LOUDNESS.ceilingDb };
}

function silent(): Refusal {
  return refusal('media-silent', 'The recording is silent or far too quiet.');
}

/** True where the limiter will have work, so that the loudness after it must be measured. */
export function limiterWorks(shaping: Shaping, measured: Measured): boolean {
  const peak = (measured.truePeakDbtp ?? 0) + shaping.gainDb;
  return shaping.aim === 'loudness' && peak > shaping.ceilingDb;
}

export type Verdict = 'good' | 'acceptable' | 'peak-kept' | 'too-hot';

/**
 * `acceptable` is within what is promised but not what passes aim for; `peak-kept` has the peak but
 * not the loudness: sound of bare clicks may have no better.
 */
export function judge(shaping: Shaping, measured: Measured): Verdict {
  const peak = measured.truePeakDbtp ?? 0;
  if (peak > LOUDNESS.maxTruePeakDbtp) return 'too-hot';
  const offLu = Math.abs(missing(shaping, measured));
  if (offLu <= LOUDNESS.aimLu && peak <= LOUDNESS.aimTruePeakDbtp) return 'good';
  return offLu <= LOUDNESS.toleranceLu - LOUDNESS.meterStepLu / 2 ? 'acceptable' : 'peak-kept';
}

/** True where the sound after the limiter is loud enough to be encoded. */
export function isShaped(shaping: Shaping, loudnessLufs: number | null): boolean {
  return Math.abs(missing(shaping, { loudnessLufs, truePeakDbtp: null })) <= LOUDNESS.shapedLu;
}

/** How many dB the measured sound lies below its aim. */
function missing(shaping: Shaping, measured: Measured): number {
  if (shaping.aim === 'peak') return LOUDNESS.shortPeakDbtp - (measured.truePeakDbtp ?? 0);
  return LOUDNESS.targetLufs - (measured.loudnessLufs ?? LOUDNESS.targetLufs);
}

/** The shaping of the next pass, from what the last one gave. */
export function correctShaping(shaping: Shaping, measured: Measured): Shaping {
  const missingDb = missing(shaping, measured);
  // A limiter at work gives back about two thirds of what is put in.
  const step = shaping.aim === 'loudness' && missingDb > 0 ? 1.5 * missingDb : missingDb;
  const overshootDb = Math.max(0, (measured.truePeakDbtp ?? 0) - LOUDNESS.aimTruePeakDbtp);
  return {
    aim: shaping.aim,
    gainDb: Math.min(shaping.gainDb + step, LOUDNESS.maxGainDb + 20),
    ceilingDb:
      shaping.aim === 'peak' || overshootDb === 0
        ? shaping.ceilingDb
        : Math.max(shaping.ceilingDb - overshootDb - 0.3, LOUDNESS.lowestCeilingDb),
  };
}

export interface Tried {
  readonly gainDb: number;
  readonly loudnessLufs: number;
}

/**
 * The gain of the next pass, where only the loudness is looked for: along the line through the last
 * two, as a limiter that works hard gives back far less than the two thirds that are supposed first.
 */
export function correctGain(shaping: Shaping, last: Tried, before: Tried | null): Shaping {
  const missingDb = missing(shaping, { loudnessLufs: last.loudnessLufs, truePeakDbtp: null });
  const gainDb = last.gainDb + missingDb / slopeOf(last, before);
  return { ...shaping, gainDb: Math.min(gainDb, LOUDNESS.maxGainDb + 20) };
}

function slopeOf(last: Tried, before: Tried | null): number {
  const gainDb = last.gainDb - (before?.gainDb ?? last.gainDb);
  if (before === null || Math.abs(gainDb) < LOUDNESS.leastStepDb) return LOUDNESS.likelySlope;
  const slope = (last.loudnessLufs - before.loudnessLufs) / gainDb;
  return Math.min(1, Math.max(LOUDNESS.leastSlope, slope));
}

/** Of several results the best that keeps the peak; −1 where none does. */
export function bestOf(results: readonly { shaping: Shaping; measured: Measured }[]): number {
  let best = -1;
  let bestOff = Number.POSITIVE_INFINITY;
  for (const [index, { shaping, measured }] of results.entries()) {
    if (judge(shaping, measured) === 'too-hot') continue;
    const off = Math.abs(missing(shaping, measured));
    if (off < bestOff) [best, bestOff] = [index, off];
  }
  return best;
}
