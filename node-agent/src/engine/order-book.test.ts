import { type Cue, layOut } from '@loa/protocol/playout';
import type { Order } from '@loa/protocol/signed';
import { silentLogger } from '@loa/runtime/node';
import { describe, expect, it } from 'vitest';
import { type Asset, CITY, City, cueOf, NODE } from '../../test/support/city.ts';
import { MemoryPlanStore } from '../../test/support/memory-plan-store.ts';
import { OrderBook } from './order-book.ts';

const NOW_US = 1_800_000_000_000_000;
const STREAM = { assetId: 's'.repeat(43), manifest: { durationFrames: 600 * 48_000 } } as Asset;

function bookOf() {
  const city = new City();
  const store = new MemoryPlanStore();
  const book = new OrderBook({ store, log: silentLogger });
  const placement = { nodeId: NODE, units: [CITY], zones: [] };
  const authorisation = city.authorisation([STREAM.assetId]);
  const take = (change: Partial<Order>): void => {
    const envelope = city.order({ nowUs: NOW_US, expiresAtUs: NOW_US + 60e6, ...change });
    book.take(envelope, { city: CITY, placement, nowUs: NOW_US });
  };
  const cue = cueOf(STREAM, authorisation, { startAtUs: NOW_US, source: 'live' });
  return { book, store, take, cue };
}

describe('orders on a node', () => {
  it('[PLY46] one that ends a talk stands as long as the one that began it', () => {
    const { book, take, cue } = bookOf();
    const shorter: Cue = { ...cue, durationFrames: 30 * 48_000 };
    take({ add: [cue] });
    take({ add: [shorter] });
    for (const s of [100, 300, 599]) {
      book.expire(NOW_US + s * 1e6);
      expect(book.all().map(({ add }) => add[0]?.durationFrames)).toEqual([
        cue.durationFrames,
        shorter.durationFrames,
      ]);
    }
    book.expire(NOW_US + 601e6);
    expect(book.all()).toEqual([]);
  });

  it('[PLY7] one that cancels a cue stands as long as the one that added it', () => {
    const { book, store, take, cue } = bookOf();
    take({ add: [cue] });
    take({ cancel: { kind: 'cues', cueIds: [cue.cueId] } });
    book.expire(NOW_US + 300e6);
    expect(book.all()).toHaveLength(2);
    const [added, cancelled] = book.all();
    const what = cancelled?.cancel;
    if (what?.kind !== 'cues') throw new Error('the cancellation is gone');
    const layout = layOut(added?.add ?? [], [{ atUs: NOW_US, what }]);
    expect(layout.segments).toEqual([]);
    book.expire(NOW_US + 601e6);
    expect(store.load().orders).toEqual([]);
  });
});
