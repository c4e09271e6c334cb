import { type FromNode, LINK_PROTOCOL, type ToNode } from '@loa/protocol/agent-link';
import { decodeMonitor } from '@loa/protocol/frame';
import type { Envelope } from '@loa/protocol/signed';
import { type AssetId, CLOSE_CODES, type NodeId, type ProblemCode } from '@loa/protocol/vocabulary';
import { type Clock, encodeBase64Url, type Logger, type Random } from '@loa/runtime/pure';
import type { RawData } from 'ws';
import type { Timeline } from '../../engine/ports.ts';
import type { FanOutLink } from '../../streaming/fan-out.ts';
import type { HeardReport } from '../../streaming/fan-out-window.ts';
import { claimedNode, openEnrolment, openHello } from './envelopes.ts';
import type { FromHub, SessionNumber, ToHub } from './exchange.ts';
import type { Frame } from './frames.ts';
import { readMessage } from './incoming.ts';
import { LINK_LIMITS } from './limits.ts';
import type { LinkSocket } from './link-socket.ts';
import { Outbox } from './outbox.ts';
import { type Bucket, takeToken } from './rate-limit.ts';
import { readyChunk, type WantSources, wantChunk, wantDocuments, wantManifest } from './wants.ts';

/** Messages of a node that are not understood, over all sessions. */
export interface LinkCounts {
  unknownKinds: number;
}

/** What a session needs of the hub it belongs to. */
export interface SessionHub {
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly logger: Logger;
  readonly counts: LinkCounts;
  readonly sources: (session: SessionNumber) => WantSources;
  tell(message: FromHub): void;
  /** From now on it may be sent streams. */
  welcomed(session: HubSession): void;
  /** Once, after `welcomed`. */
  over(session: HubSession): void;
  heard(nodeId: NodeId, stream: number, report: HeardReport): void;
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
 *     greeted ── enrol ──▶ asking ──▶ greeted (with a key)
 *     greeted ── hello ──▶ asking ──▶ welcomed ──▶ over
 *
 * Invariants: the nonce is used by this connection alone; nothing but enrol and hello is heard
 * before the welcome, and nothing while the engine is asked; `over` is final, and told to the engine
 * once where there was a welcome.
 */
export class HubSession implements FanOutLink<Frame> {
  readonly number: SessionNumber;
  private readonly hub: SessionHub;
  private readonly socket: LinkSocket;
  private readonly outbox: Outbox;
  private readonly nonce: string;
  private readonly bornAtUs: number;
  private phase: 'greeted' | 'asking' | 'welcomed' | 'over' = 'greeted';
  /** The hello that the engine is asked about. */
  private hello: { readonly nodeId: NodeId; readonly envelope: Envelope } | null = null;
  private name: NodeId | null = null;
  private heardAtUs: number;
  private pingedAtUs: number;
  /** To the quarter of a second: when the node was last sent anything. */
  private saidAtUs: number;
  /** When a connection that was closed is cut, agreed or not. */
  private endsAtUs: number | null = null;
  private rate: Bucket | undefined;
  /** Of its messages, those that wait until the engine takes them. */
  waitingForEngine = 0;

  constructor(number: SessionNumber, socket: LinkSocket, hub: SessionHub) {
    this.number = number;
    this.socket = socket;
    this.hub = hub;
    this.nonce = encodeBase64Url(hub.random.bytes(32));
    this.bornAtUs = hub.clock.monotonicUs();
    this.heardAtUs = this.bornAtUs;
    this.pingedAtUs = this.bornAtUs;
    this.saidAtUs = this.bornAtUs;
    this.outbox = new Outbox(socket, this);
  }

  get nodeId(): NodeId {
    if (this.name === null) throw new Error('a session has no node before its hello');
    return this.name;
  }

  get isStranger(): boolean {
    return this.phase === 'greeted' || this.phase === 'asking';
  }

  get isWelcomed(): boolean {
    return this.phase === 'welcomed';
  }

  /** Monotonic, µs. */
  get lastHeardAtUs(): number {
    return this.heardAtUs;
  }

  start(): void {
    this.socket.listen({
      message: (data, isBinary) => this.receive(data, isBinary),
      pong: () => this.hear(),
      // A protocol error closes the socket by itself, with the code of RFC 6455.
      error: (error) => this.hub.logger.debug({ error }, 'node link error'),
      close: () => this.end(),
    });
    this.tellNode({ kind: 'controller/challenge', protocol: LINK_PROTOCOL, nonce: this.nonce });
  }

  // --- what the engine says ---

  say(text: string): void {
    if (this.phase !== 'over') this.outbox.say(text);
  }

  sayFrame(frame: Frame): void {
    if (this.phase !== 'over') this.outbox.sayFrame(frame);
  }

  /** A live chunk: what does not fit is left out, for it is late already. */
  sendFrame(frame: Frame): boolean {
    if (!this.socket.isOpen) return false;
    if (this.socket.waitingBytes + frame.bytes.length > LINK_LIMITS.waitingBytes) return false;
    this.socket.sendFrame(frame);
    return true;
  }

