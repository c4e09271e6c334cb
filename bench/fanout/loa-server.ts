/**
 * The controller's own hub and fan-out in a process of its own, as the link's thread has them; the
 * engine's end answers in a few lines, because it is not what is measured. Signatures of hellos are
 * checked and chunks are signed for real. Told what to do by its parent.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LINK_PROTOCOL } from '@loa/protocol/agent-link';
import { encodeLiveChunk, liveSigningInput, withSignature } from '@loa/protocol/frame';
import { signingInput } from '@loa/protocol/signed';
import { type NodeId, parseNodeId } from '@loa/protocol/vocabulary';
import {
  newSigningKey,
  sha256,
  signBytes,
  silentLogger,
  systemClock,
  systemRandom,
  systemTimers,
} from '@loa/runtime/node';
import { encodeBase64Url } from '@loa/runtime/pure';
import type { FromHub, ToHub } from '../../controller/src/adapters/agent-link/exchange.ts';
import { createLinkHub, type LinkHub } from '../../controller/src/adapters/agent-link/hub.ts';
import { listenForNodes } from '../../controller/src/adapters/agent-link/hub-server.ts';
import { createAssetFiles } from '../../controller/src/adapters/asset-files/index.ts';
import { packAsset } from '../../controller/src/adapters/media/pack-asset.ts';
import type { OpenFanOut } from '../../controller/src/streaming/fan-out.ts';
import { slotsFor } from '../../controller/src/streaming/fan-out-phases.ts';
import type { FromServer, ServerOrder } from './server-orders.ts';

/** 48 kbit/s in packets of 20 ms, as the peers send it. */
const PACKET_BYTES = 120;
const PACKET_MS = 20;
/** Of stored sound, so that a run does not come round to its beginning. */
const STORED_PACKETS = 3_000;
/** The challenge is the same at every connection, so that hellos can be made beforehand. */
const NONCE = new Uint8Array(32).fill(7);

const key = newSigningKey();
const streamKey: KeyObject = createPrivateKey(newSigningKey().pem);
const streamId = sha256(createPublicKey(streamKey).export({ format: 'der', type: 'spki' }));
const timeline = { timelineId: 'bench', nowUs: () => systemClock.monotonicUs() };

function nodeIdOf(index: number): NodeId {
  return parseNodeId(`loa-${index}`);
}

function helloOf(index: number): string {
  const nodeId = nodeIdOf(index);
  const body = JSON.stringify({
    ...{ protocol: LINK_PROTOCOL, nonce: encodeBase64Url(NONCE), nodeId, bootId: 'bench' },
    ...{ connectionEpoch: 1, version: '1', sink: 'simulated', capabilities: [] },
    ...{ keyringVersion: 0, headVersion: 0, orderCursor: 0 },
  });
  const signature = signBytes(signingInput('hello', sha256(body)), createPrivateKey(key.pem));
  const hello = { kind: 'hello', body, kid: `node:${nodeId}`, signature };
  return JSON.stringify({ kind: 'node/hello', hello });
}

/** The engine's end: everybody is known, and nobody has missed anything. */
function answersTo(message: FromHub): ToHub[] {
  if (message.kind === 'key-wanted') {
    return [{ kind: 'key', session: message.session, publicKey: key.publicKey }];
  }
  if (message.kind !== 'hello') return [];
  const texts = ['{"kind":"controller/orders-through","sequence":0}'];
  return [{ kind: 'welcome', session: message.session, texts, inTurn: [] }];
}

let lastStream = 0;

class Publisher {
  private readonly stream = ++lastStream;
  private readonly open: OpenFanOut;
  private readonly chunkMs: number;
  private readonly isSigned: boolean;
  private readonly packets: readonly Uint8Array[];
  private readonly startUs = systemClock.monotonicUs();
  private sequence = 0;
  private timer: Disposable | null = null;

