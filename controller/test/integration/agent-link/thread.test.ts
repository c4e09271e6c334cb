/**
 * The node link as it runs: the hub on a thread of its own, started from the module that the program
 * starts. The other end is a WebSocket client with real keys; stored sound is read from the disk.
 */
import { generateKeyPairSync, verify } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { decodeAssetChunk, decodeLiveChunk, liveSigningInput } from '@loa/protocol/frame';
import { parseAssetId } from '@loa/protocol/vocabulary';
import { contentName, publicKeyOf, readPublicKey } from '@loa/runtime/node';
import { decodeBase64Url } from '@loa/runtime/pure';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeLink, type NodeLink } from '../../../src/adapters/agent-link/index.ts';
import { createAssetFiles } from '../../../src/adapters/asset-files/index.ts';
import { packAsset } from '../../../src/adapters/media/pack-asset.ts';
// As the program does: what the thread loads of it must not be unloaded with the thread.
import '../../../src/adapters/opus/opus-voice-encoder.ts';
import type { NodeHearing, StreamEvents } from '../../../src/engine/streams-port.ts';
import { type LinkEngine, openLinkEngine } from '../../support/link-bench.ts';
import { NODE, OTHER_NODE } from '../../support/stored-things.ts';
import { joinedNode, TestNode } from '../../support/test-node.ts';

const HOST = '127.0.0.1';
let engine: LinkEngine;
let link: NodeLink;
let assetDir: string;
let url: string;

beforeEach(async () => {
  engine = await openLinkEngine();
  assetDir = join(engine.folder, 'assets');
  const entry = new URL('../../support/mortal-thread.ts', import.meta.url);
  link = createNodeLink({ ...engine, entry });
  ({ url } = await link.listen({ host: HOST, port: 0, tls: null, assetDir }));
});
afterEach(async () => {
  await link.close();
  await engine[Symbol.asyncDispose]();
});

const joined = (nodeId = NODE): Promise<TestNode> =>
  joinedNode({ url, codeFor: (id) => engine.codeFor(id) }, nodeId);

async function storedSound() {
  const packets = Array.from({ length: 400 }, (_, i) => new Uint8Array(90).fill(i));
  const packed = packAsset({ packets, preSkipFrames: 312, durationFrames: 400 * 960 - 312 });
  if (!packed) throw new Error('the sound cannot be packed');
  const about = { ogg: new Uint8Array(1), durationFrames: 1, loudnessLufs: null };
  await createAssetFiles(assetDir).put({ ...packed, ...about, truePeakDbtp: null });
  return packed;
}

function status(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({ host: HOST, port: new URL(url).port, path });
    call.on('response', (response) => resolve(response.resume().statusCode ?? 0));
    call.on('error', reject);
    call.end();
  });
}

test('[LNK40] a node enrols, says hello, reports and is seen, over the thread', async () => {
  const node = await joined();
  expect(engine.fleet.node(NODE)?.state).toBe('well');
  node.say({ kind: 'node/plan-applied', version: 1, refused: [] });
  await expect.poll(() => engine.fleet.node(NODE)?.planApplied).toBe(1);
  const seenMs = engine.fleet.node(NODE)?.lastSeenMs ?? 0;
  await expect.poll(() => engine.fleet.node(NODE)?.lastSeenMs, { timeout: 5_000 }).not.toBe(seenMs);
  node.socket.terminate();
  await expect.poll(() => engine.fleet.node(NODE)?.state).toBe('offline');
});

test('[LNK42] the thread answers clocks with the engine’s timeline', async () => {
  const node = await joined();
  const beforeUs = engine.timeline.nowUs();
  node.say({ kind: 'node/clock', t1Us: 5 });
  const clock = await node.next('controller/clock');
  expect(clock.timelineId).toBe(engine.timeline.timelineId);
  expect(clock.t2Us).toBeGreaterThanOrEqual(beforeUs - 1);
  expect(clock.t3Us).toBeLessThanOrEqual(engine.timeline.nowUs() + 1);
  node.socket.terminate();
});

test('[LNK8] the thread serves stored sound from the disk, put there after it started', async () => {
  const node = await joined();
  const { assetId, chunks } = await storedSound();
  node.say({ kind: 'node/want-manifest', assetId });
  const manifest = await node.next('controller/asset-manifest');
  expect(contentName(manifest.text)).toBe(assetId);
  for (const [index, chunk] of chunks.entries()) {
    node.say({ kind: 'node/want-chunk', assetId, index });
    const frame = decodeAssetChunk(await node.nextBinary());
    expect(frame.index).toBe(index);
    expect(Buffer.from(frame.bytes).equals(chunk)).toBe(true);
  }
  node.socket.terminate();
});

test('[LNK51] the nodes’ door is for WebSockets at one path', async () => {
  expect(await status('/')).toBe(404);
  expect(await status('/api/health')).toBe(404);
  expect(await status('/agent')).toBe(426);
  const elsewhere = new TestNode(NODE);
  await expect(elsewhere.connect(url.replace('/agent', '/else'))).rejects.toThrow('closed');
});

test('[LNK46] a port that is taken is told by its variable, and nothing is left running', async () => {
  const other = createServer().listen(0, HOST);
  await new Promise((done) => other.once('listening', done));
  const { port } = other.address() as { port: number };
  const entry = new URL('../../../src/link-thread.ts', import.meta.url);
  const second = createNodeLink({ ...engine, entry });
  await expect(second.listen({ host: HOST, port, tls: null, assetDir })).rejects.toThrow(
    'LOA_NODE_PORT',
  );
  await second.close();
  other.close();
});

