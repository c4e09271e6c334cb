import { describe, expect, it } from 'vitest';
import { Concealment, HISTORY_FRAMES, LOSS_FADE_FRAMES, PAUSE_FADE_FRAMES } from './concealment.ts';

const LIMIT = 0.01;

function tone(hz: number, length: number, fromFrame = 0): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => 0.7 * Math.sin((2 * Math.PI * hz * (i + fromFrame)) / 48_000),
  );
}

function filled(history: Float32Array, fadeFrames: number): Float32Array {
  const concealment = new Concealment(history, fadeFrames);
  return Float32Array.from({ length: fadeFrames + 480 }, () => concealment.next());
}

function largestStep(sound: Float32Array): number {
  return sound.reduce(
    (most, sample, i) =>
      i === 0 ? most : Math.max(most, Math.abs(sample - (sound[i - 1] as number))),
    0,
  );
}

describe('[PLY43] what stands in for missing sound', () => {
  it.each([80, 147, 440, 1_003, 3_100])('runs on with a tone of %i Hz', (hz) => {
    const history = tone(hz, HISTORY_FRAMES);
    const sound = filled(history, LOSS_FADE_FRAMES);
    const truth = tone(hz, 480, HISTORY_FRAMES);
    let worst = 0;
    for (let i = 0; i < 480; i++) {
      worst = Math.max(worst, Math.abs((sound[i] as number) - (truth[i] as number)));
    }
    // 10 ms of 60 ms of fade take a sixth of 0.7.
    expect(worst).toBeLessThan(0.18);
    const joined = Float32Array.from([...history, ...sound]);
    expect(largestStep(joined)).toBeLessThan(largestStep(history) + LIMIT);
  });

  it('is silent after its fade, 60 ms for a loss and 10 ms for a pause', () => {
    for (const fade of [LOSS_FADE_FRAMES, PAUSE_FADE_FRAMES]) {
      const sound = filled(tone(200, HISTORY_FRAMES), fade);
      expect(Math.max(...sound.slice(0, fade / 2).map(Math.abs))).toBeGreaterThan(0.3);
      expect(Math.max(...sound.slice(fade).map(Math.abs))).toBe(0);
    }
  });

  it('does not step where the sound has no period', () => {
    // The worst join: full scale against full scale.
    const history = tone(31, HISTORY_FRAMES);
    history.fill(-1, 0, HISTORY_FRAMES - 100);
    history.fill(1, HISTORY_FRAMES - 100);
    const sound = filled(history, LOSS_FADE_FRAMES);
    expect(Math.abs((sound[0] as number) - 1)).toBeLessThan(LIMIT);
  });

  it('is never louder than what was heard', () => {
    // The end is most like what lies 700 frames back, and both sides of that join are full scale.
    const end = HISTORY_FRAMES;
    const history = new Float32Array(end).fill(-0.5);
    history.fill(0.9, end - 1_180, end - 700);
    history[end - 701] = -0.9;
    history[end - 700] = 0.9;
    history.fill(0.1, end - 480);
    const sound = filled(history, LOSS_FADE_FRAMES);
    const peak = Math.max(...history.map(Math.abs));
    expect(Math.max(...sound.map(Math.abs))).toBeLessThanOrEqual(peak);
  });

  it('is silence after silence', () => {
    expect(Math.max(...filled(new Float32Array(HISTORY_FRAMES), LOSS_FADE_FRAMES))).toBe(0);
  });
});
