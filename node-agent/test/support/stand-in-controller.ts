import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  type FromNode,
  fromNodeSchema,
  type HelloBody,
  helloBodySchema,
  type ToNode,
} from '@loa/protocol/agent-link';
import { decodeMonitor, encodeAssetChunk, type MonitorFrame } from '@loa/protocol/frame';
import type { Envelope } from '@loa/protocol/signed';
import { contentName, systemClock } from '@loa/runtime/node';
import { decodeBase64Url } from '@loa/runtime/pure';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Asset, authorisationIdOf, CITY, type City, NODE } from './city.ts';

/** The controller's side of the link, as small as it can be: a real socket, real signatures. */
export class StandInController {
  readonly received: FromNode[] = [];
  readonly monitors: MonitorFrame[] = [];
  city: City;
  readonly closeCodes: number[] = [];
  timelineId = 'timeline-1';
  /** The timeline less this machine's monotonic clock, as at the controller's start. */
  startUs: number = systemClock.nowMs() * 1000 - systemClock.monotonicUs();
  acknowledges = true;
  receiptsThrough = 0;
  answersClock = true;
  private readonly pages = new Map<string, string>();
  private readonly authorisations = new Map<string, Envelope>();
  private readonly assets = new Map<string, Asset>();
  private head: Envelope | null = null;
  private readonly orders: { sequence: number; envelope: Envelope }[] = [];
  private server: WebSocketServer | null = null;
  private sockets = new Set<WebSocket>();
  private port = 0;

  constructor(city: City) {
    this.city = city;
  }

  async listen(): Promise<string> {
    this.server = new WebSocketServer({ host: '127.0.0.1', port: this.port });
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    this.server.on('connection', (socket) => this.greet(socket));
    return `ws://127.0.0.1:${this.port}/agent`;
  }

