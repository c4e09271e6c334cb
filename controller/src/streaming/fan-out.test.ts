import { parseNodeId } from '@loa/protocol/vocabulary';
import { beforeEach, describe, expect, test } from 'vitest';
import { MovingClock } from '../../test/support/moving-clock.ts';
import { createFanOut, type FanOut, type FanOutLink } from './fan-out.ts';
import { PHASE_LIMITS, slotsFor } from './fan-out-phases.ts';

/** A connection that notes what it was given, and when. */
class Line implements FanOutLink<string> {
  readonly chunks: { readonly frame: string; readonly atMs: number }[] = [];
  readonly said: string[] = [];
  private readonly clock: MovingClock;
  isFull = false;

  constructor(clock: MovingClock) {
    this.clock = clock;
  }

  sendFrame(frame: string): boolean {
    if (this.isFull) return false;
    this.chunks.push({ frame, atMs: this.clock.monotonicUs() / 1000 });
    return true;
  }

  say(text: string): void {
    this.said.push(text);
  }
}

const nodeId = (index: number) => parseNodeId(`loa-${index}`);
const NUMBER = 7;
let clock: MovingClock;
let lines: Map<string, Line>;
let framed: number;
let fanOut: FanOut<string>;

beforeEach(() => {
  clock = new MovingClock(1_795_300_000_000);
  lines = new Map();
  framed = 0;
  fanOut = createFanOut({
    clock,
    timers: clock,
    frameOf: (message) => `${framed++}: ${message[0]}`,
    linkOf: (node) => lines.get(node) ?? null,
  });
});

function connect(count: number): void {
  for (let index = 0; index < count; index++) lines.set(nodeId(index), new Line(clock));
}

function open(nodes: number, chunkUs = 200_000) {
  return fanOut.open({
    stream: NUMBER,
    announce: 'a stream',
    nodeIds: Array.from({ length: nodes }, (_, index) => nodeId(index)),
    windowUs: 2_000_000,
    chunkUs,
  });
}

const chunk = (value: number) => Uint8Array.of(value);

describe('a chunk', () => {
  test('[LNK47] is framed once and goes to every node, each told of the stream before', () => {
    connect(50);
    const stream = open(50);
    for (const line of lines.values()) expect(line.said).toEqual(['a stream']);
    stream.publish(chunk(3), 0);
    expect(framed).toBe(1);
    for (const line of lines.values()) expect(line.chunks.map((c) => c.frame)).toEqual(['0: 3']);
  });

  test('[LNK44] above a thousand nodes goes out in slots of 10 ms, in which each node stays', () => {
    const count = 2_600;
    connect(count);
    const stream = open(count);
    const slots = slotsFor(count, 200_000);
    expect(slots).toBe(Math.ceil(count / PHASE_LIMITS.slotNodes));
    const startMs = clock.monotonicUs() / 1000;
    for (let sequence = 0; sequence < 3; sequence++) {
      stream.publish(chunk(sequence), sequence);
      clock.advance(200);
    }
    for (let index = 0; index < count; index++) {
      const offsets = lines.get(nodeId(index))?.chunks.map(({ atMs }) => atMs - startMs);
      const slotMs = (index % slots) * 10;
      expect(offsets).toEqual([slotMs, slotMs + 200, slotMs + 400]);
    }
  });

  test('[LNK44] keeps its order for every node, though time passes while it is written', () => {
    connect(1_500);
    let reads = 0;
    const running = {
      nowMs: () => clock.nowMs(),
      // Three slots of 10 ms: each reading comes upon another side of some boundary.
      monotonicUs: () => clock.monotonicUs() + 3 * reads++,
    };
    fanOut = createFanOut({
      ...{ clock: running, timers: clock, linkOf: (node) => lines.get(node) ?? null },
      frameOf: (message) => `${message[0]}`,
    });
    const stream = open(1_500);
    // The machine stood still: many chunks are published at the same time.
    for (let sequence = 0; sequence < 4; sequence++) stream.publish(chunk(sequence), sequence);
    stream.close();
    clock.advance(500);
    for (const line of lines.values()) {
      expect(line.chunks.map(({ frame }) => frame)).toEqual(['0', '1', '2', '3']);
    }
  });

  test('[LNK44] is spread over no more than its own length', () => {
    expect(slotsFor(1_000, 60_000)).toBe(1);
    expect(slotsFor(20_000, 60_000)).toBe(6);
    expect(slotsFor(10_000, 200_000)).toBe(20);
    expect(slotsFor(5_000, 5_000)).toBe(1);
  });
});

