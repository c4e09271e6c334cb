import { expect, it } from 'vitest';
import { heardPermille } from './heard.ts';

it.each([
  [[], 60, 0],
  [[{ fromS: 0, toS: 30 }], 60, 500],
  // Skipped, and heard twice.
  [
    [
      { fromS: 50, toS: 60 },
      { fromS: 0, toS: 10 },
    ],
    60,
    333,
  ],
  [
    [
      { fromS: 0, toS: 40 },
      { fromS: 20, toS: 60 },
    ],
    60,
    1000,
  ],
  [[{ fromS: 0, toS: 61 }], 60, 1000],
  [[{ fromS: 0, toS: 5 }], Number.NaN, 0],
])('[CON56] of %j of %d s, %d thousandths were heard', (played, durationS, permille) => {
  expect(heardPermille(played, durationS)).toBe(permille);
});
