/**
 * Where the sound lies and how it begins and ends: the real renderer, decoder and cache with a
 * simulated card in virtual time, compared sample by sample with what was to be heard.
 */
import { silentLogger } from '@loa/runtime/node';
import { correlate, levelDb, VirtualTime } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClockKeeper } from '../../src/engine/clock-keeper.ts';
import type { Uplink } from '../../src/ports.ts';
import { type Asset, assetOf, speechLike } from '../support/city.ts';
import { Horn, seeded, stretchOf } from '../support/horn.ts';

/** The timeline's instant at true time 0. */
const START_US = 1_800_000_000_000_000;
const MACHINE_OFFSET_US = 1e6;

let speech: Asset;
let alarm: Asset;
let hum: Asset;
let time: VirtualTime;
let horns: Horn[];

beforeAll(() => {
  speech = assetOf(speechLike(6, 21));
  alarm = assetOf(speechLike(2, 22));
  // A loud 50 Hz hum: it moves by 0.0046 a sample, so a step above 0.01 is a click.
  hum = assetOf(
    Float32Array.from(
      { length: 192_000 },
      (_, i) => 0.7 * Math.sin((2 * Math.PI * 50 * i) / 48_000 + 1),
    ),
  );
});

beforeEach(() => {
  time = new VirtualTime();
  horns = [];
});

afterEach(async () => {
  for (const horn of horns) await horn.close();
});

async function openHorn(): Promise<Horn> {
  const machine = time.machine({ offsetUs: MACHINE_OFFSET_US });
  const timeline = { atUs: (localUs: number) => localUs - MACHINE_OFFSET_US + START_US };
  const horn = new Horn({ time, machine, timeline, assets: [speech, alarm, hum] });
  horns.push(horn);
  await horn.open();
  return horn;
}

function largestStepOf(sound: Float32Array): number {
  let largest = 0;
  for (let i = 1; i < sound.length; i++) {
    largest = Math.max(largest, Math.abs((sound[i] as number) - (sound[i - 1] as number)));
  }
  return largest;
}

const frameAt = (seconds: number): number => Math.round(seconds * 48_000);

describe('placement', () => {
  it('[PLY20] a bulletin is heard from its very sample', async () => {
    const horn = await openHorn();
    horn.output.schedule([stretchOf(speech, START_US + 3e6)], 0);
    await time.advance(11);
    const { peak, offsetFrames } = correlate(speech.pcm, horn.sound());
    expect(peak).toBeGreaterThan(0.99);
    expect(Math.abs(offsetFrames - frameAt(3))).toBeLessThan(1);
    expect(levelDb(horn.sound(), 0, frameAt(3) - 1)).toBeLessThan(-140);
    expect(levelDb(horn.sound(), frameAt(9) + 1)).toBeLessThan(-140);
  });

  it('[PLY20] the trim of a node makes it sound later', async () => {
    const horn = await openHorn();
    horn.output.schedule([stretchOf(speech, START_US + 3e6)], 12_500);
    await time.advance(11);
    const { offsetFrames } = correlate(speech.pcm, horn.sound());
    expect(Math.abs(offsetFrames - frameAt(3.0125))).toBeLessThan(1);
  });

  it('[PLY21] a late joiner enters at the sample that is due', async () => {
    const horn = await openHorn();
    await time.advance(4);
    const enterUs = START_US + 4.3e6;
    const late = stretchOf(speech, enterUs, { fromFrames: frameAt(2.3) });
    horn.output.schedule([late], 0);
    await time.advance(6);
    const rest = correlate(speech.pcm.slice(frameAt(2.3)), horn.sound());
    expect(rest.peak).toBeGreaterThan(0.98);
    expect(Math.abs(rest.offsetFrames - frameAt(4.3))).toBeLessThan(1);
    expect(correlate(speech.pcm.slice(0, frameAt(2)), horn.sound()).peak).toBeLessThan(0.3);
  });

  it('[PLY22] what is preempted goes on where it was, after what preempted it', async () => {
    const horn = await openHorn();
    const resumeAt = frameAt(2);
    horn.output.schedule(
      [
        stretchOf(speech, START_US + 3e6, { key: 'a', toUs: START_US + 5e6 }),
        stretchOf(alarm, START_US + 5e6, { key: 'b' }),
        stretchOf(speech, START_US + 7e6, { key: 'c', fromFrames: resumeAt }),
      ],
      0,
    );
    await time.advance(13);
    const sound = horn.sound();
    const [head, cut, tail] = [
      correlate(speech.pcm.slice(0, resumeAt), sound),
      correlate(alarm.pcm, sound),
      correlate(speech.pcm.slice(resumeAt), sound),
    ];
    for (const { peak } of [head, cut, tail]) expect(peak).toBeGreaterThan(0.98);
    expect(Math.abs(head.offsetFrames - frameAt(3))).toBeLessThan(1);
    expect(Math.abs(cut.offsetFrames - frameAt(5))).toBeLessThan(1);
    expect(Math.abs(tail.offsetFrames - frameAt(7))).toBeLessThan(1);
  });

  it('[PLY23] nothing clicks: start, stop, preemption, resume, late entry, change of gain', async () => {
    const horn = await openHorn();
    const whole = stretchOf(hum, START_US + 2e6, { key: 'a', toUs: START_US + 3e6 });
    horn.output.schedule(
      [whole, stretchOf(hum, START_US + 3e6, { key: 'b', fromFrames: frameAt(0.5) })],
      0,
    );
    await time.advance(4.2);
    const quieter = { key: 'b', fromFrames: frameAt(0.5), gainDb: -12 };
    horn.output.schedule([stretchOf(hum, START_US + 3e6, quieter)], 0);
    await time.advance(0.5);
    horn.output.schedule([], 0);
    await time.advance(0.5);
    const lateEntry = { key: 'c', fromFrames: frameAt(1.23) };
    horn.output.schedule([stretchOf(hum, START_US + 5.5e6, lateEntry)], 0);
    await time.advance(4);
    expect(levelDb(horn.sound(), frameAt(2.5), frameAt(2.9))).toBeGreaterThan(-7);
    expect(levelDb(horn.sound(), frameAt(4.9), frameAt(5.2))).toBeLessThan(-140);
    expect(20 * Math.log10(largestStepOf(horn.sound()))).toBeLessThan(-40);
  });

  it('[PLY23] a stop is silence within the buffer and its ramp', async () => {
    const horn = await openHorn();
    horn.output.schedule([stretchOf(speech, START_US + 2e6)], 0);
    await time.advance(4);
    horn.output.schedule([], 0);
    await time.advance(1);
    expect(levelDb(horn.sound(), frameAt(4.15))).toBeLessThan(-140);
  });

  it('[PLY27] sound that is not held is silence from there, said once, without a click', async () => {
    const horn = await openHorn();
    const { assetId, text, chunks } = hum;
    horn.cache.evict(assetId);
    horn.cache.keepManifest(assetId, text);
    horn.cache.keepChunk(assetId, 0, chunks[0] as Uint8Array);
    horn.output.schedule([stretchOf(hum, START_US + 2e6, { key: 'gap' })], 0);
    await time.advance(6);
    expect(horn.faults).toEqual([{ key: 'gap', fault: 'asset-missing' }]);
    expect(levelDb(horn.sound(), frameAt(2.2), frameAt(2.7))).toBeGreaterThan(-7);
    expect(levelDb(horn.sound(), frameAt(2.9))).toBeLessThan(-140);
    expect(20 * Math.log10(largestStepOf(horn.sound()))).toBeLessThan(-40);
  });

  it('[PLY28] a card that went and came back takes up at the present position', async () => {
    const horn = await openHorn();
    horn.output.schedule([stretchOf(speech, START_US + 2e6)], 0);
    await time.advance(4);
    horn.sink.fail();
    expect(horn.output.status()).toMatchObject({ state: 'failed', isPlaced: true });
    const before = horn.sound().length;
    await time.advance(0.5);
    horn.sink.recover();
    await time.advance(5);
    // Output frame `before` is the first after the card came back, at 4.5 s.
    const after = horn.sound().slice(before);
    const { peak, offsetFrames } = correlate(speech.pcm.slice(frameAt(4.5)), after);
    expect(peak).toBeGreaterThan(0.95);
    expect(Math.abs(offsetFrames - frameAt(2))).toBeLessThan(2);
  });
});

