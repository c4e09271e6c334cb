/**
 * Live voice as it comes out of a node: the real renderer and decoder with a simulated card in
 * virtual time, chunks from the real encoder, arriving as a network would bring them.
 */
import { correlate, levelDb, VirtualTime } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StreamBuffer, type StreamChunk } from '../../src/domain/streams/index.ts';
import type { PlannedStretch } from '../../src/ports.ts';
import { type Asset, assetOf, speechLike } from '../support/city.ts';
import { CUE, Horn, stretchOf } from '../support/horn.ts';
import { decoded, Talk } from '../support/talk.ts';

const START_US = 1_800_000_000_000_000;
const MACHINE_OFFSET_US = 1e6;
/** The timeline's instant at which the talk begins, and the frame of the output at which it does. */
const TALK_US: number = START_US + 3e6;
const TALK_FRAME = 3 * 48_000;
const LEAD_US = 200_000;
/** −40 dBFS. */
const STEP = 0.01;

let speech: Talk;
/** The talk as a decoder alone makes it. */
let spoken: Float32Array;
let hum: Talk;
let alarm: Asset;
let time: VirtualTime;
let horns: Horn[];
let stepUs: number;
let isTimeKnown: boolean;

beforeAll(async () => {
  speech = new Talk(speechLike(5, 31));
  spoken = await decoded(speech);
  hum = new Talk(tone(100, 5));
  alarm = assetOf(tone(80, 1));
});

beforeEach(() => {
  time = new VirtualTime();
  horns = [];
  stepUs = 0;
  isTimeKnown = true;
});

afterEach(async () => {
  for (const horn of horns) await horn.close();
});

function tone(hz: number, seconds: number): Float32Array {
  const frames = seconds * 48_000;
  return Float32Array.from(
    { length: frames },
    (_, i) => 0.6 * Math.sin((2 * Math.PI * hz * i) / 48_000),
  );
}

async function openHorn(aheadMs = 100): Promise<Horn> {
  const machine = time.machine({ offsetUs: MACHINE_OFFSET_US });
  const timeline = {
    atUs: (localUs: number) =>
      isTimeKnown ? localUs - MACHINE_OFFSET_US + START_US + stepUs : null,
  };
  const horn = new Horn({ time, machine, timeline, assets: [alarm], aheadMs });
  horns.push(horn);
  await horn.open();
  return horn;
}

function live(talk: Talk, change: Partial<PlannedStretch> = {}): PlannedStretch {
  const fromUs = change.fromUs ?? TALK_US;
  return {
    key: 'talk',
    cueId: CUE,
    assetId: talk.streamId,
    fromUs,
    toUs: TALK_US + 600e6,
    fromFrames: Math.round(((fromUs - TALK_US) * 48) / 1000),
    gainDb: 0,
    streamZeroUs: TALK_US,
    ...change,
  };
}

/** Brings the chunks one after the other, each its lead before its instant and so much later. */
function bring(horn: Horn, talk: Talk, delayUs: (chunk: StreamChunk) => number | null = () => 0) {
  const buffer = new StreamBuffer();
  horn.streams.set(talk.streamId, buffer);
  for (const chunk of talk.chunks(TALK_US)) {
    const laterUs = delayUs(chunk);
    if (laterUs === null) continue;
    time.at(chunk.atUs - START_US - LEAD_US + laterUs, () => {
      buffer.offer(chunk, horn.output.takenUs());
    });
  }
  return buffer;
}

function largestStepOf(sound: Float32Array): number {
  let largest = 0;
  for (let i = 1; i < sound.length; i++) {
    largest = Math.max(largest, Math.abs((sound[i] as number) - (sound[i - 1] as number)));
  }
  return largest;
}

/** How much the signal itself moves: the talk as it is when nothing happens to it. */
async function ownStep(talk: Talk): Promise<number> {
  const horn = await openHorn();
  bring(horn, talk);
  horn.output.schedule([live(talk)], 0);
  await time.advance(9);
  const own = largestStepOf(horn.sound());
  time = new VirtualTime();
  return own;
}

