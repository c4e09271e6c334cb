/**
 * A node on a link that is too slow for live sound, among others that are not. The slow link is a
 * relay that takes from its socket at a rate of its own and no faster: what the controller sends
 * meanwhile waits in the system's buffers, where it cannot see it. Behind and lost are counted in
 * chunks, not by a clock.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { encodeLiveChunk, withSignature } from '@loa/protocol/frame';
import type { NodeId } from '@loa/protocol/vocabulary';
import { parseNodeId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type LinkBench, startLinkBench } from '../../support/link-bench.ts';
import { NODE, OTHER_NODE } from '../../support/stored-things.ts';
import { TestNode } from '../../support/test-node.ts';

const STREAM = 1;
const CHUNK_MS = 50;
const PACKETS = Array.from({ length: 5 }, () => new Uint8Array(200).fill(5));
const CHUNK_BYTES = 20 + 5 * 202 + 64;
/** Of what the stream needs. */
const SLOW_SHARE = 0.6;
const WINDOW_CHUNKS = 2_000 / CHUNK_MS;
const SECONDS = 9;

let bench: LinkBench;
beforeEach(async () => {
  bench = await startLinkBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

/** A node that acknowledges as agents do: soon after the first chunk, then once a second at most. */
class ListeningNode extends TestNode {
  readonly got: number[] = [];
  /** How many chunks had been published beyond the one that came. */
  readonly behind: number[] = [];
  private speaks: NodeJS.Timeout | null = null;
  private hasSpoken = false;

  listen(published: () => number): void {
    this.socket.on('message', (data, isBinary) => {
      if (!isBinary) return;
      const sequence = (data as Buffer).readUInt32BE(8);
      this.got.push(sequence);
      this.behind.push(published() - sequence);
      this.speaks ??= setTimeout(() => this.speak(), this.hasSpoken ? 1_000 : 250);
    });
  }

  private speak(): void {
    this.speaks = null;
    this.hasSpoken = true;
    const said = { through: this.got.at(-1), late: 0, missing: 0, leastMarginUs: null };
    this.say({ kind: 'node/heard', stream: STREAM, ...said });
  }
}

/** Stands between a node and the controller, and hands sound on at so many bytes a second. */
async function slowRelay(bytesPerSecond: number) {
  const sockets: Socket[] = [];
  let isSlow = false;
  const server = createServer((down) => {
    const up = connect(bench.port, '127.0.0.1');
    sockets.push(down, up);
    down.pipe(up);
    up.on('data', (bytes: Buffer) => {
      down.write(bytes);
      if (!isSlow) return;
      up.pause();
      setTimeout(() => up.resume(), (bytes.length / bytesPerSecond) * 1_000);
    });
    for (const [one, other] of [
      [up, down],
      [down, up],
    ] as const) {
      one.on('close', () => other.destroy());
      one.on('error', () => {});
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as { port: number }).port}/agent`,
    slow: () => {
      isSlow = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function openStream(nodeIds: readonly NodeId[]) {
  const open = bench.hub.fanOut.open({
    ...{ stream: STREAM, nodeIds, windowUs: 2_000_000, chunkUs: CHUNK_MS * 1_000 },
    announce: JSON.stringify({
      ...{ kind: 'controller/stream', stream: STREAM, streamId: 's'.repeat(43) },
      ...{ publicKey: 'k'.repeat(43), chunkPackets: 5, leadUs: 200_000 },
    }),
  });
  let sequence = 0;
  const publish = () => {
    const atUs = bench.timeline.nowUs();
    const about = { stream: STREAM, sequence, atUs, isLast: false, packets: PACKETS };
    open.publish(withSignature(encodeLiveChunk(about), new Uint8Array(64)), sequence++);
  };
  return { open, publish, published: () => sequence - 1 };
}

async function forSeconds(seconds: number, publish: () => void): Promise<void> {
  for (let i = 0; i < (seconds * 1_000) / CHUNK_MS; i++) {
    publish();
    await new Promise((done) => setTimeout(done, CHUNK_MS));
  }
}

test('[LNK48] a node on a link that is too slow stays 2 s behind at most, and no other loses a chunk', async () => {
  const relay = await slowRelay(((CHUNK_BYTES * 1_000) / CHUNK_MS) * SLOW_SHARE);
  const [slow, well] = [new ListeningNode(NODE), new ListeningNode(OTHER_NODE)];
  await slow.join(relay.url, bench.codeFor(NODE));
  await well.join(bench.url, bench.codeFor(OTHER_NODE));
  const { open, publish, published } = openStream([NODE, OTHER_NODE]);
  slow.listen(published);
  well.listen(published);
  relay.slow();
  const states = new Set<string>();
  await forSeconds(SECONDS, () => {
    publish();
    const [ofSlow, ofWell] = open.hearing().map(({ state }) => state);
    states.add(ofSlow ?? '');
    if (published() > 20) expect(ofWell).toBe('hearing');
  });
  expect(states).toContain('behind');
  expect(Math.max(...slow.behind)).toBeLessThanOrEqual(WINDOW_CHUNKS);
  // It still hears: at least a third of what was said, and in order.
  expect(slow.got.length).toBeGreaterThan(published() / 3);
  expect(slow.got).toEqual(slow.got.toSorted((a, b) => a - b));
  await expect.poll(() => well.got.length).toBe(published() + 1);
  expect(bench.fleet.isOnline(NODE)).toBe(true);
  open.close();
  slow.socket.terminate();
  well.socket.terminate();
  relay.close();
});

test('[LNK49] a node that stops reading gets 2 s of sound and no more; its connection stays', async () => {
  const [stuck, well] = [new ListeningNode(NODE), new ListeningNode(OTHER_NODE)];
  await stuck.join(bench.url, bench.codeFor(NODE));
  await well.join(bench.url, bench.codeFor(OTHER_NODE));
  const { open, publish, published } = openStream([NODE, OTHER_NODE]);
  stuck.listen(published);
  well.listen(published);
  await forSeconds(0.5, publish);
  const heard = stuck.got.length;
  stuck.socket.pause();
  await forSeconds(6, publish);
  expect(open.hearing().map(({ state }) => state)).toEqual(['silent', 'hearing']);
  expect(well.got).toHaveLength(published() + 1);
  stuck.socket.resume();
  stuck.say({ kind: 'node/clock', t1Us: 1 });
  await stuck.next('controller/clock');
  expect(stuck.got.length - heard).toBeLessThanOrEqual(WINDOW_CHUNKS + 1);
  await forSeconds(4, publish);
  expect(stuck.got.at(-1)).toBeGreaterThan(published() - WINDOW_CHUNKS / 2);
  expect(stuck.socket.readyState).toBe(WebSocket.OPEN);
  expect(open.hearing()[0]?.state).toBe('hearing');
  open.close();
  stuck.socket.terminate();
  well.socket.terminate();
});

test('[LNK50] streams cost a node that is no part of them nothing', async () => {
  const outside = new ListeningNode(OTHER_NODE);
  await outside.join(bench.url, bench.codeFor(OTHER_NODE));
  const { open, publish } = openStream([NODE, parseNodeId('khong-co')]);
  publish();
  outside.say({
    kind: 'node/heard',
    stream: STREAM,
    through: 0,
    late: 0,
    missing: 0,
    leastMarginUs: 1,
  });
  outside.say({ kind: 'node/clock', t1Us: 1 });
  await outside.next('controller/clock');
  expect(outside.binaries).toHaveLength(0);
  expect(open.hearing().map(({ state }) => state)).toEqual(['offline', 'offline']);
  open.close();
  outside.socket.terminate();
});
