/**
 * What a node is told and what it tells, once it is welcome: a WebSocket client with real keys against
 * the real adapter, fleet, signer and database.
 */
import { decodeAssetChunk, encodeMonitor } from '@loa/protocol/frame';
import { addresses } from '@loa/protocol/playout';
import { parsePageHash } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LINK_LIMITS } from '../../../src/adapters/agent-link/limits.ts';
import { type LinkBench, startLinkBench, upgradeStatus } from '../../support/link-bench.ts';
import { anOrder, aReceipt, BULLETIN, CUE, NODE, OTHER_NODE } from '../../support/stored-things.ts';
import { joinedNode, type TestNode } from '../../support/test-node.ts';

let bench: LinkBench;
beforeEach(async () => {
  bench = await startLinkBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const joined = (nodeId = NODE): Promise<TestNode> => joinedNode(bench, nodeId);

function health(change: object = {}): object {
  return {
    atUs: bench.timeline.nowUs(),
    cpuTemperatureC: 51,
    loadPerCore: 0.2,
    memoryFreeFraction: 0.6,
    storageFreeBytes: 1e9,
    storageFreeFraction: 0.5,
    uptimeS: 100,
    version: '0.1.0',
    clock: { state: 'synchronised', offsetUs: 12, roundTripUs: 900, skewPpm: 3 },
    sink: { kind: 'simulated', state: 'idle', bufferMs: 100, underruns: 0, errorUs: 4 },
    sounding: null,
    lastCue: null,
    headVersion: 0,
    assetsMissing: 0,
    faults: [],
    ...change,
  };
}

describe('a session', () => {
  test('[FLT6] new heads and orders reach the nodes they are for, the same bytes to all', async () => {
    const [one, other] = [await joined(), await joined(OTHER_NODE)];
    const { plan } = bench.stores;
    const head = bench.signer.planHead('{"version":1}').envelope;
    plan.putHeads([{ nodeId: NODE, version: 1, envelope: head, contentHash: 'c' }]);
    bench.events.emit({ kind: 'heads-published', nodeIds: [NODE] });
    expect(JSON.stringify((await one.next('controller/plan-head')).head)).toBe(head);
    const nowUs = bench.timeline.nowUs();
    const order = plan.appendOrder((sequence) =>
      anOrder(sequence, {
        envelope: bench.signer.order({ sequence }).envelope,
        expiresAtUs: nowUs + 60e6,
        cancel: { kind: 'cues', cueIds: [CUE] },
      }),
    );
    bench.events.emit({ kind: 'order-issued', sequence: order.sequence });
    const heard = await Promise.all([one.next('controller/order'), other.next('controller/order')]);
    for (const message of heard) expect(JSON.stringify(message.order)).toBe(order.envelope);
    expect(addresses(order.targets, { nodeId: NODE, units: [], zones: [] })).toBe(false);
    expect(other.heard.some((message) => message.kind === 'controller/plan-head')).toBe(false);
    one.say({ kind: 'node/order-applied', sequence: 1, outcome: 'applied', why: null });
    one.say({ kind: 'node/plan-applied', version: 1, refused: [] });
    await expect.poll(() => bench.fleet.node(NODE)?.planApplied).toBe(1);
    expect(bench.told).toContainEqual({ kind: 'broadcasts-changed', cueIds: [CUE] });
    one.socket.terminate();
    other.socket.terminate();
  });

  test('[LNK7] clocks are answered with both instants of the controller', async () => {
    const node = await joined();
    const beforeUs = bench.timeline.nowUs();
    node.say({ kind: 'node/clock', t1Us: 123.5 });
    const clock = await node.next('controller/clock');
    expect(clock.t1Us).toBe(123.5);
    expect(clock.t2Us).toBeGreaterThanOrEqual(beforeUs);
    expect(clock.t3Us).toBeGreaterThanOrEqual(clock.t2Us);
    expect(clock.t3Us - clock.t2Us).toBeLessThan(20_000);
    node.socket.terminate();
  });

  test('[LNK8] documents and sound are served by name, and what is not there is said', async () => {
    const node = await joined();
    const text = '{"day":"2026-11-22","cues":[]}';
    const hash = parsePageHash(contentName(text));
    const missing = parsePageHash('x'.repeat(43));
    bench.stores.plan.putPages([{ hash, day: '2026-11-22', text }]);
    const permit = bench.signer.authorisation({ class: 'normal' });
    bench.stores.plan.putAuthorisation(permit.bodyHash as never, permit.envelope, BULLETIN);
    node.say({
      kind: 'node/want-documents',
      pages: [hash, missing],
      authorisations: [permit.bodyHash],
    });
    const page = await node.next('controller/day-page');
    expect(contentName(page.text)).toBe(page.hash);
    const { authorisation } = await node.next('controller/authorisation');
    expect(contentName(authorisation.body)).toBe(permit.bodyHash);
    expect((await node.next('controller/unavailable')).what).toEqual({
      kind: 'page',
      hash: missing,
    });
    const { assetId } = bench;
    node.say({ kind: 'node/want-manifest', assetId });
    const manifest = await node.next('controller/asset-manifest');
    expect(contentName(manifest.text)).toBe(assetId);
    node.say({ kind: 'node/want-chunk', assetId, index: 1 });
    const chunk = decodeAssetChunk(await node.nextBinary());
    expect(chunk.index).toBe(1);
    expect(contentName(chunk.bytes)).toBe(JSON.parse(manifest.text).chunks[1]);
    node.say({ kind: 'node/want-chunk', assetId, index: 2 });
    expect((await node.next('controller/unavailable')).what).toEqual({
      kind: 'asset',
      id: assetId,
    });
    node.socket.terminate();
  });

  test('[PRF3] receipts reported twice are stored once and acknowledged each time', async () => {
    const node = await joined();
    const lines = [1, 2, 3].map((sequence) => {
      const { nodeId: _, ...line } = aReceipt(sequence);
      const { why: _why, cutBy: _cut, ...started } = line;
      return started;
    });
    node.say({ kind: 'node/receipts', receipts: lines });
    expect((await node.next('controller/receipts-ack')).through).toBe(3);
    node.say({ kind: 'node/receipts', receipts: lines });
    expect((await node.next('controller/receipts-ack')).through).toBe(3);
    expect(bench.stores.receipts.ofCue(CUE)).toHaveLength(3);
    expect(bench.fleet.node(NODE)?.sounding).toBe(CUE);
    expect((await node.rejoin(bench.url)).receiptsThrough).toBe(3);
    node.socket.terminate();
  });

  test('[FLT5] [FLT7] health makes a node well or faulty, and stays readable', async () => {
    const node = await joined();
    node.say({ kind: 'node/health', health: health({ faults: ['cpu-hot'] }) });
    await expect.poll(() => bench.fleet.node(NODE)?.state).toBe('faulty');
    expect(bench.fleet.node(NODE)?.health).toMatchObject({ cpuTemperatureC: 51 });
    node.say({ kind: 'node/health', health: health() });
    await expect.poll(() => bench.fleet.node(NODE)?.state).toBe('well');
    node.socket.terminate();
    await expect.poll(() => bench.fleet.node(NODE)?.state).toBe('offline');
    expect(bench.fleet.node(NODE)?.lastSeenMs).toBeGreaterThan(0);
    expect(bench.fleet.node(NODE)?.health).toMatchObject({ cpuTemperatureC: 51 });
    expect(bench.fleet.node(NODE)?.sounding).toBeNull();
  });

  test('[FLT8] a node is heard while somebody listens, and by so many at most', async () => {
    const node = await joined();
    const sounds: Uint8Array[] = [];
    let ended = 0;
    const listen = () =>
      bench.fleet.listen(
        NODE,
        (mulaw) => sounds.push(mulaw),
        () => ended++,
      );
    const open = [listen(), listen(), listen(), listen()];
    expect((await node.next('controller/monitor')).on).toBe(true);
    expect(listen()).toMatchObject({ outcome: 'refused', code: 'listeners-full' });
    const mulaw = new Uint8Array(1600).fill(0x7f);
    node.socket.send(encodeMonitor({ sequence: 1, atUs: bench.timeline.nowUs(), mulaw }));
    await expect.poll(() => sounds.length).toBe(4);
    expect(Buffer.from(sounds[0] ?? []).equals(mulaw)).toBe(true);
    for (const listening of open) {
      if (listening.outcome === 'listening') listening[Symbol.dispose]();
    }
    expect((await node.next('controller/monitor')).on).toBe(false);
    listen();
    await node.next('controller/monitor');
    node.socket.terminate();
    await expect.poll(() => ended).toBe(1);
    expect(listen()).toMatchObject({ code: 'node-offline' });
  });

  test('[LNK12] a controller that stops says when to come back', async () => {
    const node = await joined();
    const closing = bench.hub.close();
    const goodbye = await node.next('controller/goodbye');
    expect(goodbye.reconnectAfterMs).toBeLessThanOrEqual(LINK_LIMITS.returnWithinMs);
    await closing;
    expect((await node.closed).code).toBe(1001);
    expect(await upgradeStatus(bench.port, {})).toBe(503);
  });
});