describe('live voice', () => {
  it('[PLY45] lies on the timeline where its chunks say, to the sample', async () => {
    const horn = await openHorn();
    const buffer = bring(horn, speech);
    horn.output.schedule([live(speech)], 0);
    await time.advance(9);
    const { peak, offsetFrames } = correlate(spoken, horn.sound());
    expect(peak).toBeGreaterThan(0.999);
    expect(Math.abs(offsetFrames - TALK_FRAME)).toBeLessThan(0.05);
    expect(levelDb(horn.sound(), 0, TALK_FRAME - 1)).toBeLessThan(-140);
    expect(buffer.counts()).toMatchObject({ late: 0, missing: 0 });
    // It ends with its last chunk, though the cue lasts longer.
    expect(levelDb(horn.sound(), TALK_FRAME + speech.packets.length * 960)).toBeLessThan(-140);
  });

  it('[PLY45] one that joins in mid-talk hears from now on, in place', async () => {
    const horn = await openHorn();
    bring(horn, speech);
    await time.advance(5);
    horn.output.schedule([live(speech, { fromUs: START_US + 5.3e6 })], 0);
    await time.advance(4);
    const rest = correlate(spoken.slice(3 * 48_000), horn.sound());
    expect(rest.peak).toBeGreaterThan(0.9);
    expect(Math.abs(rest.offsetFrames - 6 * 48_000)).toBeLessThan(0.05);
    expect(levelDb(horn.sound(), 0, 5.2 * 48_000)).toBeLessThan(-140);
  });

  it('[PLY43] a missing packet is concealed and counted, a late one is counted', async () => {
    const own = await ownStep(speech);
    const horn = await openHorn();
    const isLate = (n: number): boolean => n === 40 || n === 41;
    const buffer = bring(horn, speech, ({ sequence }) => {
      if (sequence === 20 || sequence === 55) return null;
      // Half of the first is past when it comes, and all of the second still to be heard.
      return isLate(sequence) ? LEAD_US - 70_000 : 0;
    });
    horn.output.schedule([live(speech)], 0);
    await time.advance(9);
    expect(buffer.counts()).toMatchObject({ missing: 2 });
    expect(buffer.counts().late).toBeGreaterThanOrEqual(1);
    const sound = horn.sound();
    const lost = TALK_FRAME + 20 * 2_880;
    expect(levelDb(sound, lost, lost + 960)).toBeGreaterThan(
      levelDb(sound, lost - 2_880, lost) - 12,
    );
    expect(largestStepOf(sound)).toBeLessThan(own + STEP);
    const { peak, offsetFrames } = correlate(spoken, sound);
    expect(peak).toBeGreaterThan(0.9);
    expect(Math.abs(offsetFrames - TALK_FRAME)).toBeLessThan(0.05);
  });

  it('[PLY48] a lead that is lengthened in mid-talk is a short silence', async () => {
    const own = await ownStep(hum);
    const horn = await openHorn();
    const buffer = new StreamBuffer();
    horn.streams.set(hum.streamId, buffer);
    for (const chunk of hum.chunks(TALK_US)) {
      const laterUs = chunk.sequence < 30 ? 0 : 300_000;
      const moved = { ...chunk, atUs: chunk.atUs + laterUs };
      time.at(chunk.atUs - START_US - LEAD_US, () => buffer.offer(moved, horn.output.takenUs()));
    }
    horn.output.schedule([live(hum)], 0);
    await time.advance(9);
    const sound = horn.sound();
    const pause = TALK_FRAME + 30 * 2_880;
    expect(levelDb(sound, pause - 9_600, pause)).toBeGreaterThan(-12);
    expect(levelDb(sound, pause + 600, pause + 14_400 - 1)).toBeLessThan(-100);
    expect(levelDb(sound, pause + 15_000, pause + 24_000)).toBeGreaterThan(-12);
    expect(buffer.counts()).toMatchObject({ late: 0, missing: 0 });
    expect(largestStepOf(sound)).toBeLessThan(own + STEP);
  });

  it('[PLY48] instants that drift by less than a millisecond a chunk are one sound', async () => {
    const own = await ownStep(hum);
    const horn = await openHorn();
    const buffer = new StreamBuffer();
    horn.streams.set(hum.streamId, buffer);
    for (const chunk of hum.chunks(TALK_US)) {
      // 300 ppm, so that 18 µs a chunk add up to 1.5 ms at the end.
      const moved = { ...chunk, atUs: chunk.atUs + chunk.sequence * 18 };
      time.at(chunk.atUs - START_US - LEAD_US, () => buffer.offer(moved, horn.output.takenUs()));
    }
    horn.output.schedule([live(hum)], 0);
    await time.advance(9);
    const sound = horn.sound();
    const at = (seconds: number): number => TALK_FRAME + Math.round(seconds * 48_000);
    for (let s = 0.2; s < 4.8; s += 0.1) {
      expect(levelDb(sound, at(s), at(s + 0.1))).toBeGreaterThan(-9);
    }
    expect(largestStepOf(sound)).toBeLessThan(own + STEP / 10);
  });

  it('[PLY49] nothing clicks: start, loss, late chunks, preemption, resume, jump, stop', async () => {
    const own = await ownStep(hum);
    const horn = await openHorn();
    bring(horn, hum, ({ sequence: n }) => {
      if (n === 12 || (n > 60 && n < 64)) return null;
      return n % 17 === 5 ? LEAD_US - 60_000 : 0;
    });
    horn.output.schedule([live(hum)], 0);
    await time.advance(5);
    // An emergency of a second takes the air; the talk goes on where it stands by then.
    const alarmUs = START_US + 5.4e6;
    const resumed = live(hum, { key: 'resumed', fromUs: alarmUs + 1e6 });
    horn.output.schedule(
      [live(hum, { toUs: alarmUs }), stretchOf(alarm, alarmUs, { key: 'alarm' }), resumed],
      0,
    );
    await time.advance(1.8);
    stepUs = 7_300;
    await time.advance(0.3);
    stepUs = -4_100;
    await time.advance(0.3);
    horn.output.schedule([], 0);
    await time.advance(1.5);
    const sound = horn.sound();
    expect(levelDb(sound, 5.5 * 48_000, 6.3 * 48_000)).toBeGreaterThan(-9);
    expect(levelDb(sound, 6.5 * 48_000, 6.7 * 48_000)).toBeGreaterThan(-12);
    expect(levelDb(sound, 7.7 * 48_000)).toBeLessThan(-140);
    expect(20 * Math.log10(largestStepOf(sound) - own)).toBeLessThan(-40);
  });

  it('[PLY49] a node that loses the time falls silent without a click, and takes up again', async () => {
    const own = await ownStep(hum);
    const horn = await openHorn();
    bring(horn, hum);
    horn.output.schedule([live(hum)], 0);
    await time.advance(5);
    isTimeKnown = false;
    await time.advance(0.7);
    isTimeKnown = true;
    await time.advance(3.5);
    const sound = horn.sound();
    expect(levelDb(sound, 5.2 * 48_000, 5.7 * 48_000)).toBeLessThan(-140);
    expect(levelDb(sound, 6 * 48_000, 7.5 * 48_000)).toBeGreaterThan(-9);
    expect(20 * Math.log10(largestStepOf(sound) - own)).toBeLessThan(-40);
  });

  it('[PLY50] a shorter buffer for live voice leaves no hole, nor does the longer one after it', async () => {
    const horn = await openHorn(400);
    bring(horn, speech, () => -800_000);
    horn.output.schedule([live(speech)], 0);
    await time.advance(2.5);
    expect(horn.output.status().bufferMs).toBeGreaterThan(370);
    horn.output.writeAhead('short');
    await time.advance(2);
    expect(horn.output.status().bufferMs).toBeLessThan(81);
    await time.advance(1);
    horn.output.writeAhead('long');
    await time.advance(3.5);
    const { peak, offsetFrames } = correlate(spoken, horn.sound());
    expect(peak).toBeGreaterThan(0.9);
    expect(Math.abs(offsetFrames - TALK_FRAME)).toBeLessThan(0.05);
    expect(horn.output.status().underruns).toBe(0);
  });

  it('[PLY43] nothing at all is silence, without a click', async () => {
    const own = await ownStep(hum);
    const horn = await openHorn();
    bring(horn, hum, ({ sequence }) => (sequence < 30 ? 0 : null));
    horn.output.schedule([live(hum)], 0);
    await time.advance(9);
    const end = TALK_FRAME + 30 * 2_880;
    expect(levelDb(horn.sound(), end - 4_800, end)).toBeGreaterThan(-12);
    expect(levelDb(horn.sound(), end + 2_881)).toBeLessThan(-140);
    expect(largestStepOf(horn.sound())).toBeLessThan(own + STEP);
  });
});
