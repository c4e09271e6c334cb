import {
  type FromNode,
  type HelloBody,
  LINK_PROTOCOL,
  type ToNode,
} from '@loa/protocol/agent-link';
import { decodeMonitor } from '@loa/protocol/frame';
import type { Envelope } from '@loa/protocol/signed';
import {
  CLOSE_CODES,
  LIMITS,
  type NodeId,
  type ProblemCode,
  type UnitId,
} from '@loa/protocol/vocabulary';
import {
  type Clock,
  encodeBase64Url,
  LoaError,
  type Logger,
  type Random,
  type Timers,
} from '@loa/runtime/pure';
import type { RawData, WebSocket } from 'ws';
import type { AssetStore } from '../../engine/asset-store-port.ts';
import type { Fleet, NodeSession, PlanDocuments } from '../../engine/facades.ts';
import type { Timeline } from '../../engine/ports.ts';
import { claimedNode, openEnrolment, openHello } from './envelopes.ts';
import { readMessage } from './incoming.ts';
import { LINK_LIMITS } from './limits.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { type Bucket, takeToken } from './rate-limit.ts';
import { storedReceipt } from './receipts.ts';
import { wantChunk, wantDocuments, wantManifest } from './wants.ts';

export interface LinkDeps {
  readonly fleet: Fleet;
  readonly documents: PlanDocuments;
  readonly assets: Pick<AssetStore, 'manifest' | 'chunk'>;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  /** What a node pins when it enrols; null before a schedule file was applied. */
  readonly city: () => { readonly cityId: UnitId; readonly rootPublicKey: string } | null;
}

/** Messages of a node that are not understood, over all sessions. */
export interface LinkCounts {
  unknownKinds: number;
}

/** Why a connection ends here: the code decides the close code. */
interface Refusal {
  readonly code: ProblemCode;
  readonly detail: string;
}

type Report = Exclude<FromNode, { kind: 'node/enrol' | 'node/hello' }>;

const MESSAGE_RATE = {
  perSecond: LINK_LIMITS.messagesPerSecond,
  burst: LINK_LIMITS.messageBurst,
} as const;

/**
 * One connection of a node, from the challenge to its end.
 *
 *     greeted ── enrol ──▶ greeted (with a key) ── hello ──▶ welcomed ──▶ over
 *
 * Invariants: the nonce is used by this connection alone; nothing but enrol and hello is heard
 * before the welcome; `over` is final and told to the fleet once.
 */
export class LinkSession implements NodeSession {
  private readonly deps: LinkDeps;
  private readonly counts: LinkCounts;
  private readonly socket: WebSocket;
  private readonly outbox: Outbox;
  private readonly nonce: string;
  private readonly owned: Disposable[] = [];
  private phase: 'greeted' | 'welcomed' | 'over' = 'greeted';
  private name: NodeId | null = null;
  private heardAtUs: number;
  private rate: Bucket | undefined;

  constructor(socket: WebSocket, deps: LinkDeps, counts: LinkCounts) {
    this.socket = socket;
    this.deps = deps;
    this.counts = counts;
    this.nonce = encodeBase64Url(deps.random.bytes(32));
    this.heardAtUs = deps.clock.monotonicUs();
    this.outbox = createOutbox(socket, {
      onTooSlow: (detail) => this.cut('consumer-too-slow', detail),
      onError: (error) => this.fail(error),
    });
  }

  get nodeId(): NodeId {
    if (this.name === null) throw new Error('a session has no node before its hello');
    return this.name;
  }

  get isStranger(): boolean {
    return this.phase === 'greeted';
  }

  start(): void {
    const { timers } = this.deps;
    this.socket.on('message', (data, isBinary) => this.receive(data, isBinary));
    this.socket.on('pong', () => this.hear());
    // A protocol error closes the socket by itself, with the code of RFC 6455.
    this.socket.on('error', (error) => this.deps.logger.debug({ error }, 'node link error'));
    this.socket.on('close', () => this.end());
    this.owned.push(
      timers.after(LINK_LIMITS.helloWithinMs, () => {
        if (this.phase === 'greeted') this.refuse('node-unknown', 'no hello in time');
      }),
      timers.every(LINK_LIMITS.pingEveryMs, () => this.probe()),
    );
    this.say({ kind: 'controller/challenge', protocol: LINK_PROTOCOL, nonce: this.nonce });
  }

  // --- what the fleet says ---

  sendHead(envelope: string): void {
    this.outbox.say(`{"kind":"controller/plan-head","head":${envelope}}`);
  }

  sendOrder(envelope: string): void {
    this.outbox.say(orderMessage(envelope));
  }