describe('a node', () => {
  test('[LNK50] that connects in mid-stream joins, told of the stream first; others do not', () => {
    const stream = open(2);
    stream.publish(chunk(0), 0);
    connect(3);
    for (const [node, line] of lines) fanOut.connected(parseNodeId(node), line);
    stream.publish(chunk(1), 1);
    const heard = [0, 1, 2].map((index) => lines.get(nodeId(index))?.chunks.length);
    expect(heard).toEqual([1, 1, 0]);
    expect(lines.get(nodeId(2))?.said).toEqual([]);
    expect(stream.hearing().map(({ state }) => state)).toEqual(['silent', 'silent']);
  });

  test('[LNK50] that comes back starts afresh, and the old connection counts no more', () => {
    connect(1);
    const stream = open(1);
    const old = lines.get(nodeId(0)) as Line;
    for (let sequence = 0; sequence < 20; sequence++) stream.publish(chunk(0), sequence);
    expect(old.chunks).toHaveLength(8);
    const fresh = new Line(clock);
    fanOut.connected(nodeId(0), fresh);
    fanOut.disconnected(nodeId(0), old);
    stream.publish(chunk(1), 20);
    expect(fresh.chunks).toHaveLength(1);
    fanOut.disconnected(nodeId(0), fresh);
    expect(stream.hearing()[0]?.state).toBe('offline');
  });

  test('[LNK48] that cannot take a chunk loses it alone, and is behind until it has caught up', () => {
    connect(2);
    const stream = open(2);
    const [slow, well] = [lines.get(nodeId(0)), lines.get(nodeId(1))] as [Line, Line];
    const hear = (index: number, through: number) =>
      fanOut.heard(nodeId(index), NUMBER, { through, late: 0, missing: 0, leastMarginUs: 9 });
    slow.isFull = true;
    stream.publish(chunk(0), 0);
    slow.isFull = false;
    stream.publish(chunk(1), 1);
    expect([slow.chunks.length, well.chunks.length]).toEqual([1, 2]);
    hear(1, 1);
    expect(stream.hearing()).toMatchObject([{ state: 'silent' }, { state: 'hearing' }]);
    stream.publish(chunk(2), 2);
    hear(0, 2);
    expect(stream.hearing()).toMatchObject([
      { state: 'hearing', leastMarginUs: 9 },
      { state: 'hearing', leastMarginUs: null },
    ]);
  });

  test('[LNK43] that says nothing gets little sound; what others do is their own affair', () => {
    connect(3);
    const stream = open(3);
    for (let sequence = 0; sequence < 60; sequence++) {
      stream.publish(chunk(0), sequence);
      clock.advance(200);
      const said = { through: sequence, late: 0, missing: 0, leastMarginUs: null };
      if (sequence % 5 === 0) fanOut.heard(nodeId(1), NUMBER, said);
    }
    const counts = [...lines.values()].map((line) => line.chunks.length);
    expect(counts).toEqual([8, 60, 8]);
  });
});

test('[LNK47] what was published before the end still goes out, and words after it harm nothing', () => {
  connect(1_200);
  const stream = open(1_200);
  stream.publish(chunk(0), 0);
  stream.close();
  clock.advance(100);
  for (const line of lines.values()) expect(line.chunks).toHaveLength(1);
  fanOut.heard(nodeId(0), NUMBER, { through: 0, late: 0, missing: 0, leastMarginUs: null });
  fanOut.connected(nodeId(0), new Line(clock));
});
