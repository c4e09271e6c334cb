/**
 * What the node link does with those who are no node, or no good one: nonsense, floods, and nodes that
 * do not read. From the outside, over loopback.
 */
import { LIMITS } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { LINK_LIMITS } from '../../../src/adapters/agent-link/limits.ts';
import { type LinkBench, startLinkBench, upgradeStatus } from '../../support/link-bench.ts';
import { anOrder, NODE, OTHER_NODE } from '../../support/stored-things.ts';
import { joinedNode, TestNode } from '../../support/test-node.ts';

let bench: LinkBench;
beforeEach(async () => {
  bench = await startLinkBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const joined = (nodeId = NODE): Promise<TestNode> => joinedNode(bench, nodeId);

describe('the upgrade', () => {
  test('[LNK1] a browser is turned away: Origin or Cookie is 401', async () => {
    expect(await upgradeStatus(bench.port, { Origin: 'https://loa.example' })).toBe(401);
    expect(await upgradeStatus(bench.port, { Cookie: 'loa=abc' })).toBe(401);
    expect(await upgradeStatus(bench.port, {})).toBe(101);
  });

  test('[LNK2] an address that connects too often is told 429', async () => {
    const all = Array.from({ length: LINK_LIMITS.connectionBurst + 40 }, () =>
      upgradeStatus(bench.port, {}),
    );
    const statuses = await Promise.all(all);
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => status === 101).length).toBeGreaterThanOrEqual(
      LINK_LIMITS.connectionBurst,
    );
  });
});

describe('nonsense', () => {
  test('[LNK6] malformed messages close with a code, unknown kinds are counted', async () => {
    const node = await joined();
    node.say({ kind: 'node/dance', tempo: 120 });
    node.say({ kind: 'node/clock', t1Us: 1 });
    await node.next('controller/clock');
    expect(bench.hub.counts.unknownKinds).toBe(1);
    node.say({ kind: 'node/clock', t1Us: 'noon' });
    expect(await node.next('controller/refused')).toMatchObject({ code: 'message-malformed' });
    expect((await node.closed).code).toBe(4400);
  });

  test.each([
    ['text that is no JSON', '{'],
    ['a report before the hello', '{"kind":"node/clock","t1Us":1}'],
    ['a field too many', '{"kind":"node/clock","t1Us":1,"x":1}'],
    ['null', 'null'],
    ['sound before the hello', Buffer.from([0x81, 1, 0, 0])],
  ])('[LNK6] %s ends the connection', async (_, message) => {
    const node = new TestNode(NODE);
    await node.connect(bench.url);
    node.socket.send(message);
    expect((await node.closed).code).toBe(4400);
  });

  test('[LNK6] a second hello ends the connection', async () => {
    const node = await joined();
    node.sayHello();
    expect((await node.closed).code).toBe(4400);
  });

  test('[LNK10] a message above 16 KiB closes with 1009, in one piece or in fragments', async () => {
    const node = await joined();
    node.socket.send('x'.repeat(LIMITS.fromNodeBytes + 1));
    expect((await node.closed).code).toBe(1009);
    await node.rejoin(bench.url);
    for (let i = 0; i < LINK_LIMITS.fragments + 2; i++) node.socket.send('x', { fin: false });
    expect((await node.closed).code).toBe(1008);
  });

  test('[LNK2] a flood of messages ends the connection', async () => {
    const node = await joined();
    for (let i = 0; i < LINK_LIMITS.messageBurst + 200; i++)
      node.say({ kind: 'node/clock', t1Us: 1 });
    expect((await node.closed).code).toBe(4429);
    await expect.poll(() => bench.fleet.isOnline(NODE)).toBe(false);
  });

  test('[LNK6] whatever strangers send, the controller serves the others', async () => {
    const well = await joined();
    const kinds = ['node/enrol', 'node/hello', 'node/clock', 'node/receipts', 'node/health', 'x'];
    const junk = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.json(),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc
        .record({ kind: fc.constantFrom(...kinds), hello: fc.anything(), enrol: fc.object() })
        .map((value) => JSON.stringify(value) ?? ''),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(junk, { minLength: 1, maxLength: 4 }), async (messages) => {
        const stranger = new TestNode(OTHER_NODE);
        await stranger.connect(bench.url);
        for (const message of messages) stranger.socket.send(message);
        stranger.socket.close();
        await stranger.closed;
      }),
      { numRuns: 60, seed: inject('propertySeed') },
    );
    well.say({ kind: 'node/clock', t1Us: 7 });
    expect((await well.next('controller/clock')).t1Us).toBe(7);
    well.socket.terminate();
  });
});

describe('a slow node', () => {
  test('[LNK9] one that does not read is cut off at its limit; the others notice nothing', async () => {
    const [slow, well] = [await joined(), await joined(OTHER_NODE)];
    slow.socket.pause();
    const { plan } = bench.stores;
    const { envelope } = bench.signer.order({ filler: 'x'.repeat(3_800) });
    const expiresAtUs = bench.timeline.nowUs() + 3600e6;
    const targets = { units: [], zones: [], nodes: [NODE] };
    const change = { envelope, expiresAtUs, targets };
    const { sequence } = plan.appendOrder((next) => anOrder(next, change));
    let rounds = 0;
    while (bench.fleet.isOnline(NODE) && rounds++ < 5_000) {
      bench.events.emit({ kind: 'order-issued', sequence });
      if (rounds % 50 === 0) {
        well.say({ kind: 'node/clock', t1Us: rounds });
        const { t2Us, t3Us } = await well.next('controller/clock');
        expect(t3Us - t2Us).toBeLessThan(50_000);
      }
    }
    expect(bench.fleet.isOnline(NODE)).toBe(false);
    expect(bench.fleet.isOnline(OTHER_NODE)).toBe(true);
    slow.socket.terminate();
    well.socket.terminate();
  });

  test('[LNK9] one that asks without end is cut off at its limit', async () => {
    const node = await joined();
    const pages = Array.from({ length: 48 }, (_, i) => `${i}`.padStart(43, 'p'));
    for (let i = 0; i < 8; i++) {
      node.say({ kind: 'node/want-documents', pages, authorisations: [] });
    }
    await node.closed;
    expect(bench.fleet.isOnline(NODE)).toBe(false);
  });
});
