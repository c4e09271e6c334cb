import { type NodeId, parseNodeId } from '@loa/protocol/vocabulary';
import { beforeEach, describe, expect, it } from 'vitest';
import { MovingClock } from '../../test/support/moving-clock.ts';
import {
  createHeadPushes,
  HEADS_AT_ONCE,
  HEADS_PER_SECOND,
  type HeadPushes,
} from './head-pushes.ts';

let clock: MovingClock;
let pushed: NodeId[];
let away: Set<NodeId>;
let pushes: HeadPushes;
beforeEach(() => {
  clock = new MovingClock(0);
  pushed = [];
  away = new Set();
  pushes = createHeadPushes({
    timers: clock,
    push: (nodeId) => {
      if (away.has(nodeId)) return false;
      pushed.push(nodeId);
      return true;
    },
  });
});

const nodes = (count: number, name = 'loa') =>
  Array.from({ length: count }, (_, n) => parseNodeId(`${name}-${n}`));

describe('new heads on their way', () => {
  it('[FLT30] a few go at once', () => {
    pushes.add(nodes(HEADS_AT_ONCE));
    expect(pushed).toHaveLength(HEADS_AT_ONCE);
  });

  it('[FLT30] many are spread, at a rate that has a name, and every one goes once', () => {
    pushes.add(nodes(2_000), 5);
    expect(pushed).toHaveLength(HEADS_AT_ONCE);
    clock.advance(1_000);
    expect(pushed).toHaveLength(HEADS_AT_ONCE + HEADS_PER_SECOND);
    clock.advance(3_000);
    expect(pushed).toEqual(nodes(2_000));
    clock.advance(60_000);
    expect(pushed).toHaveLength(2_000);
  });

  it('[FLT30] what is due sooner goes before what waits, and a node waits once', () => {
    pushes.add(nodes(500), 9);
    const [urgent, changed] = [parseNodeId('gap'), parseNodeId('loa-400')];
    pushes.add([urgent, changed], 1);
    pushes.add([changed], 20);
    clock.advance(100);
    expect(pushed.slice(HEADS_AT_ONCE, HEADS_AT_ONCE + 2)).toEqual([urgent, changed]);
    clock.advance(5_000);
    expect(pushed).toHaveLength(501);
    expect(new Set(pushed).size).toBe(501);
  });

  it('[FLT30] nodes that are not there cost nothing', () => {
    away = new Set(nodes(9_000, 'vang'));
    pushes.add([...away, ...nodes(HEADS_AT_ONCE)]);
    expect(pushed).toHaveLength(HEADS_AT_ONCE);
  });

  it('[FLT30] after a rest a few go at once again, and nothing after it is disposed of', () => {
    pushes.add(nodes(HEADS_AT_ONCE));
    clock.advance(10_000);
    pushes.add(nodes(HEADS_AT_ONCE, 'moi'));
    expect(pushed).toHaveLength(2 * HEADS_AT_ONCE);
    pushes.add(nodes(10, 'sau'));
    pushes[Symbol.dispose]();
    clock.advance(10_000);
    expect(pushed).toHaveLength(2 * HEADS_AT_ONCE);
  });
});
