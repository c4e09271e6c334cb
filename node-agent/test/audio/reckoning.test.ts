/**
 * A card that cannot say where it stands: it sounds all the same, beside its instant, and comes
 * into step without a silence once it can. Virtual time, the real renderer.
 */
import { correlate, VirtualTime } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Asset, assetOf, speechLike } from '../support/city.ts';
import { Horn, stretchOf } from '../support/horn.ts';

const START_US = 1_800_000_000_000_000;
const MACHINE_OFFSET_US = 1e6;

let speech: Asset;
let time: VirtualTime;
let horn: Horn;

beforeAll(() => {
  speech = assetOf(speechLike(9, 41));
});

beforeEach(async () => {
  time = new VirtualTime();
  const machine = time.machine({ offsetUs: MACHINE_OFFSET_US });
  const timeline = { atUs: (localUs: number) => localUs - MACHINE_OFFSET_US + START_US };
  horn = new Horn({ time, machine, timeline, assets: [speech], cardSkewPpm: 60 });
  horn.sink.setMute(true);
  await horn.open();
});

afterEach(async () => await horn.close());

/** How far beside its instant a second of the bulletin was heard, µs. */
function besideUs(second: number): number {
  const part = speech.pcm.slice(second * 48_000, (second + 1) * 48_000);
  const { peak, offsetFrames } = correlate(part, horn.sound());
  expect(peak).toBeGreaterThan(0.95);
  return horn.heardTrueUs(offsetFrames) - (6 + second) * 1e6;
}

describe('a card without reports', () => {
  it('[SYN70] sounds after 3 s all the same, placed by reckoning, and says so', async () => {
    await time.advance(2.9);
    expect(horn.output.status()).toMatchObject({ isPlaced: false, isReckoned: false });
    await time.advance(0.5);
    expect(horn.output.status()).toMatchObject({
      isPlaced: true,
      isReckoned: true,
      errorUs: null,
    });
    horn.output.schedule([stretchOf(speech, START_US + 6e6)], 0);
    await time.advance(14);
    for (const second of [0, 4, 8]) expect(Math.abs(besideUs(second))).toBeLessThan(250_000);
  });

  it('[SYN71] comes into step when it reports, without a silence on the way', async () => {
    await time.advance(4);
    horn.output.schedule([stretchOf(speech, START_US + 6e6)], 0);
    await time.advance(4);
    expect(horn.output.status().isReckoned).toBe(true);
    horn.sink.setMute(false);
    await time.advance(2);
    expect(horn.output.status().isReckoned).toBe(false);
    await time.advance(7);
    expect(Math.abs(besideUs(0))).toBeGreaterThan(5_000);
    expect(Math.abs(besideUs(6))).toBeLessThan(100);
    // From its start to its end no tenth of a second is silent but where the bulletin is.
    const heard = horn.sound().slice(7 * 48_000, 13 * 48_000);
    const quiet = (sound: Float32Array): number => {
      let count = 0;
      for (let at = 0; at + 4_800 <= sound.length; at += 4_800) {
        if (sound.subarray(at, at + 4_800).every((sample) => Math.abs(sample) < 1e-3)) count++;
      }
      return count;
    };
    expect(quiet(heard)).toBeLessThanOrEqual(quiet(speech.pcm));
  });
});
