import { type CueId, SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import type { Voice } from './voice.ts';

/** Starts, stops and changes of gain run over 10 ms, so that none of them clicks. */
export const RAMP_FRAMES = 480;
/** Frames beyond a block that interpolation reads. */
const REACH_FRAMES = 3;
const STEP = 1 / RAMP_FRAMES;
const FRAMES_PER_US = SAMPLE_RATE_HZ / 1e6;

/** A stretch of sound to be rendered. `key` is its identity from one schedule to the next. */
export interface RenderStretch {
  readonly key: string;
  readonly cueId: CueId;
  readonly voice: Voice;
  readonly fromUs: number;
  readonly toUs: number;
  readonly fromFrames: number;
  /** Linear. */
  readonly gain: number;
}

/**
 * A stretch in the output. `level` is its envelope, 0 … 1; `shift` moves its reading position
 * against the output's, for what fades out where it was before a jump.
 */
export interface Placed {
  stretch: RenderStretch;
  level: number;
  gain: number;
  shift: number;
  releasing: boolean;
}

/** A block's run over the timeline: from `place`, `rate` timeline frames an output frame. */
export interface Run {
  readonly place: number;
  readonly rate: number;
  readonly baseUs: number;
  /** Everything fades, whatever is planned. */
  readonly isFading?: boolean;
}

/** Adds a stretch to a block: enveloped, at its gain, interpolated between samples. */
export function mixStretch(out: Float32Array, placed: Placed, run: Run): void {
  const { voice, fromUs, toUs, fromFrames } = placed.stretch;
  const start = (fromUs - run.baseUs) * FRAMES_PER_US;
  const end = (toUs - run.baseUs) * FRAMES_PER_US;
  const first = run.place + placed.shift;
  const last = first + run.rate * out.length;
  const isSilent = placed.releasing || run.isFading === true;
  if (placed.level === 0 && (isSilent || last < start || first >= end)) return;
  if (placed.shift === 0) {
    const from = Math.max(fromFrames, Math.floor(fromFrames + first - start) - 1);
    const to = fromFrames + Math.min(last, Math.max(end, first + RAMP_FRAMES)) - start;
    voice.ready(from, Math.ceil(to) + REACH_FRAMES);
  }
  const soundEnd = start - fromFrames + voice.endFrame();
  const fadeBy = Math.min(end, soundEnd);
  for (let i = 0; i < out.length; i++) {
    const at = first + run.rate * i;
    const target = isSilent || at < start ? 0 : Math.min(1, (fadeBy - at) * STEP);
    placed.level = approach(placed.level, Math.max(0, target));
    if (placed.level === 0) continue;
    placed.gain = approach(placed.gain, placed.stretch.gain);
    const sample = interpolate(voice, fromFrames + at - start);
    out[i] = (out[i] as number) + sample * placed.level * placed.gain;
  }
}

function approach(value: number, target: number): number {
  const difference = target - value;
  if (Math.abs(difference) <= STEP) return target;
  return value + Math.sign(difference) * STEP;
}

/** 4-point, third-order Hermite interpolation between frames. */
function interpolate(voice: Voice, frame: number): number {
  const whole = Math.floor(frame);
  const part = frame - whole;
  const at = voice.at(whole);
  if (part === 0) return at;
  const before = voice.at(whole - 1);
  const after = voice.at(whole + 1);
  const beyond = voice.at(whole + 2);
  const c1 = 0.5 * (after - before);
  const c2 = before - 2.5 * at + 2 * after - 0.5 * beyond;
  const c3 = 0.5 * (beyond - before) + 1.5 * (at - after);
  return ((c3 * part + c2) * part + c1) * part + at;
}