  /** Cuts everything off, as a crash would. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.sockets.clear();
    const { server } = this;
    this.server = null;
    if (server) await new Promise((done) => server.close(done));
  }

  nowUs(): number {
    return Math.round(this.startUs + systemClock.monotonicUs());
  }

  hold(...things: (Asset | Envelope | { hash: string; text: string })[]): void {
    for (const thing of things) {
      if ('assetId' in thing) this.assets.set(thing.assetId, thing);
      else if ('hash' in thing) this.pages.set(thing.hash, thing.text);
      else this.authorisations.set(authorisationIdOf(thing), thing);
    }
  }

  publish(head: Envelope): void {
    this.head = head;
    this.say({ kind: 'controller/plan-head', head });
  }

  order(envelope: Envelope): number {
    const sequence = (JSON.parse(envelope.body) as { sequence: number }).sequence;
    this.orders.push({ sequence, envelope });
    this.say({ kind: 'controller/order', order: envelope });
    return sequence;
  }

  say(message: ToNode): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(message));
  }

  sayRaw(text: string | Uint8Array): void {
    for (const socket of this.sockets) socket.send(text);
  }

  /** The newest message of a kind that satisfies the condition; waits for it. */
  async heard<Kind extends FromNode['kind']>(
    kind: Kind,
    condition: (message: Extract<FromNode, { kind: Kind }>) => boolean = () => true,
    withinMs = 10_000,
  ): Promise<Extract<FromNode, { kind: Kind }>> {
    for (let waitedMs = 0; ; waitedMs += 20) {
      const found = this.received.findLast(
        (m): m is Extract<FromNode, { kind: Kind }> =>
          m.kind === kind && condition(m as Extract<FromNode, { kind: Kind }>),
      );
      if (found) return found;
      if (waitedMs > withinMs) {
        const kinds = [...new Set(this.received.map((message) => message.kind))].join(' ');
        throw new Error(`${kind} was not heard within ${withinMs} ms; heard: ${kinds}`);
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  hellos(): HelloBody[] {
    return this.received.flatMap((m) =>
      m.kind === 'node/hello' ? [helloBodySchema.parse(JSON.parse(m.hello.body))] : [],
    );
  }

  /** Says nothing more on the connections there are, as when the line is cut without a word. */
  freeze(): void {
    for (const socket of this.sockets) socket.pause();
  }

  receipts() {
    const all = this.received.flatMap((m) => (m.kind === 'node/receipts' ? m.receipts : []));
    return [...new Map(all.map((receipt) => [receipt.sequence, receipt])).values()];
  }

  private greet(socket: WebSocket): void {
    const nonce = contentName(String(systemClock.monotonicUs()));
    const send = (message: ToNode): void => socket.send(JSON.stringify(message));
    socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      if (isBinary) {
        this.monitors.push(decodeMonitor(new Uint8Array(bytes)));
        return;
      }
      const message = fromNodeSchema.parse(JSON.parse(bytes.toString()));
      this.received.push(message);
      this.answer(message, send, socket);
    });
    socket.on('close', (code) => {
      this.closeCodes.push(code);
      this.sockets.delete(socket);
    });
    send({ kind: 'controller/challenge', protocol: 1, nonce });
  }

  private answer(message: FromNode, send: (message: ToNode) => void, socket: WebSocket): void {
    switch (message.kind) {
      case 'node/enrol':
        send({
          kind: 'controller/enrolled',
          nodeId: NODE,
          city: CITY,
          rootPublicKey: this.city.root.publicKey,
        });
        break;
      case 'node/hello':
        this.welcome(message.hello, send);
        this.sockets.add(socket);
        break;
      case 'node/clock': {
        const t2Us = this.nowUs();
        const { t1Us } = message;
        if (this.answersClock) {
          send({ kind: 'controller/clock', timelineId: this.timelineId, t1Us, t2Us, t3Us: t2Us });
        }
        break;
      }
      case 'node/want-documents':
        this.documents(message, send);
        break;
      case 'node/want-manifest': {
        const text = this.assets.get(message.assetId)?.text;
        if (text !== undefined)
          send({ kind: 'controller/asset-manifest', assetId: message.assetId, text });
        else send({ kind: 'controller/unavailable', what: { kind: 'asset', id: message.assetId } });
        break;
      }
      case 'node/want-chunk': {
        const bytes = this.assets.get(message.assetId)?.chunks[message.index];
        const asset = decodeBase64Url(message.assetId);
        if (bytes) socket.send(encodeAssetChunk({ asset, index: message.index, bytes }));
        break;
      }
      case 'node/receipts':
        this.receiptsThrough = Math.max(...message.receipts.map((receipt) => receipt.sequence));
        if (this.acknowledges) {
          send({ kind: 'controller/receipts-ack', through: this.receiptsThrough });
        }
        break;
      default:
    }
  }

  private welcome(hello: Envelope, send: (message: ToNode) => void): void {
    const { headVersion, orderCursor } = helloBodySchema.parse(JSON.parse(hello.body));
    send({
      kind: 'controller/welcome',
      timelineId: this.timelineId,
      nowUs: this.nowUs(),
      keyring: this.city.keyring(),
      receiptsThrough: this.acknowledges ? this.receiptsThrough : 0,
    });
    const version = this.head ? (JSON.parse(this.head.body) as { version: number }).version : 0;
    if (this.head && version > headVersion) send({ kind: 'controller/plan-head', head: this.head });
    for (const { sequence, envelope } of this.orders) {
      if (sequence > orderCursor) send({ kind: 'controller/order', order: envelope });
    }
    const through = Math.max(0, ...this.orders.map((order) => order.sequence));
    send({ kind: 'controller/orders-through', sequence: through });
  }

  private documents(
    message: Extract<FromNode, { kind: 'node/want-documents' }>,
    send: (message: ToNode) => void,
  ): void {
    for (const hash of message.pages) {
      const text = this.pages.get(hash);
      if (text === undefined)
        send({ kind: 'controller/unavailable', what: { kind: 'page', hash } });
      else send({ kind: 'controller/day-page', hash, text });
    }
    for (const id of message.authorisations) {
      const authorisation = this.authorisations.get(id);
      if (authorisation) send({ kind: 'controller/authorisation', authorisation });
      else send({ kind: 'controller/unavailable', what: { kind: 'authorisation', id } });
    }
  }
}