  setMonitor(on: boolean, seconds: number): void {
    this.say({ kind: 'controller/monitor', on, seconds });
  }

  close(code: ProblemCode, message: string): void {
    this.refuse(code, message);
  }

  goodbye(reconnectAfterMs: number): void {
    if (this.phase === 'welcomed') this.say({ kind: 'controller/goodbye', reconnectAfterMs });
    this.socket.close(1001, 'going down');
    this.owned.push(
      this.deps.timers.after(LINK_LIMITS.closeWithinMs, () => this.socket.terminate()),
    );
  }

  // --- what the node says ---

  private receive(data: RawData, isBinary: boolean): void {
    const receivedAtUs = this.deps.timeline.nowUs();
    if (this.phase === 'over') return;
    this.hear();
    this.rate = takeToken(this.rate, MESSAGE_RATE, this.heardAtUs) ?? undefined;
    try {
      const refusal = !this.rate
        ? refused('too-many-requests', 'more messages than a node may send')
        : isBinary
          ? this.takeBinary(data as Buffer)
          : this.takeText(data.toString(), receivedAtUs);
      if (refusal) this.refuse(refusal.code, refusal.detail);
    } catch (error) {
      this.fail(error);
    }
  }

  private takeText(text: string, receivedAtUs: number): Refusal | null {
    const incoming = readMessage(text);
    switch (incoming.outcome) {
      case 'malformed':
        return refused('message-malformed', incoming.detail);
      case 'unknown-kind':
        this.counts.unknownKinds++;
        return null;
      case 'message':
        return this.take(incoming.message, receivedAtUs);
    }
  }

  private takeBinary(bytes: Uint8Array): Refusal | null {
    try {
      if (this.phase !== 'welcomed') throw new RangeError('sound before the hello');
      this.deps.fleet.monitorFrame(this.nodeId, decodeMonitor(bytes));
      return null;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return refused('message-malformed', error.message);
    }
  }

  private take(message: FromNode, receivedAtUs: number): Refusal | null {
    const isGreeting = message.kind === 'node/enrol' || message.kind === 'node/hello';
    if (isGreeting !== (this.phase === 'greeted')) {
      return refused('message-malformed', `${message.kind} does not belong here`);
    }
    if (message.kind === 'node/enrol') return this.takeEnrolment(message.code, message.enrol);
    if (message.kind === 'node/hello') return this.takeHello(message.hello);
    this.takeReport(message, receivedAtUs);
    return null;
  }

  private takeEnrolment(code: string, envelope: Envelope): Refusal | null {
    const city = this.deps.city();
    if (!city) return refused('unavailable', 'no city is set up yet: apply a schedule file');
    const body = openEnrolment(envelope, this.nonce);
    if (!body) return refused('signature-wrong', 'the key did not sign this enrolment');
    const { nodeId, publicKey } = body;
    const enrolled = this.deps.fleet.enrol({ nodeId, code, publicKey });
    if (enrolled.outcome === 'refused') return enrolled;
    const { cityId, rootPublicKey } = city;
    this.say({ kind: 'controller/enrolled', nodeId, city: cityId, rootPublicKey });
    return null;
  }

  private takeHello(envelope: Envelope): Refusal | null {
    const { fleet } = this.deps;
    const nodeId = claimedNode(envelope);
    const publicKey = nodeId && fleet.publicKeyOf(nodeId);
    if (!nodeId || !publicKey) return refused('node-unknown', 'this node is not enrolled');
    const body = openHello(envelope, { nodeId, publicKey, nonce: this.nonce });
    if (!body) return refused('signature-wrong', 'the hello is not signed for this connection');
    if (body.protocol !== LINK_PROTOCOL) {
      const detail = `protocol ${body.protocol} is not spoken here, ${LINK_PROTOCOL} is`;
      return refused('protocol-unsupported', detail);
    }
    this.name = nodeId;
    const welcome = fleet.connected(this, body);
    if (welcome.outcome === 'refused') return welcome;
    this.phase = 'welcomed';
    this.bringUpToDate(body, welcome.receiptsThrough);
    return null;
  }

