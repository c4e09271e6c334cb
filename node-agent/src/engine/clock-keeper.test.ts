import { silentLogger } from '@loa/runtime/node';
import { VirtualTime } from '@loa/testing';
import { describe, expect, it } from 'vitest';
import type { Uplink } from '../ports.ts';
import { ClockKeeper } from './clock-keeper.ts';

/** The timeline's instant at true time 0, and what the wall clock shows then. */
const START_US = 1_800_000_000_000_000;
const WALL_MS = 1_800_000_000_040;

/** A keeper whose crystal runs 30 ppm slow, over a way of 0.4 ms. */
function keeperWith(options: { linked: boolean; sounding?: boolean; kept?: number }) {
  const time = new VirtualTime();
  const machine = time.machine({ skewPpm: -30, offsetUs: 1e9, wallMs: WALL_MS });
  const kept: number[] = [];
  const uplink = {
    isUp: () => options.linked,
    clock: (t1Us: number) => {
      time.at(time.trueUs() + 400, () => {
        const t2Us = time.trueUs() - 200 + START_US;
        const exchange = { t1Us, t2Us, t3Us: t2Us, t4Us: machine.clock.monotonicUs() };
        keeper.answered('t', exchange);
      });
      return true;
    },
  } as unknown as Uplink;
  const keeper: ClockKeeper = new ClockKeeper({
    ...machine,
    uplink,
    memory: {
      load: () => (options.kept === undefined ? null : { skewPpm: options.kept }),
      keep: ({ skewPpm }) => void kept.push(skewPpm),
    },
    log: silentLogger,
    isSounding: () => options.sounding ?? false,
    nextStartUs: () => null,
    changed: () => {},
  });
  keeper.start(0);
  if (options.linked) keeper.connected();
  const errorUs = (): number => (keeper.nowUs() ?? Number.NaN) - time.trueUs() - START_US;
  return { time, keeper, kept, errorUs };
}

describe('the keeper of the clock', () => {
  it('[SYN55] goes by the wall clock only 1.5 s after its start, where no link says better', async () => {
    const { time, keeper, errorUs } = keeperWith({ linked: false });
    await time.advance(1.4);
    expect(keeper.nowUs()).toBeNull();
    await time.advance(0.2);
    expect(keeper.reading().state).toBe('civil');
    expect(errorUs()).toBeGreaterThan(30_000);
    keeper.stop();
  });

  it('[SYN55] never goes by the wall clock where there is a link', async () => {
    const { time, keeper, errorUs } = keeperWith({ linked: true, sounding: true });
    await time.advance(0.35);
    expect(keeper.reading().state).toBe('synchronised');
    for (let turn = 0; turn < 20; turn++) {
      await time.advance(0.2);
      expect(Math.abs(errorUs())).toBeLessThan(50);
    }
    keeper.stop();
  });

  it('[SYN55] leaves the wall clock at once when a link comes, under sound too', async () => {
    const { time, keeper, errorUs } = keeperWith({ linked: false, sounding: true });
    await time.advance(5);
    expect(errorUs()).toBeGreaterThan(30_000);
    keeper.connected();
    await time.advance(0.4);
    expect(Math.abs(errorUs())).toBeLessThan(50);
    keeper.stop();
  });

  it('[SYN41] keeps the rate of its crystal once it is known to 3 ppm, and seldom', async () => {
    const { time, keeper, kept } = keeperWith({ linked: true, sounding: true });
    await time.advance(2);
    expect(kept).toEqual([]);
    await time.advance(120);
    expect(kept).toHaveLength(1);
    expect(kept[0]).toBeCloseTo(30, -0.5);
    keeper.stop();
    expect(kept).toHaveLength(1);
  });

  it('[SYN41] begins with the rate that it measured before', async () => {
    const { time, keeper } = keeperWith({ linked: true, kept: 30 });
    await time.advance(0.5);
    expect(keeper.reading().skewPpm).toBeCloseTo(30, -0.5);
    keeper.stop();
  });
});
