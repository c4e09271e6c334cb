/**
 * From the signed head to the horn: levels by the minute and mutes move what is heard, in mid-play,
 * without a click, and are on record. Nodes in virtual time; measured is what the card got.
 */
import type { LevelTable } from '@loa/protocol/playout';
import type { BulletinClass } from '@loa/protocol/vocabulary';
import { parseNodeId } from '@loa/protocol/vocabulary';
import { VirtualTime } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ALL, type Asset, assetOf, City, cueOf, SETTINGS } from '../support/city.ts';
import { SignedNode } from '../support/signed-node.ts';

/** Half a minute before a minute of the civil day begins. */
const START_US = 1_800_000_000_000_000 - 30e6;
const MINUTE = (Math.floor(START_US / 60e6) + 1) % 1440;
const NODE = parseNodeId('an-my-1');
/** When the order has the tone start, true time. */
const PLANNED_S = 26;
const LENGTH_S = 8;

let tone: Asset;
let city: City;
let time: VirtualTime;
let node: SignedNode;

beforeAll(() => {
  const frames = Float32Array.from(
    { length: LENGTH_S * 48_000 },
    (_, i) => 0.25 * Math.sin((2 * Math.PI * 440 * i) / 48_000),
  );
  tone = assetOf(frames);
});

beforeEach(() => {
  city = new City();
  time = new VirtualTime();
});

afterEach(async () => {
  await node.close();
});

async function prepare(settings: Partial<LevelTable>, of: BulletinClass = 'normal') {
  node = new SignedNode({
    ...{ time, city, startUs: START_US, settings, assets: [tone] },
    nodeId: NODE,
  });
  const authorisation = city.authorisation([tone.assetId], { class: of });
  await node.open([authorisation]);
  await time.advance(20);
  const startAtUs = START_US + PLANNED_S * 1e6;
  const added = cueOf(tone, authorisation, { startAtUs, class: of });
  const nowUs = START_US + 20e6;
  node.plans.takeOrder(city.order({ nowUs, targets: ALL, add: [added] }), nowUs);
  return added;
}

/** RMS of a tenth of a second from so long after the planned start, dB against the tone's own. */
function heardDb(atS: number): number {
  const sound = node.horn.sound();
  const openedS = node.horn.heardTrueUs(0) / 1e6;
  const from = Math.round((PLANNED_S + atS - openedS) * 48_000);
  const part = sound.subarray(from, from + 4_800);
  const power = part.reduce((sum, sample) => sum + sample * sample, 0) / part.length;
  return 10 * Math.log10(power / (0.25 ** 2 / 2) + 1e-9);
}

/** The steepest step between two samples: the tone's own is 0.0144. */
function steepest(): number {
  const sound = node.horn.sound();
  let most = 0;
  for (let i = 1; i < sound.length; i++) {
    most = Math.max(most, Math.abs((sound[i] as number) - (sound[i - 1] as number)));
  }
  return most;
}

const night: Partial<LevelTable> = {
  levels: [{ classes: ['normal'], fromMinute: MINUTE, toMinute: MINUTE + 60, gainDb: -12 }],
  utcOffsets: [{ fromUs: 1e15, minutes: 0 }],
};

describe('[PLY93] a level that changes in mid-play', () => {
  it('is heard when it changes, without a click', async () => {
    await prepare(night);
    await time.advance(18);
    // The minute begins 4 s after the start.
    expect(heardDb(1)).toBeCloseTo(0, 0);
    expect(heardDb(3.85)).toBeCloseTo(0, 0);
    expect(heardDb(4.1)).toBeCloseTo(-12, 0);
    expect(heardDb(7)).toBeCloseTo(-12, 0);
    expect(steepest()).toBeLessThan(0.02);
  });

  it('is not that of emergencies', async () => {
    await prepare({ ...night, mutes: [mute(0, 60)] }, 'emergency');
    await time.advance(18);
    expect(heardDb(7)).toBeCloseTo(0, 0);
  });
});

const mute = (fromS: number, untilS: number, gainDb: number | null = null) => ({
  fromUs: START_US + fromS * 1e6,
  untilUs: START_US + untilS * 1e6,
  gainDb,
});
const onRecord = (): [string, string | null][] =>
  node.receipts().map((one) => [one.kind, 'why' in one ? one.why : null]);

describe('[PLY92] a mute', () => {
  it('silences, and what was silenced is missed as muted', async () => {
    await prepare({ mutes: [mute(0, 60)] });
    await time.advance(20);
    expect(heardDb(4)).toBeLessThan(-60);
    expect(onRecord()).toEqual([['missed', 'muted']]);
  });

  it('that begins and ends in mid-play leaves what is heard where it is heard elsewhere', async () => {
    await prepare({ mutes: [mute(PLANNED_S + 2, PLANNED_S + 5)] });
    await time.advance(18);
    expect([1, 3.5, 6].map((s) => heardDb(s) > -3)).toEqual([true, false, true]);
    expect(onRecord()).toEqual([
      ['started', null],
      ['ended', 'muted'],
      ['started', null],
      ['ended', 'finished'],
    ]);
    const [, ended, again, finished] = node.receipts() as { positionFrames: number }[];
    expect(ended?.positionFrames).toBe(2 * 48_000);
    expect(again?.positionFrames).toBe(5 * 48_000);
    expect(finished?.positionFrames).toBe(LENGTH_S * 48_000);
    expect(steepest()).toBeLessThan(0.02);
  });

  it('that comes while it sounds ends it then; lifted, the rest is heard', async () => {
    await prepare({});
    const settings = (table: Partial<LevelTable>) => ({
      nodeId: NODE,
      settings: { ...SETTINGS, ...table },
    });
    await time.advance(PLANNED_S - 20 + 2);
    node.plans.takeHead(city.head(2, [], settings({ mutes: [mute(PLANNED_S + 2, 600)] })));
    await time.advance(2);
    node.plans.takeHead(city.head(3, [], settings({})));
    await time.advance(6);
    expect([1, 3.5, 6].map((s) => heardDb(s) > -3)).toEqual([true, false, true]);
    expect(onRecord().map(([, why]) => why)).toEqual([null, 'muted', null, 'finished']);
  });
});
