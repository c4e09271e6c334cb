import { parseNodeId } from '@loa/protocol/vocabulary';
import { LoaError, type Logger } from '@loa/runtime/pure';
import { describe, expect, it } from 'vitest';
import { MovingClock } from '../../test/support/moving-clock.ts';
import { createLifeSigns } from './life-signs.ts';
import type { FleetStore } from './ports.ts';

const [A, B] = ['loa-a', 'loa-b'].map((name) => parseNodeId(name)) as [never, never];

function open(fail: { next: unknown } = { next: null }) {
  const clock = new MovingClock(0);
  const written: unknown[][] = [];
  const warned: unknown[] = [];
  let writes = 0;
  const touch: FleetStore['touch'] = (...sign) => void written.push(sign);
  const logger = { warn: (fields: unknown) => void warned.push(fields) } as unknown as Logger;
  const signs = createLifeSigns({
    timers: clock,
    logger,
    stores: {
      fleet: { touch } as unknown as FleetStore,
      transactions: {
        run: (work) => {
          writes += 1;
          if (fail.next) throw fail.next;
          return work();
        },
      },
    },
  });
  return { clock, signs, written, warned, writes: () => writes };
}

describe('signs of life', () => {
  it('[FLT31] those of a second are one write, the last of each node', () => {
    const { clock, signs, written, writes } = open();
    for (let n = 0; n < 100; n++) signs.note(A, 3, n);
    signs.note(B, 7, 5);
    expect(written).toEqual([]);
    clock.advance(1_000);
    expect(written).toEqual([
      [A, 3, 99],
      [B, 7, 5],
    ]);
    expect(writes()).toBe(1);
  });

  it('[FLT31] a full disk ends nothing', () => {
    const fail = { next: new LoaError('storage-full', 'full', { isRetryable: true }) as unknown };
    const { clock, signs, warned, written } = open(fail);
    signs.note(A, 1, 1);
    clock.advance(1_000);
    expect(warned).toMatchObject([{ nodes: 1 }]);
    fail.next = null;
    signs.note(A, 1, 2);
    clock.advance(1_000);
    expect(written).toEqual([[A, 1, 2]]);
  });

  it('[FLT31] disposing writes what is left, and takes no more', () => {
    const { clock, signs, written, writes } = open();
    signs.note(A, 1, 1);
    signs[Symbol.dispose]();
    expect(written).toEqual([[A, 1, 1]]);
    signs.note(B, 1, 1);
    clock.advance(5_000);
    expect(writes()).toBe(1);
  });
});
