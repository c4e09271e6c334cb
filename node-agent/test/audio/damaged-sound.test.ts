/**
 * Prepared sound with packets in it that no decoder takes: its hashes are right, so the damage is as
 * old as the recording. The real renderer, decoder and cache on a simulated card in virtual time.
 */
import { decodeChunk, encodeChunk } from '@loa/protocol/asset';
import { parseAssetId } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { levelDb, VirtualTime } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Asset, assetOf } from '../support/city.ts';
import { Horn, stretchOf } from '../support/horn.ts';

const START_US = 1_800_000_000_000_000;
const OFFSET_US = 1e6;
/** A packet of 2.5 ms where 20 ms belong. */
const DAMAGED = Uint8Array.of(0x80, 1, 2, 3);
const BEGIN = 2 * 48_000;

let hum: Asset;
let time: VirtualTime;
let horn: Horn;

beforeAll(() => {
  const sine = (_: unknown, i: number): number =>
    0.7 * Math.sin((2 * Math.PI * 50 * i) / 48_000 + 1);
  hum = assetOf(Float32Array.from({ length: 192_000 }, sine));
});

beforeEach(() => {
  time = new VirtualTime();
});

afterEach(async () => {
  await horn.close();
});

/** The same sound with some packets replaced. */
function damaged(asset: Asset, packets: readonly number[]): Asset {
  const { chunkPackets } = asset.manifest;
  const chunks = asset.chunks.map((chunk, index) =>
    encodeChunk(
      decodeChunk(chunk).map((packet, i) =>
        packets.includes(index * chunkPackets + i) ? DAMAGED : packet,
      ),
    ),
  );
  const manifest = { ...asset.manifest, chunks: chunks.map((chunk) => contentName(chunk)) };
  const text = JSON.stringify(manifest);
  return { assetId: parseAssetId(contentName(text)), text, manifest, chunks, pcm: asset.pcm };
}

async function play(asset: Asset): Promise<Float32Array> {
  const machine = time.machine({ offsetUs: OFFSET_US });
  const timeline = { atUs: (localUs: number) => localUs - OFFSET_US + START_US };
  horn = new Horn({ time, machine, timeline, assets: [asset] });
  await horn.open();
  horn.output.schedule([stretchOf(asset, START_US + 2e6)], 0);
  await time.advance(8);
  return horn.sound();
}

function largestStepOf(sound: Float32Array): number {
  let largest = 0;
  for (let i = 1; i < sound.length; i++) {
    largest = Math.max(largest, Math.abs((sound[i] as number) - (sound[i - 1] as number)));
  }
  return largest;
}

describe('damaged packets', () => {
  it('[PLY52] are concealed, up to three in a row, without a click', async () => {
    const sound = await play(damaged(hum, [40, 90, 91, 92]));
    expect(horn.faults).toEqual([]);
    for (const packet of [40, 90]) {
      const at = BEGIN + packet * 960;
      expect(levelDb(sound, at, at + 960)).toBeGreaterThan(-9);
    }
    expect(levelDb(sound, BEGIN + 94 * 960, BEGIN + 190 * 960)).toBeGreaterThan(-7);
    expect(20 * Math.log10(largestStepOf(sound))).toBeLessThan(-40);
    // What follows lies where it does without the damage.
    await horn.close();
    time = new VirtualTime();
    const whole = await play(hum);
    const from = BEGIN + 110 * 960;
    const beside = sound.slice(from, from + 48_000).map((x, i) => x - (whole[from + i] as number));
    expect(levelDb(beside)).toBeLessThan(-60);
  });

  it('[PLY52] are a fault when there are more, and silence from there', async () => {
    const sound = await play(damaged(hum, [40, 41, 42, 43]));
    expect(horn.faults.map(({ fault }) => fault)).toEqual(['asset-corrupt']);
    expect(levelDb(sound, BEGIN + 44 * 960)).toBeLessThan(-140);
    expect(20 * Math.log10(largestStepOf(sound))).toBeLessThan(-40);
  });
});
