import { pairOffsets, soundingFrames } from '@loa/testing';

const RATE = 48_000;
/** The end of a bulletin fades. */
const END_S = 0.5;
const STEP_MS = 10;
const IN_STEP_MS = 1;
/** In step is what stays so for a second, found in windows of 0.2 s every 0.05 s. */
const REJOIN = { windowS: 0.2, stepS: 0.05, staysWindows: 20 } as const;
const REJOIN_SEARCH_S = 15;

/** What one capture of a bulletin on several channels says. */
export interface Judgement {
  /** Distances of all other channels from the first, ms. */
  readonly offsetsMs: readonly number[];
  readonly windows: number;
  readonly dropped: number;
  /** From the last sound before the kill until in step for good; null where nothing was killed. */
  readonly rejoinS: number | null;
}

export interface JudgeOptions {
  readonly settleS: number;
  readonly killed: number | null;
}

/** @throws Error when the first channel, which is never killed, was silent */
export function judgeCapture(
  channels: readonly Float32Array[],
  { settleS, killed }: JudgeOptions,
): Judgement {
  const [reference, ...others] = channels;
  const sounding = reference && soundingFrames(reference);
  if (!reference || !sounding) throw new Error('nothing was heard on the first channel');
  const span = { fromS: sounding[0] / RATE + settleS, toS: sounding[1] / RATE - END_S };
  const windows = others.flatMap((channel) => pairOffsets(reference, channel, span));
  const offsetsMs = windows.flatMap(({ offsetMs }) =>
    offsetMs === null ? [] : [Math.abs(offsetMs)],
  );
  const gone = killed === null ? undefined : channels[killed];
  return {
    offsetsMs,
    windows: windows.length,
    dropped: windows.length - offsetsMs.length,
    rejoinS: gone === undefined ? null : rejoinOf(reference, gone, span),
  };
}

function rejoinOf(
  reference: Float32Array,
  gone: Float32Array,
  { toS }: { readonly toS: number },
): number | null {
  const gapS = longestSilence(gone, (soundingFrames(gone) ?? [0])[0], toS * RATE);
  if (gapS === null) return null;
  const { windowS, stepS, staysWindows } = REJOIN;
  const span = { fromS: gapS, toS: Math.min(toS, gapS + REJOIN_SEARCH_S), windowS, stepS };
  const isInStep = pairOffsets(reference, gone, span).map(
    ({ offsetMs }) => offsetMs !== null && Math.abs(offsetMs) < IN_STEP_MS,
  );
  const first = isInStep.findIndex(
    (_, index) =>
      index + staysWindows <= isInStep.length &&
      isInStep.slice(index, index + staysWindows).every(Boolean),
  );
  return first < 0 ? null : first * stepS;
}

/** Second at which the longest silence begins; null where there is none. */
function longestSilence(signal: Float32Array, fromFrame: number, toFrame: number): number | null {
  const step = (RATE * STEP_MS) / 1000;
  let best = { atFrame: 0, steps: 0 };
  let steps = 0;
  for (let at = fromFrame; at + step <= toFrame; at += step) {
    steps = soundingFrames(signal.subarray(at, at + step)) === null ? steps + 1 : 0;
    if (steps > best.steps) best = { atFrame: at - (steps - 1) * step, steps };
  }
  return best.steps === 0 ? null : best.atFrame / RATE;
}
