/**
 * How a node becomes one of the city's and says who it is: a WebSocket client with real keys against
 * the real adapter, fleet, signer and database.
 */
import { LIMITS } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CODE_TRIES } from '../../../src/domain/fleet/enrolment-code.ts';
import { type LinkBench, startLinkBench, TECHNICIAN } from '../../support/link-bench.ts';
import { anOrder, NODE, OTHER_NODE } from '../../support/stored-things.ts';
import { joinedNode, TestNode } from '../../support/test-node.ts';

let bench: LinkBench;
beforeEach(async () => {
  bench = await startLinkBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const joined = (nodeId = NODE): Promise<TestNode> => joinedNode(bench, nodeId);

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

  test('[FLT1] a code for a node that does not exist is refused', () => {
    expect(bench.fleet.newCode(TECHNICIAN, 'khong-co' as never)).toMatchObject({
      outcome: 'refused',
      code: 'not-found',
    });
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
