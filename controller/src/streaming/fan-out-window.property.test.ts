/**
 * A node behind a link of any speed, as its window sees it: chunks queue in the network, arrive at
 * the link's own pace, and are acknowledged once a
 * second, as agents do: 250 ms after the first, then a second after the last word.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AckWindow } from './fan-out-window.ts';

const WINDOW_US = 2_000_000;

interface Link {
  readonly chunkMs: number;
  /** Sound that the link carries in a second of time, per thousand. */
  readonly speedPerMille: number;
  readonly tripMs: number;
  /** By how much the machines at its ends hold back each word; told once over again. */
  readonly busyMs?: readonly number[];
}

/** From `settleMs` on: the largest age at arrival, ms, and how many chunks came. */
function listenFor(link: Link, seconds: number, settleMs = 0) {
  const { chunkMs, speedPerMille, tripMs, busyMs = [0] } = link;
  const window = new AckWindow(WINDOW_US, chunkMs * 1000);
  const arrivals: { sequence: number; atMs: number }[] = [];
  let linkFreeMs = 0;
  let through = -1;
  let speaksAtMs: number | null = null;
  let spokeMs: number | null = null;
  let words = 0;
  let word = { through, atMs: -1 };
  let worstMs = 0;
  let most = 0;
  let came = 0;
  let leftOut = 0;
  for (let nowMs = 0; nowMs < seconds * 1000; nowMs++) {
    if (nowMs % chunkMs === 0) {
      const sequence = nowMs / chunkMs;
      if (window.admits(nowMs)) {
        window.sent(sequence, nowMs);
        linkFreeMs = Math.max(linkFreeMs, nowMs) + (chunkMs * 1000) / speedPerMille;
        arrivals.push({ sequence, atMs: linkFreeMs + tripMs });
      } else {
        window.dropped(sequence);
        leftOut++;
      }
      most = Math.max(most, window.underWay);
    }
    if (nowMs === speaksAtMs) {
      // What a busy machine says in the end is what it knew when it should have spoken.
      word = { through, atMs: nowMs + (busyMs[words++ % busyMs.length] as number) };
      spokeMs = word.atMs;
      speaksAtMs = null;
    }
    if (nowMs === word.atMs) {
      // The word's own trip is left out of the way back, and added to what it says.
      const said = { through: word.through, late: 0, missing: 0, leastMarginUs: null };
      window.heard(said, nowMs, (nowMs - word.through * chunkMs + tripMs) * 1000);
    }
    const next = arrivals[0];
    if (!next || next.atMs > nowMs) continue;
    arrivals.shift();
    through = next.sequence;
    speaksAtMs ??= spokeMs === null ? nowMs + 250 : Math.max(nowMs + 1, spokeMs + 1_000);
    if (nowMs < settleMs) continue;
    came++;
    worstMs = Math.max(worstMs, nowMs - next.sequence * chunkMs);
  }
  return { worstMs, most, came, leftOut };
}

const chunkMs = fc.constantFrom(40, 60, 100, 200);

function links(leastPerMille: number) {
  return fc.record({
    chunkMs,
    speedPerMille: fc.integer({ min: leastPerMille, max: 4_000 }),
    tripMs: fc.integer({ min: 0, max: 300 }),
  });
}

test('[LNK48] at half the speed that is needed, a node is never more than 2 s behind', () => {
  fc.assert(
    fc.property(links(500), (about) => {
      const { worstMs, most } = listenFor(about, 60);
      expect(worstMs).toBeLessThanOrEqual(2_000 + about.tripMs);
      expect(most * about.chunkMs).toBeLessThanOrEqual(2_000);
    }),
    { numRuns: 150 },
  );
});

test('[LNK48] on a slower one it is within 2 s after 10 s', () => {
  fc.assert(
    fc.property(links(300), (about) => {
      const { worstMs } = listenFor(about, 60, 10_000);
      expect(worstMs).toBeLessThanOrEqual(2_000 + about.tripMs);
    }),
    { numRuns: 100 },
  );
});

test('[LNK48] on a link that is fast enough nothing is left out', () => {
  const link = fc.record({
    chunkMs,
    speedPerMille: fc.integer({ min: 1_100, max: 10_000 }),
    tripMs: fc.integer({ min: 0, max: 300 }),
  });
  fc.assert(
    fc.property(link, (about) => {
      const { came } = listenFor(about, 40, 20_000);
      expect(came).toBeGreaterThanOrEqual(Math.floor(20_000 / about.chunkMs) - 8);
    }),
    { numRuns: 100 },
  );
});

test('[LNK53] on a near link nothing is left out from the first chunk on, though its ends are busy', () => {
  const busy = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 100 }));
  const link = fc.record({
    chunkMs: fc.constantFrom(40, 60, 100),
    speedPerMille: fc.integer({ min: 2_000, max: 10_000 }),
    tripMs: fc.integer({ min: 0, max: 20 }),
    busyMs: fc.array(busy, { minLength: 1, maxLength: 8 }).map((pairs) => pairs.flat()),
  });
  fc.assert(
    fc.property(link, (about) => {
      expect(listenFor(about, 30).leftOut).toBe(0);
    }),
    { numRuns: 150 },
  );
});