  /** [LNK5] Everything that the node missed, oldest first, then the mark that it has it all. */
  private bringUpToDate(hello: HelloBody, receiptsThrough: number): void {
    const { documents, fleet, timeline } = this.deps;
    this.say({
      kind: 'controller/welcome',
      timelineId: timeline.timelineId,
      nowUs: Math.round(timeline.nowUs()),
      keyring: JSON.parse(documents.keyring()) as Envelope,
      receiptsThrough,
    });
    const head = documents.headFor(this.nodeId);
    const published = fleet.node(this.nodeId)?.planPublished ?? 0;
    if (head !== null && published > hello.headVersion) this.sendHead(head);
    const { envelopes, through } = documents.ordersFor(this.nodeId, hello.orderCursor);
    // A node that was away for long may have missed more than its line takes at once, and more
    // than it can hold: then the newest count.
    this.outbox.sayInTurn([
      ...envelopes.slice(-LIMITS.heldOrders).map(orderMessage),
      JSON.stringify({ kind: 'controller/orders-through', sequence: through } satisfies ToNode),
    ]);
  }

  private takeReport(message: Report, receivedAtUs: number): void {
    const { assets, documents, fleet, timeline } = this.deps;
    const { nodeId } = this;
    switch (message.kind) {
      case 'node/clock': {
        const { timelineId } = timeline;
        const { t1Us } = message;
        const stamps = { t1Us, t2Us: receivedAtUs, t3Us: timeline.nowUs() };
        this.say({ kind: 'controller/clock', timelineId, ...stamps });
        break;
      }
      case 'node/want-documents':
        for (const want of wantDocuments(documents, message)) this.outbox.queue(want);
        break;
      case 'node/want-manifest':
        this.outbox.queue(wantManifest(assets, message.assetId));
        break;
      case 'node/want-chunk':
        this.outbox.queue(wantChunk(assets, message.assetId, message.index));
        break;
      case 'node/plan-applied':
        fleet.planApplied(nodeId, message.version, message.refused);
        break;
      case 'node/order-applied':
        fleet.orderApplied(nodeId, message.sequence, message.outcome, message.why);
        break;
      case 'node/receipts': {
        const lines = message.receipts.map((line) => storedReceipt(nodeId, line));
        const through = fleet.receipts(nodeId, lines);
        this.say({ kind: 'controller/receipts-ack', through });
        break;
      }
      case 'node/health':
        fleet.health(nodeId, message.health);
        break;
    }
  }

  // --- life and death ---

  private hear(): void {
    this.heardAtUs = this.deps.clock.monotonicUs();
    if (this.phase === 'welcomed') this.deps.fleet.heardFrom(this.nodeId);
  }

  private probe(): void {
    const silentUs = this.deps.clock.monotonicUs() - this.heardAtUs;
    if (silentUs >= LINK_LIMITS.deadAfterMs * 1000) {
      this.deps.logger.info({ nodeId: this.name }, 'a node fell silent');
      this.socket.terminate();
    } else if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  private say(message: ToNode): void {
    this.outbox.say(JSON.stringify(message));
  }

  /** Says why, closes with the code, and does not wait for the other side to agree for long. */
  private refuse(code: ProblemCode, message: string): void {
    if (this.phase === 'over') return;
    const { logger, timers } = this.deps;
    logger.info({ nodeId: this.name, code, message }, 'node link refused');
    this.say({ kind: 'controller/refused', code, message: message.slice(0, 300) });
    this.end();
    this.socket.close(closeCode(code), code);
    this.owned.push(timers.after(LINK_LIMITS.closeWithinMs, () => this.socket.terminate()));
  }

  /** For a node that takes nothing any more: a close frame would wait behind the rest. */
  private cut(code: ProblemCode, message: string): void {
    if (this.phase === 'over') return;
    this.deps.logger.warn({ nodeId: this.name, code, message }, 'node link cut');
    this.end();
    this.socket.terminate();
  }

  /** A full disk is the controller's trouble: the node keeps its receipts and sends them again. */
  private fail(error: unknown): void {
    const { logger } = this.deps;
    if (error instanceof LoaError && error.isRetryable) {
      logger.warn({ nodeId: this.name, error }, 'a report could not be stored');
      return;
    }
    logger.error({ nodeId: this.name, error }, 'the node link failed');
    this.refuse('internal', 'the controller failed on this message');
  }

  private end(): void {
    this.release();
    const wasWelcomed = this.phase === 'welcomed';
    this.phase = 'over';
    if (wasWelcomed) this.deps.fleet.disconnected(this);
  }

  private release(): void {
    for (const timer of this.owned.splice(0)) timer[Symbol.dispose]();
  }
}

function orderMessage(envelope: string): string {
  return `{"kind":"controller/order","order":${envelope}}`;
}

function refused(code: ProblemCode, detail: string): Refusal {
  return { code, detail };
}

function closeCode(code: ProblemCode): number {
  const codes: Partial<Record<ProblemCode, number>> = CLOSE_CODES;
  return codes[code] ?? 1011;
}