  takeKey(publicKey: string | null): void {
    if (this.phase !== 'asking' || !this.hello) return;
    const { nodeId, envelope } = this.hello;
    const refusal = publicKey === null ? UNKNOWN : this.judgeHello(publicKey, nodeId, envelope);
    if (refusal) this.refuse(refusal.code, refusal.detail);
  }

  /** [LNK5] Everything that the node missed, oldest first, then the mark that it has it all. */
  welcome({ texts, inTurn }: Extract<ToHub, { kind: 'welcome' }>): void {
    if (this.phase !== 'asking' || !this.hello) return;
    this.name = this.hello.nodeId;
    this.hello = null;
    this.phase = 'welcomed';
    for (const text of texts) this.outbox.say(text);
    this.outbox.sayInTurn(inTurn);
    // What was too much for it has ended it.
    if (this.isWelcomed) this.hub.welcomed(this);
  }

  enrolled(text: string): void {
    if (this.phase !== 'asking') return;
    this.phase = 'greeted';
    this.outbox.say(text);
  }

  /** Says why, closes with the code, and does not wait for the other side to agree for long. */
  refuse(code: ProblemCode, message: string): void {
    if (this.phase === 'over') return;
    this.hub.logger.info({ nodeId: this.name, code, message }, 'node link refused');
    this.tellNode({ kind: 'controller/refused', code, message: message.slice(0, 300) });
    this.close(closeCode(code), code);
  }

  goodbye(reconnectAfterMs: number): void {
    if (this.phase === 'welcomed') this.tellNode({ kind: 'controller/goodbye', reconnectAfterMs });
    this.close(1001, 'going down');
  }

  // --- what the node says ---

  private receive(data: RawData, isBinary: boolean): void {
    if (this.phase === 'over') return;
    this.hear();
    this.rate = takeToken(this.rate, MESSAGE_RATE, this.heardAtUs) ?? undefined;
    try {
      const refusal = !this.rate
        ? refused('too-many-requests', 'more messages than a node may send')
        : isBinary
          ? this.takeBinary(data as Buffer)
          : this.takeText(data.toString());
      if (refusal) this.refuse(refusal.code, refusal.detail);
    } catch (error) {
      this.failed(error);
    }
  }

  private takeText(text: string): Refusal | null {
    const incoming = readMessage(text);
    switch (incoming.outcome) {
      case 'malformed':
        return refused('message-malformed', incoming.detail);
      case 'unknown-kind':
        this.hub.counts.unknownKinds++;
        return null;
      case 'message':
        return this.take(incoming.message);
    }
  }

