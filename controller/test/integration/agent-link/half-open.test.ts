/**
 * Nodes that vanish without a word. Sockets are real, time is the test's: a raw TCP client completes
 * the handshake and then neither answers pings nor closes.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LINK_LIMITS } from '../../../src/adapters/agent-link/limits.ts';
import { OFFLINE_AFTER_US } from '../../../src/domain/fleet/node-state.ts';
import { type LinkBench, startLinkBench } from '../../support/link-bench.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import { NODE, OTHER_NODE } from '../../support/stored-things.ts';
import { TestNode } from '../../support/test-node.ts';

let clock: MovingClock;
let bench: LinkBench;
beforeEach(async () => {
  clock = new MovingClock(1_795_300_000_000);
  bench = await startLinkBench({ clock, timers: clock });
});
afterEach(() => bench[Symbol.asyncDispose]());

/** Lets time pass in steps of a second, and the sockets do their work between them. */
async function pass(seconds: number, each: () => unknown = () => {}): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 5));
    each();
  }
}

async function rawClient(): Promise<Socket> {
  const socket = connect(bench.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    'GET /agent HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await once(socket, 'data');
  return socket;
}

test('[LNK11] a connection that falls silent is cut after 8 s and shown offline within 10 s', async () => {
  const node = new TestNode(NODE);
  await node.connect(bench.url, { autoPong: false });
  node.sayEnrol(bench.codeFor(NODE));
  await node.next('controller/enrolled');
  node.sayHello();
  await node.next('controller/orders-through');
  let offlineAfter: number | null = null;
  let seconds = 0;
  await pass(10, () => {
    seconds++;
    if (!bench.fleet.isOnline(NODE)) offlineAfter ??= seconds;
  });
  expect(offlineAfter).toBe(OFFLINE_AFTER_US / 1e6);
  expect((await node.closed).code).toBe(1006);
  expect(bench.told.filter((event) => event.kind === 'node-changed').length).toBeGreaterThan(1);
});

test('[LNK11] a node that answers pings stays, though it says nothing', async () => {
  const node = new TestNode(NODE);
  await node.join(bench.url, bench.codeFor(NODE));
  await pass(30, () => expect(bench.fleet.isOnline(NODE)).toBe(true));
  node.socket.terminate();
});

test('[FLT5] a killed node is offline at once', async () => {
  const node = new TestNode(OTHER_NODE);
  await node.join(bench.url, bench.codeFor(OTHER_NODE));
  node.socket.terminate();
  await expect.poll(() => bench.fleet.node(OTHER_NODE)?.state).toBe('offline');
});

test('[LNK2] who does not say hello within 5 s is let go', async () => {
  const socket = await rawClient();
  const closed = once(socket, 'close');
  socket.resume();
  await pass(LINK_LIMITS.helloWithinMs / 1000 - 1);
  expect(socket.closed).toBe(false);
  await pass(2);
  await closed;
});
