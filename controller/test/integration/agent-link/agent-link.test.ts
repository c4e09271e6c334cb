/**
 * The node link over loopback, from the outside: a WebSocket client with real keys against the real
 * adapter, fleet, signer and database.
 */
import { request } from 'node:http';
import { decodeAssetChunk, encodeMonitor } from '@loa/protocol/frame';
import { addresses } from '@loa/protocol/playout';
import { LIMITS, parsePageHash } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { LINK_LIMITS } from '../../../src/adapters/agent-link/limits.ts';
import { CODE_TRIES } from '../../../src/domain/fleet/enrolment-code.ts';
import { type LinkBench, startLinkBench, TECHNICIAN } from '../../support/link-bench.ts';
import { anOrder, aReceipt, BULLETIN, CUE, NODE, OTHER_NODE } from '../../support/stored-things.ts';
import { TestNode } from '../../support/test-node.ts';

let bench: LinkBench;
beforeEach(async () => {
  bench = await startLinkBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function joined(nodeId = NODE): Promise<TestNode> {
  const node = new TestNode(nodeId);
  await node.join(bench.url, bench.codeFor(nodeId));
  return node;
}

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

function upgradeStatus(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({
      port: bench.port,
      path: '/agent',
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    call.on('upgrade', (_, socket) => {
      socket.destroy();
      resolve(101);
    });
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end();
  });
}

describe('the upgrade', () => {
  test('[LNK1] a browser is turned away: Origin or Cookie is 401', async () => {
    expect(await upgradeStatus({ Origin: 'https://loa.example' })).toBe(401);
    expect(await upgradeStatus({ Cookie: 'loa=abc' })).toBe(401);
    expect(await upgradeStatus({})).toBe(101);
  });

  test('[LNK2] an address that connects too often is told 429', async () => {
    const all = Array.from({ length: LINK_LIMITS.connectionBurst + 40 }, () => upgradeStatus({}));
    const statuses = await Promise.all(all);
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => status === 101).length).toBeGreaterThanOrEqual(
      LINK_LIMITS.connectionBurst,
    );
  });
});

