/** A node's end of the link, bare: real key, real WebSocket, nothing decided by itself. */
import { LINK_PROTOCOL, type ToNode, toNodeSchema } from '@loa/protocol/agent-link';
import { type Envelope, type SignedKind, signingInput } from '@loa/protocol/signed';
import type { NodeId } from '@loa/protocol/vocabulary';
import { newSigningKey, readSigningKey, sha256, signBytes } from '@loa/runtime/node';
import { type ClientOptions, WebSocket } from 'ws';

type Kind = ToNode['kind'];
type Said<K extends Kind> = Extract<ToNode, { kind: K }>;

export class TestNode {
  readonly nodeId: NodeId;
  readonly key: { readonly pem: string; readonly publicKey: string } = newSigningKey();
  readonly heard: ToNode[] = [];
  readonly binaries: Uint8Array[] = [];
  socket!: WebSocket;
  nonce = '';
  epoch = 0;
  closed: Promise<{ code: number; reason: string }> = Promise.resolve({ code: 0, reason: '' });
  private wakes: (() => void)[] = [];

  constructor(nodeId: NodeId) {
    this.nodeId = nodeId;
  }

  /** Connects and waits for the challenge. */
  async connect(url: string, options: ClientOptions = {}): Promise<void> {
    this.heard.length = 0;
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.wake();
      });
    });
    this.socket.on('error', () => {});
    this.socket.on('message', (data, isBinary) => {
      if (isBinary) this.binaries.push(data as Buffer);
      else this.heard.push(toNodeSchema.parse(JSON.parse(data.toString())));
      this.wake();
    });
    this.nonce = (await this.next('controller/challenge')).nonce;
  }

  /** The next message of a kind, taken out of what was heard. */
  async next<K extends Kind>(kind: K): Promise<Said<K>> {
    for (;;) {
      const at = this.heard.findIndex((message) => message.kind === kind);
      if (at >= 0) return this.heard.splice(at, 1)[0] as Said<K>;
      if (this.socket.readyState === WebSocket.CLOSED) {
        throw new Error(`closed while waiting for ${kind}; heard ${JSON.stringify(this.heard)}`);
      }
      await this.change();
    }
  }

  async nextBinary(): Promise<Uint8Array> {
    for (;;) {
      const first = this.binaries.shift();
      if (first) return first;
      await this.change();
    }
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  sign(kind: SignedKind, body: object, kid: string): Envelope {
    const text = JSON.stringify(body);
    const input = signingInput(kind, sha256(text));
    const signature = signBytes(input, readSigningKey(this.key.pem));
    return { kind, body: text, kid, signature };
  }

  sayEnrol(code: string, change: object = {}): void {
    const body = { nonce: this.nonce, nodeId: this.nodeId, publicKey: this.key.publicKey };
    this.say({
      kind: 'node/enrol',
      code,
      enrol: this.sign('enrol', { ...body, ...change }, 'node:new'),
    });
  }

  helloBody(change: object = {}): object {
    return {
      protocol: LINK_PROTOCOL,
      nonce: this.nonce,
      nodeId: this.nodeId,
      bootId: 'boot-1',
      connectionEpoch: ++this.epoch,
      version: '0.1.0',
      sink: 'simulated',
      capabilities: [],
      keyringVersion: 0,
      headVersion: 0,
      orderCursor: 0,
      ...change,
    };
  }

  sayHello(change: object = {}): void {
    const hello = this.sign('hello', this.helloBody(change), `node:${this.nodeId}`);
    this.say({ kind: 'node/hello', hello });
  }

  /** From nothing to a working session. */
  async join(url: string, code: string): Promise<void> {
    await this.connect(url);
    this.sayEnrol(code);
    await this.next('controller/enrolled');
    this.sayHello();
    await this.next('controller/orders-through');
  }

  /** Connects again, known already. */
  async rejoin(url: string, change: object = {}): Promise<Said<'controller/welcome'>> {
    await this.connect(url);
    this.sayHello(change);
    const welcome = await this.next('controller/welcome');
    await this.next('controller/orders-through');
    return welcome;
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.wakes.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.wakes.splice(0)) resolve();
  }
}

/** A node that has enrolled with a fresh code and is welcome. */
export async function joinedNode(
  link: { readonly url: string; codeFor(nodeId: NodeId): string },
  nodeId: NodeId,
): Promise<TestNode> {
  const node = new TestNode(nodeId);
  await node.join(link.url, link.codeFor(nodeId));
  return node;
}