/** An uplink that carries clock exchanges over a jittery way in virtual time. */
function clockLink(jitterUs: number, seed: number) {
  const random = seeded(seed);
  let keeper: ClockKeeper | null = null;
  const way = (): number => 500 + random.next() ** 3 * jitterUs;
  const uplink = {
    isUp: () => true,
    clock: (t1Us: number) => {
      time.at(time.trueUs() + way(), () => {
        const t2Us = time.trueUs() + START_US;
        time.at(time.trueUs() + way(), () => {
          const t4Us = machineOf.get(uplink)?.clock.monotonicUs() ?? 0;
          keeper?.answered('t', { t1Us, t2Us, t3Us: t2Us, t4Us });
        });
      });
      return true;
    },
  } as unknown as Uplink;
  return { uplink, use: (own: ClockKeeper) => (keeper = own) };
}

const machineOf = new Map<Uplink, ReturnType<VirtualTime['machine']>>();

describe('two nodes', () => {
  it.each([
    { name: 'a LAN', jitterUs: 400, mostUs: 300 },
    { name: 'Wi-Fi', jitterUs: 12_000, mostUs: 2_500 },
  ])(
    '[SYN37] sound in step over $name, each with crystals of its own',
    async ({ jitterUs, mostUs }) => {
      const skews = [
        { machine: 60, card: -104 },
        { machine: -80, card: 125 },
      ];
      for (const [i, { machine: machineSkewPpm, card }] of skews.entries()) {
        const offsetUs = 1e9 * (i + 1);
        const machine = time.machine({ skewPpm: machineSkewPpm, offsetUs });
        const link = clockLink(jitterUs, i + 1);
        machineOf.set(link.uplink, machine);
        const keeper = new ClockKeeper({
          ...machine,
          uplink: link.uplink,
          memory: { load: () => null, keep: () => {} },
          log: silentLogger,
          isSounding: () => true,
          nextStartUs: () => null,
          changed: () => {},
        });
        link.use(keeper);
        const horn = new Horn({
          time,
          machine,
          timeline: keeper,
          assets: [speech],
          machineSkewPpm,
          cardSkewPpm: card,
          reportNoiseUs: 300,
        });
        horns.push(horn);
        await horn.open();
        keeper.start(0);
        keeper.connected();
      }
      await time.advance(30);
      for (const horn of horns) horn.output.schedule([stretchOf(speech, START_US + 32e6)], 0);
      await time.advance(9);
      const heardUs = horns.map((horn) => {
        // The first second is where the two are compared: a whole bulletin averages what it wanders.
        const { peak, offsetFrames } = correlate(speech.pcm.slice(0, 48_000), horn.sound());
        expect(peak).toBeGreaterThan(0.95);
        return horn.heardTrueUs(offsetFrames);
      });
      const [a, b] = heardUs as [number, number];
      expect(Math.abs(a - b)).toBeLessThan(mostUs);
      expect(Math.abs(a - 32e6)).toBeLessThan(mostUs);
    },
  );
});