  private takeBinary(bytes: Uint8Array): Refusal | null {
    try {
      if (this.phase !== 'welcomed') throw new RangeError('sound before the hello');
      const { atUs, mulaw } = decodeMonitor(bytes);
      // A copy of its own: the message's memory is the socket's.
      return this.tellEngine({
        ...{ kind: 'monitor', session: this.number, atUs },
        mulaw: mulaw.slice(),
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return refused('message-malformed', error.message);
    }
  }

  private take(message: FromNode): Refusal | null {
    const isGreeting = message.kind === 'node/enrol' || message.kind === 'node/hello';
    if (isGreeting ? this.phase !== 'greeted' : this.phase !== 'welcomed') {
      return refused('message-malformed', `${message.kind} does not belong here`);
    }
    if (message.kind === 'node/enrol') return this.takeEnrolment(message.code, message.enrol);
    if (message.kind === 'node/hello') return this.takeHello(message.hello);
    return this.takeReport(message as Report);
  }

  private takeEnrolment(code: string, envelope: Envelope): Refusal | null {
    const body = openEnrolment(envelope, this.nonce);
    if (!body) return refused('signature-wrong', 'the key did not sign this enrolment');
    const { nodeId, publicKey } = body;
    this.phase = 'asking';
    return this.tellEngine({ kind: 'enrol', session: this.number, nodeId, code, publicKey });
  }

  private takeHello(envelope: Envelope): Refusal | null {
    const nodeId = claimedNode(envelope);
    if (!nodeId) return UNKNOWN;
    this.hello = { nodeId, envelope };
    this.phase = 'asking';
    return this.tellEngine({ kind: 'key-wanted', session: this.number, nodeId });
  }

  private judgeHello(publicKey: string, nodeId: NodeId, envelope: Envelope): Refusal | null {
    const body = openHello(envelope, { nodeId, publicKey, nonce: this.nonce });
    if (!body) return refused('signature-wrong', 'the hello is not signed for this connection');
    if (body.protocol !== LINK_PROTOCOL) {
      const detail = `protocol ${body.protocol} is not spoken here, ${LINK_PROTOCOL} is`;
      return refused('protocol-unsupported', detail);
    }
    return this.tellEngine({ kind: 'hello', session: this.number, publicKey, hello: body });
  }

  private takeReport(message: Report): Refusal | null {
    switch (message.kind) {
      case 'node/clock':
        this.answerClock(message.t1Us);
        return null;
      case 'node/heard':
        this.hub.heard(this.nodeId, message.stream, message);
        return null;
      case 'node/want-documents':
        for (const want of wantDocuments(this.sources(), message)) this.outbox.queue(want);
        return null;
      case 'node/want-manifest':
        this.outbox.queue(wantManifest(this.sources(), message.assetId));
        return null;
      case 'node/want-chunk':
        this.serveChunk(message.assetId, message.index);
        return null;
      case 'node/plan-applied':
      case 'node/order-applied':
      case 'node/receipts':
      case 'node/health':
        return this.tellEngine({ kind: 'report', session: this.number, report: message });
    }
  }

  /** [LNK7] Received when it was heard: what reading it took is no part of the way. */
  private answerClock(t1Us: number): void {
    const { clock, timeline } = this.hub;
    const { timelineId } = timeline;
    const t3Us = timeline.nowUs();
    const t2Us = t3Us - (clock.monotonicUs() - this.heardAtUs);
    this.tellNode({ kind: 'controller/clock', timelineId, t1Us, t2Us, t3Us });
  }

  /** [LNK47] What lies ready goes at once where nothing is in its way. */
  private serveChunk(assetId: AssetId, index: number): void {
    const sources = this.sources();
    const ready = this.outbox.isIdle ? readyChunk(sources, assetId, index) : null;
    if (ready) this.outbox.sayFrame(ready);
    else this.outbox.queue(wantChunk(sources, assetId, index));
  }

  private sources(): WantSources {
    return this.hub.sources(this.number);
  }

  /** [LNK41] What one node may have waiting for the engine is limited. */
  private tellEngine(message: FromHub): Refusal | null {
    if (this.waitingForEngine >= LINK_LIMITS.waitingForEngine) {
      return refused('unavailable', 'the controller is behind with the messages of this node');
    }
    this.hub.tell(message);
    return null;
  }

  // --- life and death ---

  private hear(): void {
    this.heardAtUs = this.hub.clock.monotonicUs();
  }

  /** Does what has become due. */
  sweep(nowUs: number): void {
    if (this.endsAtUs !== null) {
      if (nowUs >= this.endsAtUs) this.socket.terminate();
      return;
    }
    if (this.phase === 'greeted' && nowUs - this.bornAtUs >= LINK_LIMITS.helloWithinMs * 1000) {
      this.refuse('node-unknown', 'no hello in time');
      return;
    }
    if (nowUs - this.heardAtUs >= LINK_LIMITS.deadAfterMs * 1000) {
      this.hub.logger.info({ nodeId: this.name }, 'a node fell silent');
      this.socket.terminate();
    } else this.probe(nowUs);
  }

  /** Either side tells a dead line by its silence: neither is left in doubt for long. */
  private probe(nowUs: number): void {
    if (this.socket.takeWritten()) this.saidAtUs = nowUs;
    const livelyUs = Math.max(this.pingedAtUs, Math.min(this.heardAtUs, this.saidAtUs));
    if (nowUs - livelyUs < LINK_LIMITS.pingEveryMs * 1000) return;
    this.pingedAtUs = nowUs;
    this.socket.ping();
  }

  private tellNode(message: ToNode): void {
    this.outbox.say(JSON.stringify(message));
  }

  /** For a node that takes nothing any more: a close frame would wait behind the rest. */
  tooSlow(detail: string): void {
    if (this.phase === 'over') return;
    const code = 'consumer-too-slow';
    this.hub.logger.warn({ nodeId: this.name, code, detail }, 'node link cut');
    this.end();
    this.socket.terminate();
  }

  failed(error: unknown): void {
    this.hub.logger.error({ nodeId: this.name, error }, 'the node link failed');
    this.refuse('internal', 'the controller failed on this message');
  }

  private close(code: number, reason: string): void {
    this.end();
    this.socket.close(code, reason);
    this.endsAtUs = this.hub.clock.monotonicUs() + LINK_LIMITS.closeWithinMs * 1000;
  }

  private end(): void {
    const wasWelcomed = this.phase === 'welcomed';
    // The engine may have let it in already, and its welcome be on the way here.
    const wasAsking = this.phase === 'asking';
    this.phase = 'over';
    if (wasWelcomed) this.hub.over(this);
    if (wasWelcomed || wasAsking) this.hub.tell({ kind: 'closed', session: this.number });
  }
}

const UNKNOWN = refused('node-unknown', 'this node is not enrolled');

function refused(code: ProblemCode, detail: string): Refusal {
  return { code, detail };
}

function closeCode(code: ProblemCode): number {
  const codes: Partial<Record<ProblemCode, number>> = CLOSE_CODES;
  return codes[code] ?? 1011;
}
