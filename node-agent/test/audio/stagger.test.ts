/**
 * From the signed head to the horn: trims and staggers move sound by exactly what they say. Nodes
 * in virtual time take the same signed order; where each was heard is found in what its card got.
 */

import type { NodeSettings, Stagger } from '@loa/protocol/playout';
import type { BulletinClass } from '@loa/protocol/vocabulary';
import { parseNodeId } from '@loa/protocol/vocabulary';
import { correlate, levelDb, VirtualTime } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ALL, type Asset, assetOf, City, cueOf, speechLike } from '../support/city.ts';
import { SignedNode } from '../support/signed-node.ts';

const START_US = 1_800_000_000_000_000;
/** When the order has the bulletin start, true time. */
const PLANNED_US = 6e6;
/** A frame is 21 µs: what was heard is found to two of them. */
const EXACT_US = 42;

let speech: Asset;
let city: City;
let time: VirtualTime;
let nodes: SignedNode[];

beforeAll(() => {
  speech = assetOf(speechLike(3, 31));
});

beforeEach(() => {
  city = new City();
  time = new VirtualTime();
  nodes = [];
});

afterEach(async () => {
  for (const node of nodes) await node.close();
});

/** When each node was heard beginning, µs after the planned start. */
async function heardBy(
  settings: readonly Partial<NodeSettings>[],
  { forS, ...change }: { forS: number; class?: BulletinClass; stopS?: number },
): Promise<(number | null)[]> {
  const { stopS, ...cue } = change;
  const authorisation = city.authorisation([speech.assetId], { class: cue.class ?? 'normal' });
  for (const [index, each] of settings.entries()) {
    const node = new SignedNode({
      ...{ time, city, startUs: START_US, settings: each, assets: [speech] },
      nodeId: parseNodeId(`an-my-${index}`),
    });
    nodes.push(node);
    await node.open([authorisation]);
  }
  await time.advance(3);
  const nowUs = START_US + 3e6;
  const added = cueOf(speech, authorisation, { startAtUs: START_US + PLANNED_US, ...cue });
  const order = city.order({ nowUs, targets: ALL, add: [added] });
  for (const { plans } of nodes) plans.takeOrder(order, nowUs);
  if (stopS !== undefined) {
    await time.advance(stopS - 3);
    const cancel = { kind: 'everything' } as const;
    const stop = city.order({ nowUs: START_US + stopS * 1e6, targets: ALL, cancel });
    for (const { plans } of nodes) plans.takeOrder(stop, START_US + stopS * 1e6);
  }
  await time.advance(forS);
  return nodes.map(({ horn }) => {
    const { peak, offsetFrames } = correlate(speech.pcm.slice(0, 48_000), horn.sound());
    if (peak < 0.9) return null;
    if (stopS === undefined) expectWhole(horn.sound().subarray(offsetFrames));
    return horn.heardTrueUs(offsetFrames) - PLANNED_US;
  });
}

/** From its first tenth of a second to its last nothing is cut off. */
function expectWhole(heard: Float32Array): void {
  const { length } = speech.pcm;
  for (let at = 0; at + 4_800 <= length; at += 4_800) {
    const part = (sound: Float32Array): number => levelDb(sound.subarray(at, at + 4_800));
    expect(Math.abs(part(heard) - part(speech.pcm)), `at ${at} of ${length}`).toBeLessThan(3);
  }
}

function expectNear(heard: readonly (number | null)[], wantedMs: readonly number[]): void {
  expect(heard).toHaveLength(wantedMs.length);
  for (const [index, ms] of wantedMs.entries()) {
    expect(heard[index]).not.toBeNull();
    expect(Math.abs((heard[index] as number) - ms * 1000)).toBeLessThan(EXACT_US);
  }
}

const stagger = (one: Stagger): Partial<NodeSettings> => ({ stagger: one });

describe('a trim', () => {
  it('[PLY78] shifts what is heard by exactly as much, later and earlier', async () => {
    const trimsMs = [0, 2_000, 340, -0.5, -500];
    const settings = trimsMs.map((ms) => ({ trimUs: ms * 1000 }));
    expectNear(await heardBy(settings, { forS: 10 }), trimsMs);
  });
});

describe('groups that hear each other', () => {
  it('[PLY70] sound in step inside, and delayed by the chosen offset between them', async () => {
    const near = stagger({ kind: 'delay', delayUs: 0 });
    const far = stagger({ kind: 'delay', delayUs: 350_000 });
    expectNear(await heardBy([near, near, far, far], { forS: 8 }), [0, 0, 350, 350]);
  });

  it('[PLY71] sound one after the other in waves, each with its gap', async () => {
    const wave = (index: number) => stagger({ kind: 'wave', index, gapUs: 500_000 });
    const settings = [wave(0), wave(1), wave(1), wave(2)];
    // The bulletin lasts 3 s.
    expectNear(await heardBy(settings, { forS: 16 }), [0, 3_500, 3_500, 7_000]);
  });

  it('[PLY71] sound an emergency together', async () => {
    const wave = (index: number) => stagger({ kind: 'wave', index, gapUs: 500_000 });
    const heard = await heardBy([wave(0), wave(2)], { forS: 8, class: 'emergency' });
    expectNear(heard, [0, 0]);
  });

  it('[PLY72] are all silent after a stop, those whose turn was still to come as well', async () => {
    const wave = (index: number) => stagger({ kind: 'wave', index, gapUs: 500_000 });
    const heard = await heardBy([wave(0), wave(1)], { forS: 12, stopS: 8 });
    expectNear(heard.slice(0, 1), [0]);
    expect(heard[1]).toBeNull();
  });
});