class Talk implements StreamEvents {
  readonly packets: Uint8Array[] = [];
  hearing: readonly NodeHearing[] = [];
  firstAtUs: number | null = null;
  readonly over = Promise.withResolvers<number | null>();

  anchored(firstSampleAtUs: number): void {
    this.firstAtUs = firstSampleAtUs;
  }
  encoded(packets: readonly Uint8Array[]): void {
    this.packets.push(...packets);
  }
  heard(nodes: readonly NodeHearing[]): void {
    this.hearing = nodes;
  }
  ended(lastSampleAtUs: number | null): void {
    this.over.resolve(lastSampleAtUs);
  }
}

function talkTo(nodeIds: readonly (typeof NODE)[]) {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = publicKeyOf(privateKey);
  const streamId = parseAssetId(contentName(decodeBase64Url(publicKey)));
  const talk = new Talk();
  const stream = link.streams.open(
    {
      ...{ streamId, publicKey, nodeIds, sampleRateHz: 48_000, chunkPackets: 3, leadUs: 200_000 },
      privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
    },
    talk,
  );
  /** So many frames of 20 ms. */
  const speak = (frames: number) => {
    for (let i = 0; i < frames; i++) stream.push(new Int16Array(960).fill(1000));
  };
  return { talk, stream, speak, publicKey, streamId };
}

test('[LNK47] a talk is encoded and signed on the thread; the same bytes go to every node', async () => {
  const nodes = [await joined(), await joined(OTHER_NODE)];
  const { talk, stream, speak, publicKey, streamId } = talkTo([NODE, OTHER_NODE]);
  for (const node of nodes) {
    expect(await node.next('controller/stream')).toMatchObject({ streamId, publicKey });
  }
  speak(9);
  stream.end();
  const endUs = await talk.over.promise;
  expect(endUs).toBe((talk.firstAtUs ?? 0) + (talk.packets.length * 1e6) / 50);
  expect(talk.packets).toHaveLength(10);
  const [first, second] = await Promise.all(
    nodes.map(async (node) => {
      const frames: Uint8Array[] = [];
      for (let i = 0; i < 4; i++) frames.push(await node.nextBinary());
      return frames;
    }),
  );
  expect(first?.map((frame) => contentName(frame))).toEqual(
    second?.map((frame) => contentName(frame)),
  );
  const chunks = (first ?? []).map((frame) => decodeLiveChunk(frame));
  for (const { unsigned, signature } of chunks) {
    const input = liveSigningInput(decodeBase64Url(streamId), unsigned);
    expect(verify(null, input, readPublicKey(publicKey), signature)).toBe(true);
  }
  expect(chunks.map(({ chunk }) => [chunk.sequence, chunk.isLast])).toEqual([
    ...[
      [0, false],
      [1, false],
      [2, false],
      [3, true],
    ],
  ]);
  for (const node of nodes) node.socket.terminate();
});

test('[LNK48] what nodes say of a talk comes back to who opened it', async () => {
  const node = await joined();
  const { talk, stream, speak } = talkTo([NODE, OTHER_NODE]);
  const { stream: number } = await node.next('controller/stream');
  speak(6);
  await node.nextBinary();
  const said = { through: 1, late: 1, missing: 2, leastMarginUs: 61_000 };
  node.say({ kind: 'node/heard', stream: number, ...said });
  await expect
    .poll(() => talk.hearing, { timeout: 5_000 })
    .toEqual([
      { nodeId: NODE, state: 'hearing', late: 1, missing: 2, leastMarginUs: 61_000 },
      { nodeId: OTHER_NODE, state: 'offline', late: 0, missing: 0, leastMarginUs: null },
    ]);
  stream.end();
  await talk.over.promise;
  node.socket.terminate();
});

test('[LNK45] [LNK52] a thread that dies ends its talks, and a successor takes its place', async () => {
  const node = await joined();
  const { talk } = talkTo([NODE]);
  const closed = node.closed;
  await storedSound();
  await writeFile(join(assetDir, 'end'), '');
  expect(await talk.over.promise).toBeNull();
  await closed;
  await expect.poll(() => engine.fleet.node(NODE)?.state).toBe('offline');
  await rm(join(assetDir, 'end'));
  await expect.poll(() => status('/agent').catch(() => 0), { timeout: 20_000 }).toBe(426);
  await node.rejoin(url);
  expect(engine.fleet.node(NODE)?.state).toBe('well');
  const again = talkTo([NODE]);
  await node.next('controller/stream');
  again.speak(3);
  expect(decodeLiveChunk(await node.nextBinary()).chunk.sequence).toBe(0);
  again.stream.end();
  await again.talk.over.promise;
  node.socket.terminate();
});

test('[LNK52] while nothing listens, a talk ends at once', async () => {
  await link.close();
  const { talk, stream, speak } = talkTo([NODE]);
  speak(1);
  stream.end();
  expect(await talk.over.promise).toBeNull();
});

test('[LNK12] a link that closes says goodbye from the thread, and its port is free again', async () => {
  const node = await joined();
  const closing = link.close();
  await node.next('controller/goodbye');
  await closing;
  expect((await node.closed).code).toBe(1001);
  const again = createServer().listen(Number(new URL(url).port), HOST);
  await new Promise((done) => again.once('listening', done));
  again.close();
});
