import { describe, expect, it } from 'vitest';
import { FEWEST_REPORTS } from '../domain/clock/index.ts';
import { type AskedOutput, Reckoning, UNREPORTED_US } from './reckoning.ts';

const output = (nowUs: number, change: Partial<AskedOutput> = {}): AskedOutput => ({
  nowUs,
  isOpen: true,
  writtenFrames: nowUs * 0.048 + 9_600,
  bufferFrames: 9_600,
  ...change,
});
const report = (nowUs: number) => ({
  localUs: nowUs,
  playedFrames: nowUs * 0.048 - 3_000,
  uncertaintyUs: 100,
});

/** One that has been silent until reckoning began, at the instant it is given. */
function reckoned(): { reckoning: Reckoning; atUs: number } {
  const reckoning = new Reckoning();
  reckoning.step(null, output(0));
  const atUs = UNREPORTED_US + 1;
  reckoning.step(null, output(atUs));
  return { reckoning, atUs };
}

describe('[SYN70] an output that reports nothing', () => {
  it('is waited for, and placed by reckoning when the wait is over', () => {
    const reckoning = new Reckoning();
    expect(reckoning.step(null, output(0))).toEqual({ reports: [], afresh: false });
    expect(reckoning.step(null, output(UNREPORTED_US)).reports).toEqual([]);
    expect(reckoning.isReckoned()).toBe(false);
    const { reports, afresh } = reckoning.step(null, output(UNREPORTED_US + 1));
    expect(afresh).toBe(true);
    expect(reports).toHaveLength(FEWEST_REPORTS);
    expect(reports.at(-1)).toMatchObject({ localUs: UNREPORTED_US + 1 });
    for (const { localUs, playedFrames } of reports) {
      expect(playedFrames).toBeCloseTo(localUs * 0.048, 3);
    }
    expect(reckoning.isReckoned()).toBe(true);
  });

  it('goes on by the clock, whatever it takes at a time, and begins anew after a slip', () => {
    const { reckoning, atUs } = reckoned();
    const uneven = output(atUs + 1e6, { writtenFrames: (atUs + 1e6) * 0.048 + 9_600 + 4_000 });
    const { reports, afresh } = reckoning.step(null, uneven);
    expect(afresh).toBe(false);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.playedFrames).toBeCloseTo((atUs + 1e6) * 0.048, 3);
    const slipped = output(atUs + 2e6, { writtenFrames: (atUs + 2e6) * 0.048 + 9_600 - 5_000 });
    expect(reckoning.step(null, slipped)).toMatchObject({ afresh: true });
  });

  it('is taken to hold 200 ms where it does not know', () => {
    const reckoning = new Reckoning();
    reckoning.step(null, output(0));
    const atUs = UNREPORTED_US + 1;
    const { reports } = reckoning.step(null, output(atUs, { bufferFrames: null }));
    expect(reports.at(-1)?.playedFrames).toBeCloseTo(atUs * 0.048, 3);
  });

  it('is not waited for while it is away', () => {
    const { reckoning, atUs } = reckoned();
    reckoning.step(null, output(atUs + 1, { isOpen: false }));
    expect(reckoning.isReckoned()).toBe(false);
    expect(reckoning.step(null, output(atUs + 2)).reports).toEqual([]);
  });
});

describe('[SYN71] an output that reports again', () => {
  it('is believed when it has reported often enough, at once and as a whole', () => {
    const { reckoning, atUs } = reckoned();
    for (let n = 1; n < FEWEST_REPORTS; n++) {
      const nowUs = atUs + n * 40_000;
      const { reports, afresh } = reckoning.step(report(nowUs), output(nowUs));
      expect(afresh).toBe(false);
      expect(reports[0]?.playedFrames).toBeCloseTo(nowUs * 0.048, 3);
    }
    expect(reckoning.isReckoned()).toBe(true);
    const nowUs = atUs + FEWEST_REPORTS * 40_000;
    const { reports, afresh } = reckoning.step(report(nowUs), output(nowUs));
    expect(afresh).toBe(true);
    expect(reports).toHaveLength(FEWEST_REPORTS);
    expect(reports.at(-1)).toEqual(report(nowUs));
    expect(reckoning.isReckoned()).toBe(false);
    expect(reckoning.step(report(nowUs + 1), output(nowUs + 1))).toEqual({
      reports: [report(nowUs + 1)],
      afresh: false,
    });
  });

  it('is waited for anew when it falls silent before that', () => {
    const { reckoning, atUs } = reckoned();
    reckoning.step(report(atUs + 1), output(atUs + 1));
    const laterUs = atUs + UNREPORTED_US + 10;
    reckoning.step(null, output(laterUs));
    for (let n = 1; n < FEWEST_REPORTS; n++) {
      reckoning.step(report(laterUs + n), output(laterUs + n));
    }
    expect(reckoning.isReckoned()).toBe(true);
  });

  it('never reckons while it reports', () => {
    const reckoning = new Reckoning();
    for (let n = 0; n < 100; n++) reckoning.step(report(n * 1e6), output(n * 1e6));
    expect(reckoning.isReckoned()).toBe(false);
  });
});