  constructor(hub: LinkHub, order: Extract<ServerOrder, { kind: 'open' }>) {
    const { chunkMs, nodes, windowMs, isSigned } = order;
    this.chunkMs = chunkMs;
    this.isSigned = isSigned;
    this.packets = Array.from({ length: chunkMs / PACKET_MS }, () =>
      systemRandom.bytes(PACKET_BYTES),
    );
    this.open = hub.fanOut.open({
      stream: this.stream,
      announce: '{"kind":"controller/stream"}',
      nodeIds: Array.from({ length: nodes }, (_, index) => nodeIdOf(index)),
      windowUs: windowMs * 1000,
      chunkUs: chunkMs * 1000,
    });
    this.wait();
  }

  close(): void {
    this.timer?.[Symbol.dispose]();
    this.open.close();
  }

  hearing(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { state } of this.open.hearing()) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }

  private dueUs(): number {
    return this.startUs + (this.sequence + 1) * this.chunkMs * 1000;
  }

  private wait(): void {
    const delayMs = Math.ceil((this.dueUs() - systemClock.monotonicUs()) / 1000);
    this.timer = systemTimers.after(Math.max(1, delayMs), () => {
      this.publish();
      this.wait();
    });
  }

  private publish(): void {
    const unsigned = encodeLiveChunk({
      ...{ stream: this.stream, sequence: this.sequence, atUs: this.dueUs() },
      ...{ isLast: false, packets: this.packets },
    });
    const signature = this.isSigned
      ? sign(null, liveSigningInput(streamId, unsigned), streamKey)
      : new Uint8Array(64);
    this.open.publish(withSignature(unsigned, signature), this.sequence++);
  }
}

function say(message: FromServer): void {
  process.send?.(message);
}

async function storeSound(assetDir: string) {
  const assets = createAssetFiles(assetDir);
  const packets = Array.from({ length: STORED_PACKETS }, () => systemRandom.bytes(PACKET_BYTES));
  const durationFrames = STORED_PACKETS * 960 - 312;
  const packed = packAsset({ packets, preSkipFrames: 312, durationFrames });
  if (!packed) throw new Error('the sound cannot be packed');
  await assets.put({ ...packed, ogg: new Uint8Array() } as Parameters<typeof assets.put>[0]);
  const { chunkPackets } = JSON.parse(packed.manifest) as { chunkPackets: number };
  return { assets, packed, chunkMs: chunkPackets * PACKET_MS };
}

async function serve(assetDir: string, tlsFiles: readonly string[]): Promise<void> {
  const { assets, packed, chunkMs } = await storeSound(assetDir);
  const hub: LinkHub = createLinkHub({
    ...{ assets, timeline, clock: systemClock, timers: systemTimers, logger: silentLogger },
    random: { next: () => systemRandom.next(), bytes: () => NONCE },
    post: (batch) => setImmediate(() => hub.take([...batch.flatMap(answersTo), { kind: 'taken' }])),
    openVoice: () => {
      throw new Error('no voice here');
    },
  });
  const [cert, tlsKey] = tlsFiles.map((file) => readFileSync(file, 'utf8'));
  const tls = cert && tlsKey ? { cert, key: tlsKey } : null;
  const { port } = await listenForNodes(hub, { host: '127.0.0.1', port: 0, tls });
  let publisher: Publisher | null = null;
  process.on('message', (order: ServerOrder) => {
    switch (order.kind) {
      case 'hellos':
        say({ kind: 'hellos', lines: Array.from({ length: order.nodes }, (_, i) => helloOf(i)) });
        return;
      case 'open':
        publisher = new Publisher(hub, order);
        say({ kind: 'opened', slots: slotsFor(order.nodes, order.chunkMs * 1000) });
        return;
      case 'hearing':
        say({ kind: 'hearing', counts: publisher?.hearing() ?? {} });
        return;
      case 'close':
        publisher?.close();
        say({ kind: 'closed' });
        return;
    }
  });
  process.on('disconnect', () => process.exit());
  say({
    ...{ kind: 'serving', port, assetId: packed.assetId, chunks: packed.chunks.length },
    chunkMs,
  });
}

const [assetDir = '', ...tlsFiles] = process.argv.slice(2);
await serve(assetDir, tlsFiles);