describe('enrolment', () => {
  test('[FLT1] a code enrols a node, which then says hello on the same connection', async () => {
    expect(bench.fleet.node(NODE)?.state).toBe('not-enrolled');
    const node = new TestNode(NODE);
    await node.connect(bench.url);
    node.sayEnrol(bench.codeFor(NODE));
    expect(await node.next('controller/enrolled')).toMatchObject({
      nodeId: NODE,
      city: 'tam-ky',
      rootPublicKey: bench.signer.rootPublicKey,
    });
    node.sayHello();
    const welcome = await node.next('controller/welcome');
    expect(welcome.keyring.kind).toBe('keyring');
    expect(welcome.timelineId).toBe(bench.timeline.timelineId);
    expect(welcome.receiptsThrough).toBe(0);
    expect(bench.fleet.node(NODE)?.state).toBe('well');
    node.socket.terminate();
  });

  test('[FLT1] a code as a person types it is understood', async () => {
    const code = bench.codeFor(NODE).toLowerCase();
    const node = new TestNode(NODE);
    await node.join(bench.url, `${code.slice(0, 5)} - ${code.slice(5)}`);
    node.socket.terminate();
  });

  async function refusal(code: string, nodeId = NODE): Promise<[string, number]> {
    const node = new TestNode(nodeId);
    await node.connect(bench.url);
    node.sayEnrol(code);
    const said = await node.next('controller/refused');
    return [said.code, (await node.closed).code];
  }

  test('[FLT2] a used, a wrong or another node’s code is refused', async () => {
    const code = bench.codeFor(NODE);
    expect(await refusal(code, OTHER_NODE)).toEqual(['enrolment-code-wrong', 4403]);
    expect(await refusal('0000000000')).toEqual(['enrolment-code-wrong', 4403]);
    const node = new TestNode(NODE);
    await node.join(bench.url, code);
    node.socket.terminate();
    expect(await refusal(code)).toEqual(['enrolment-code-wrong', 4403]);
  });

  test('[FLT2] a new code voids the former', async () => {
    const former = bench.codeFor(NODE);
    bench.codeFor(NODE);
    expect(await refusal(former)).toEqual(['enrolment-code-wrong', 4403]);
  });

  test('[FLT2] an expired code is refused as expired', async () => {
    bench.stores.fleet.putCode(NODE, 'hash', 1);
    expect(await refusal('0000000000')).toEqual(['enrolment-code-expired', 4410]);
  });

  test('[FLT2] after five wrong guesses the right code is refused too', async () => {
    const code = bench.codeFor(NODE);
    for (let i = 0; i < CODE_TRIES; i++) {
      expect(await refusal('1111111111')).toEqual(['enrolment-code-wrong', 4403]);
    }
    expect(await refusal(code)).toEqual(['enrolment-code-wrong', 4403]);
    expect(await refusal('2222222222', OTHER_NODE)).toEqual(['enrolment-code-wrong', 4403]);
    expect(bench.fleet.publicKeyOf(NODE)).toBeNull();
    const guesses = bench.noted().filter((action) => action === 'enrolment.refused');
    expect(guesses).toHaveLength(CODE_TRIES);
  });

  test('[LNK3] a key that did not sign its own enrolment is refused, and no code is spent', async () => {
    const node = new TestNode(NODE);
    await node.connect(bench.url);
    node.sayEnrol(bench.codeFor(NODE), { publicKey: new TestNode(NODE).key.publicKey });
    expect((await node.next('controller/refused')).code).toBe('signature-wrong');
    expect((await node.closed).code).toBe(4401);
    expect(bench.stores.fleet.code(NODE)?.tries).toBe(0);
  });

  test('[FLT3] enrolling anew replaces the key and ends the old session', async () => {
    const old = await joined();
    const fresh = await joined();
    expect((await old.closed).code).toBe(4409);
    expect(bench.fleet.publicKeyOf(NODE)).toBe(fresh.key.publicKey);
    fresh.socket.terminate();
  });
});

