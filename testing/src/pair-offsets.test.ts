import { mulberry32 } from '@loa/runtime/pure';
import { describe, expect, it } from 'vitest';
import { pairOffsets, soundingFrames } from './pair-offsets.ts';

const RATE = 48_000;
const next = mulberry32(9);
const noise = Float32Array.from({ length: 3 * RATE }, () => (next() * 2 - 1) * 0.2);

function later(frames: number): Float32Array {
  const signal = new Float32Array(noise.length);
  signal.set(noise.subarray(0, noise.length - frames), frames);
  return signal;
}

describe('the distance of two horns', () => {
  it('is found in every window, later being positive', () => {
    const windows = pairOffsets(noise, later(48), { fromS: 0.5, toS: 2.5 });
    expect(windows.map(({ atS }) => atS)).toEqual([0.5, 1, 1.5, 2]);
    for (const { offsetMs } of windows) expect(offsetMs).toBeCloseTo(1, 3);
    const reverse = pairOffsets(later(48), noise, { fromS: 1, toS: 1.4, windowS: 0.2, stepS: 0.1 });
    expect(reverse).toHaveLength(3);
    for (const { offsetMs } of reverse) expect(offsetMs).toBeCloseTo(-1, 3);
  });

  it('is unknown where one of them is silent or plays something else', () => {
    const broken = later(10);
    broken.fill(0, RATE, 2 * RATE);
    const known = pairOffsets(noise, broken, { fromS: 0, toS: 3 }).map(
      ({ offsetMs }) => offsetMs !== null,
    );
    expect(known).toEqual([true, true, false, false, true, true]);
    const other = Float32Array.from(noise, () => (next() * 2 - 1) * 0.2);
    expect(pairOffsets(noise, other, { fromS: 0, toS: 1 })[0]?.offsetMs).toBeNull();
  });
});

it('says from where to where a signal sounds', () => {
  const signal = new Float32Array(1000);
  expect(soundingFrames(signal)).toBeNull();
  signal.fill(0.1, 200, 300);
  expect(soundingFrames(signal)).toEqual([200, 299]);
});
