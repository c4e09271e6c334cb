import { expect, test } from 'vitest';
import { AckWindow, WINDOW_LIMITS } from './fan-out-window.ts';

const CHUNK_US = 200_000;
const WINDOW_US = 2_000_000;
const GOOD_US = 100_000;

function word(through: number): Parameters<AckWindow['heard']>[0] {
  return { through, late: 0, missing: 0, leastMarginUs: null };
}

/** Sends or drops one chunk. */
function offer(window: AckWindow, sequence: number, nowMs: number): boolean {
  const admitted = window.admits(nowMs);
  if (admitted) window.sent(sequence, nowMs);
  else window.dropped(sequence);
  return admitted;
}

function filled(from: number, count: number): { window: AckWindow; sent: number } {
  const window = new AckWindow(WINDOW_US, CHUNK_US);
  let sent = 0;
  for (let i = 0; i < count; i++) sent += offer(window, from + i, i) ? 1 : 0;
  return { window, sent };
}

test('[LNK43] at first most of the window is under way at the most, wherever a node joined', () => {
  for (const from of [0, 731]) {
    const { window, sent } = filled(from, 30);
    expect(sent).toBe(8);
    expect(window.underWay).toBe(sent);
  }
});

test('[LNK43] a word makes room for what it acknowledges, and the newest goes next', () => {
  const { window } = filled(0, 15);
  window.heard(word(3), 20, GOOD_US);
  expect(window.underWay).toBe(4);
  const offered = Array.from({ length: 8 }, (_, i) => offer(window, 15 + i, 21));
  expect(offered).toEqual([...new Array(4).fill(true), ...new Array(4).fill(false)]);
  expect(window.underWay).toBe(8);
  window.heard(word(16), 22, GOOD_US);
  expect(window.underWay).toBe(2);
});

/** What may be under way after 10 s of words that tell of so many chunks a second, of five. */
function roomAfter(perSecond: number, delayUs: (second: number) => number): number {
  const window = new AckWindow(WINDOW_US, CHUNK_US);
  let through = 0;
  for (let sequence = 0; sequence <= 50; sequence++) {
    const nowMs = sequence * 200;
    offer(window, sequence, nowMs);
    if (sequence % 5 !== 0) continue;
    through = Math.min(sequence, through + (sequence === 0 ? 0 : perSecond));
    window.heard(word(through), nowMs, delayUs(sequence / 5));
  }
  for (let count = 0; count < 50; count++) offer(window, 51 + count, 10_000);
  return window.underWay;
}

test('[LNK43] on a link without a queue most of the window may be under way', () => {
  expect(roomAfter(5, () => GOOD_US)).toBe(9);
  expect(roomAfter(5, (second) => 500_000 + (second % 2) * 200_000)).toBe(9);
});

test('[LNK43] where a queue stands, only what the link carries in most of the window', () => {
  expect(roomAfter(2, (second) => 100_000 + second * 200_000)).toBeLessThanOrEqual(4);
});

test('[LNK53] one late word that tells of little closes nothing, two running do', () => {
  const heard = [0, 5, 10, 11, 12].map((through) => word(through));
  const late = (from: number) => (second: number) => (second < from ? GOOD_US : 900_000);
  const room = (words: number) => {
    const window = new AckWindow(WINDOW_US, CHUNK_US);
    for (let sequence = 0; sequence < words * 5; sequence++) {
      const nowMs = sequence * 200;
      offer(window, sequence, nowMs);
      const said = heard[sequence / 5];
      if (said) window.heard(said, nowMs, late(3)(sequence / 5));
    }
    for (let count = 0; count < 50; count++) offer(window, words * 5 + count, words * 1_000);
    return window.underWay;
  };
  expect(room(4)).toBe(9);
  expect(room(5)).toBeLessThanOrEqual(8);
});

test('[LNK48] a node that was left out is behind until it heard something newer in good time', () => {
  const { window } = filled(0, 12);
  window.heard(word(3), 30, GOOD_US);
  expect(window.state()).toBe('behind');
  offer(window, 12, 31);
  window.heard(word(12), 40, 1_500_000);
  expect(window.state()).toBe('behind');
  offer(window, 13, 41);
  window.heard(word(13), 50, GOOD_US);
  expect(window.state()).toBe('hearing');
});

test('[LNK49] a node that says nothing for 5 s gets nothing more until it speaks', () => {
  const { window } = filled(0, 2);
  expect(window.state()).toBe('silent');
  expect(window.admits(WINDOW_LIMITS.silentMs)).toBe(true);
  expect(window.admits(WINDOW_LIMITS.silentMs + 1)).toBe(false);
  for (let sequence = 2; sequence < 400; sequence++) offer(window, sequence, 9_000);
  expect(window.state()).toBe('silent');
  window.heard(word(1), 90_000, null);
  expect(offer(window, 400, 90_001)).toBe(true);
  window.heard(word(400), 90_100, GOOD_US);
  expect(window.state()).toBe('hearing');
});

test('[LNK43] a word about what was never sent, or about less than before, opens nothing', () => {
  const { window } = filled(0, 20);
  window.heard(word(4_000_000_000), 30, null);
  expect(window.underWay).toBe(0);
  const second = filled(0, 20).window;
  second.heard(word(3), 30, GOOD_US);
  second.heard(word(2), 31, GOOD_US);
  expect(second.underWay).toBe(4);
});

test('[LNK43] counts and the least margin are kept as they are reported', () => {
  const window = new AckWindow(WINDOW_US, CHUNK_US);
  window.sent(0, 0);
  window.heard({ through: 0, late: 2, missing: 1, leastMarginUs: 40_000 }, 1, GOOD_US);
  window.heard({ through: 0, late: 3, missing: 1, leastMarginUs: 90_000 }, 2, GOOD_US);
  expect([window.late, window.missing]).toEqual([3, 1]);
  expect(window.takeLeastMarginUs()).toBe(40_000);
  expect(window.takeLeastMarginUs()).toBeNull();
});