describe('hello', () => {
  async function refusedHello(
    node: TestNode,
    say: (node: TestNode) => void,
  ): Promise<[string, number]> {
    await node.connect(bench.url);
    say(node);
    const said = await node.next('controller/refused');
    return [said.code, (await node.closed).code];
  }

  test('[LNK4] a bad signature, a replayed nonce, another’s name or version is refused', async () => {
    const node = await joined();
    const replayed = node.sign('hello', node.helloBody(), `node:${NODE}`);
    node.socket.terminate();
    const impostor = new TestNode(NODE);
    expect(await refusedHello(impostor, (n) => n.sayHello())).toEqual(['signature-wrong', 4401]);
    expect(await refusedHello(node, (n) => n.say({ kind: 'node/hello', hello: replayed }))).toEqual(
      ['signature-wrong', 4401],
    );
    expect(await refusedHello(node, (n) => n.sayHello({ nodeId: OTHER_NODE }))).toEqual([
      'signature-wrong',
      4401,
    ]);
    expect(await refusedHello(node, (n) => n.sayHello({ protocol: 2 }))).toEqual([
      'protocol-unsupported',
      4406,
    ]);
    expect(await refusedHello(new TestNode(OTHER_NODE), (n) => n.sayHello())).toEqual([
      'node-unknown',
      4404,
    ]);
    const enrolment = (n: TestNode) =>
      n.say({ kind: 'node/hello', hello: n.sign('enrol', n.helloBody(), `node:${NODE}`) });
    expect(await refusedHello(node, enrolment)).toEqual(['signature-wrong', 4401]);
  });

  test('[FLT4] an epoch that is not higher is a copied card: refused and noted', async () => {
    const node = await joined();
    node.socket.terminate();
    expect(await refusedHello(node, (n) => n.sayHello({ connectionEpoch: 1 }))).toEqual([
      'superseded',
      4409,
    ]);
    expect(await refusedHello(node, (n) => n.sayHello({ connectionEpoch: 1 }))).toEqual([
      'superseded',
      4409,
    ]);
    const suspected = bench.noted().filter((action) => action === 'node.clone-suspected');
    expect(suspected).toHaveLength(1);
    const again = await node.rejoin(bench.url, { connectionEpoch: 9 });
    expect(again.receiptsThrough).toBe(0);
    node.socket.terminate();
  });

  test('[FLT4] a higher epoch takes over from a connection that is still open', async () => {
    const node = await joined();
    const old = node.closed;
    await node.rejoin(bench.url);
    expect((await old).code).toBe(4409);
    expect(bench.fleet.isOnline(NODE)).toBe(true);
    node.socket.terminate();
  });

  test('[LNK5] a node is told what it missed: head if newer, orders after its cursor', async () => {
    const node = await joined();
    const { plan } = bench.stores;
    const head = bench.signer.planHead('{"version":5,"pages":[]}').envelope;
    plan.putHeads([{ nodeId: NODE, version: 5, envelope: head, contentHash: 'c' }]);
    bench.events.emit({ kind: 'heads-published', nodeIds: [NODE] });
    const nowUs = bench.timeline.nowUs();
    const live = { expiresAtUs: nowUs + 60e6, effectiveAtUs: nowUs };
    const add = (change: object) =>
      plan.appendOrder((sequence) =>
        anOrder(sequence, {
          ...live,
          envelope: bench.signer.order({ sequence }).envelope,
          ...change,
        }),
      );
    add({});
    add({ targets: { units: [], zones: [], nodes: [OTHER_NODE] } });
    add({ expiresAtUs: nowUs - 1 });
    add({});
    node.socket.terminate();
    await node.connect(bench.url);
    node.sayHello({ headVersion: 4, orderCursor: 0 });
    expect(JSON.stringify((await node.next('controller/plan-head')).head)).toBe(head);
    expect((await node.next('controller/orders-through')).sequence).toBe(4);
    expect(node.heard.filter((message) => message.kind === 'controller/order')).toHaveLength(2);
    node.socket.terminate();
    await node.rejoin(bench.url, { headVersion: 5, orderCursor: 3 });
    const kinds = node.heard.map((message) => message.kind);
    expect(kinds.filter((kind) => kind !== 'controller/site')).toEqual(['controller/order']);
    node.socket.terminate();
  });

  test('[LNK5] a node that missed very much gets the newest it can hold, and is not cut off', async () => {
    const node = await joined();
    const { plan } = bench.stores;
    const expiresAtUs = bench.timeline.nowUs() + 60e6;
    const padding = 'x'.repeat(3_500);
    const { envelope } = bench.signer.order({ padding });
    bench.stores.transactions.run(() => {
      for (let count = 0; count < LIMITS.heldOrders + 3; count++) {
        plan.appendOrder((sequence) => anOrder(sequence, { expiresAtUs, envelope }));
      }
    });
    node.socket.terminate();
    await node.connect(bench.url);
    node.sayHello({ headVersion: 0, orderCursor: 0 });
    node.socket.pause();
    await new Promise((done) => setTimeout(done, 300));
    node.socket.resume();
    const { sequence } = await node.next('controller/orders-through');
    expect(sequence).toBe(LIMITS.heldOrders + 3);
    const orders = node.heard.filter((message) => message.kind === 'controller/order');
    expect(orders).toHaveLength(LIMITS.heldOrders);
    node.socket.terminate();
  });

  test('[STO11] a node that is ahead of an old backup has its head signed anew', async () => {
    const node = await joined();
    node.socket.terminate();
    await node.rejoin(bench.url, { headVersion: 9 });
    expect(bench.outrunBy).toEqual([[NODE, 9]]);
    node.socket.terminate();
  });
});

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
    expect(await upgradeStatus({})).toBe(503);
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

test('[FLT1] a code for a node that does not exist is refused', () => {
  expect(bench.fleet.newCode(TECHNICIAN, 'khong-co' as never)).toMatchObject({
    outcome: 'refused',
    code: 'not-found',
  });
});
