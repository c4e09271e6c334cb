import {
  type FromNode,
  type HelloBody,
  LINK_PROTOCOL,
  type ToNode,
} from '@loa/protocol/agent-link';
import type { Envelope, SignedKind } from '@loa/protocol/signed';
import { CLOSE_CODES, LIMITS, type NodeId } from '@loa/protocol/vocabulary';
import { type Clock, LoaError, type Logger, type Random, type Timers } from '@loa/runtime/pure';
import { dispatch, dispatchBinary, parseMessage } from './dispatch.ts';
import type { LinkHandlers } from './handlers.ts';
import { returnDelayMs, silenceLimits } from './return-pace.ts';
import type { LinkSocket, OpenLinkSocket, SocketEvents } from './socket.ts';

/** A connection that lived so long was a good one: the next attempt comes quickly. */
const STABLE_AFTER_MS = 30_000;
const GREETED_WITHIN_MS = 15_000;
const WATCH_EVERY_MS = 250;
/** An attempt that nobody answered by then is joined by another: TCP itself would wait ever longer. */
const ANSWERED_WITHIN_MS = 1_500;
/** One of them may still be on a very long way, and is left so much time. */
const LONG_WAY_MS = 10_000;
/** Bytes the system has not taken yet, above which nothing more is handed over. */
const OUTBOX_BYTES = 256 * 1024;
const MONITOR_OUTBOX_BYTES = 32 * 1024;

export interface LinkOptions {
  readonly url: string;
  readonly caFile: string | null;
  readonly nodeId: NodeId;
}

export interface LinkDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly openSocket: OpenLinkSocket;
  readonly random: Random;
  /** Something sounds, or will in a moment. */
  readonly isSounding: () => boolean;
  readonly log: Logger;
  readonly handlers: LinkHandlers;
  readonly isEnrolled: () => boolean;
  /** Asked only while the node is not enrolled; null when there is none. */
  readonly enrolCode: () => string | null;
  readonly publicKey: () => string;
  readonly sign: (kind: SignedKind, kid: string, body: string) => Envelope;
  /** What the node says of itself in its hello; the link adds what it knows itself. */
  readonly hello: () => Omit<HelloBody, 'protocol' | 'nonce' | 'nodeId'>;
}

/**
 * waiting → connecting → greeting (challenge, enrolment, hello) → up → waiting …
 */
type Phase = 'stopped' | 'waiting' | 'connecting' | 'greeting' | 'up';

/** The one connection of a node. It connects, proves who it is, watches and reconnects. */
export class ControllerLink {
  private readonly options: LinkOptions;
  private readonly deps: LinkDeps;
  private phase: Phase = 'stopped';
  private socket: LinkSocket | null = null;
  private nonce: string | null = null;
  /** An attempt that nobody has answered yet, beside the present one. */
  private longWay: { readonly socket: LinkSocket; readonly end: Disposable } | null = null;
  private answered = false;
  /** Endings in a row: of attempts that were answered, and of those that were not. */
  private endings = { answered: 0, silent: 0 };
  private heardAtUs = 0;
  private asked = false;
  private readonly running: Disposable[] = [];
  private reconnect: Disposable | null = null;
  private goodbyeMs: number | null = null;
  private ignored = 0;

  constructor(options: LinkOptions, deps: LinkDeps) {
    this.options = options;
    this.deps = deps;
  }

  start(): void {
    if (this.phase === 'stopped') this.connect();
  }

  stop(): void {
    const { socket } = this;
    this.closed('the agent stops');
    this.phase = 'stopped';
    this.dropLongWay();
    this.reconnect?.[Symbol.dispose]();
    socket?.close(1001, 'the agent stops');
  }

  isUp(): boolean {
    return this.phase === 'up';
  }

  /** Messages of kinds this version does not know. */
  ignoredCount(): number {
    return this.ignored;
  }

  /** @returns false when it was not handed over: no link, too long, or the socket is behind */
  send(message: FromNode): boolean {
    if (this.phase !== 'up') return false;
    return this.transmit(message);
  }

  sendBinary(bytes: Uint8Array): boolean {
    if (this.phase !== 'up' || !this.socket) return false;
    if (this.socket.backlogBytes() > MONITOR_OUTBOX_BYTES) return false;
    return this.socket.send(bytes);
  }

  private transmit(message: FromNode): boolean {
    const text = JSON.stringify(message);
    if (Buffer.byteLength(text) > LIMITS.fromNodeBytes) {
      this.deps.log.error({ kind: message.kind }, 'a message is too long and was not sent');
      return false;
    }
    if (!this.socket || this.socket.backlogBytes() > OUTBOX_BYTES) return false;
    return this.socket.send(text);
  }

  private connect(): void {
    this.phase = 'connecting';
    this.heardAtUs = this.deps.clock.monotonicUs();
    this.asked = false;
    this.answered = false;
    try {
      this.socket = this.open();
      this.running.push(this.deps.timers.after(ANSWERED_WITHIN_MS, () => this.unanswered()));
    } catch (error) {
      // A certificate that went away costs the link and not the sound that is planned.
      this.deps.log.error({ err: error }, 'no connection can be made');
      this.closed('no connection can be made');
    }
  }

  private open(): LinkSocket {
    const isCurrent = (): boolean => socket === this.socket;
    const socket: LinkSocket = this.deps.openSocket(this.options.url, this.options.caFile, {
      reached: () => {
        if (isCurrent()) this.answered = true;
        else if (socket === this.longWay?.socket) this.takeLongWay();
      },
      opened: () => {
        if (isCurrent()) this.opened();
      },
      heard: () => {
        this.heardAtUs = this.deps.clock.monotonicUs();
        this.asked = false;
      },
      text: (text) => {
        if (isCurrent()) this.received(text);
      },
      binary: (bytes) => {
        if (isCurrent() && this.phase === 'up' && !dispatchBinary(bytes, this.deps.handlers)) {
          this.ignored++;
        }
      },
      closed: (code, reason) => {
        if (isCurrent()) this.closed(reason || `closed with ${code}`);
        else if (socket === this.longWay?.socket) this.dropLongWay();
      },
    } satisfies SocketEvents);
    return socket;
  }

  /** Nobody answered yet: the attempt is left to itself, and the next one follows. */
  private unanswered(): void {
    const { socket } = this;
    if (this.phase !== 'connecting' || this.answered || !socket) return;
    if (this.longWay) socket[Symbol.dispose]();
    else {
      const end = this.deps.timers.after(LONG_WAY_MS - ANSWERED_WITHIN_MS, () => {
        this.dropLongWay();
      });
      this.longWay = { socket, end };
    }
    this.closed('nobody answers');
  }

  /** An attempt that was left to itself was answered before any later one. */
  private takeLongWay(): void {
    if (!this.longWay || (this.phase !== 'waiting' && this.phase !== 'connecting')) return;
    if (this.phase === 'connecting' && this.answered) return;
    const { socket, end } = this.longWay;
    this.longWay = null;
    end[Symbol.dispose]();
    this.reconnect?.[Symbol.dispose]();
    const present = this.socket;
    this.socket = socket;
    present?.[Symbol.dispose]();
    for (const timer of this.running.splice(0)) timer[Symbol.dispose]();
    this.phase = 'connecting';
    this.answered = true;
  }

  private dropLongWay(): void {
    const longWay = this.longWay;
    this.longWay = null;
    longWay?.end[Symbol.dispose]();
    longWay?.socket[Symbol.dispose]();
  }

  private opened(): void {
    const { timers } = this.deps;
    this.phase = 'greeting';
    this.answered = true;
    this.dropLongWay();
    this.heardAtUs = this.deps.clock.monotonicUs();
    this.running.push(
      timers.every(WATCH_EVERY_MS, () => this.watch()),
      timers.after(GREETED_WITHIN_MS, () => {
        if (this.phase === 'greeting') this.giveUp('not greeted in time');
      }),
    );
  }

  private watch(): void {
    const silentMs = (this.deps.clock.monotonicUs() - this.heardAtUs) / 1000;
    const { askMs, endMs } = silenceLimits(this.deps.isSounding());
    if (silentMs >= endMs) {
      this.answered = false;
      this.giveUp(`nothing heard for ${endMs} ms`);
    } else if (silentMs >= askMs && !this.asked) {
      this.asked = true;
      this.socket?.ping();
    }
  }

  private received(text: string): void {
    const receivedAtUs = this.deps.clock.monotonicUs();
    const parsed = parseMessage(text);
    if (parsed.outcome === 'unknown-kind') {
      this.ignored++;
      return;
    }
    if (parsed.outcome === 'malformed') {
      this.deps.log.error({ problem: parsed.problem }, 'the controller sent a malformed message');
      this.socket?.close(CLOSE_CODES['message-malformed'], 'message-malformed');
      this.closed('message-malformed');
      return;
    }
    const { message } = parsed;
    try {
      if (this.phase === 'greeting' || message.kind === 'controller/goodbye') this.greet(message);
      else dispatch(message, receivedAtUs, this.deps.handlers);
    } catch (error) {
      // A disk that is full refuses one document; it must not take the whole agent with it.
      if (!(error instanceof LoaError)) throw error;
      this.deps.log.error({ err: error, kind: message.kind }, 'a message could not be carried out');
      if (this.phase === 'greeting') this.giveUp('the greeting could not be carried out');
    }
  }

  private greet(message: ToNode): void {
    switch (message.kind) {
      case 'controller/challenge':
        this.nonce = message.nonce;
        if (this.deps.isEnrolled()) this.sayHello();
        else this.enrol();
        break;
      case 'controller/enrolled':
        this.deps.handlers.enrolled(message.city, message.rootPublicKey);
        this.deps.log.info({ city: message.city }, 'this node is enrolled');
        this.sayHello();
        break;
      case 'controller/welcome':
        this.welcomed(message);
        break;
      case 'controller/refused':
        this.deps.log.error(
          { problem: message.code },
          `the controller refused: ${message.message}`,
        );
        break;
      case 'controller/goodbye':
        this.goodbyeMs = message.reconnectAfterMs;
        this.giveUp('the controller said goodbye');
        break;
      default:
        // Nothing else counts before the welcome.
        this.ignored++;
    }
  }

  private welcomed(welcome: Extract<ToNode, { kind: 'controller/welcome' }>): void {
    this.phase = 'up';
    this.endings.silent = 0;
    this.running.push(
      this.deps.timers.after(STABLE_AFTER_MS, () => {
        this.endings = { answered: 0, silent: 0 };
      }),
    );
    if (this.deps.handlers.welcomed(welcome)) {
      this.deps.log.info({ timelineId: welcome.timelineId }, 'the link is up');
      return;
    }
    this.deps.log.error({}, 'the keyring does not lead to the pinned root: not our controller');
    this.socket?.close(CLOSE_CODES['signature-wrong'], 'signature-wrong');
    this.closed('signature-wrong');
  }

  private enrol(): void {
    const code = this.deps.enrolCode();
    if (code === null) {
      this.deps.log.error({}, 'this node is not enrolled: give it a code in LOA_ENROL_CODE');
      this.giveUp('not enrolled');
      return;
    }
    const { nodeId } = this.options;
    const body = JSON.stringify({ nonce: this.nonce, nodeId, publicKey: this.deps.publicKey() });
    this.transmit({ kind: 'node/enrol', code, enrol: this.deps.sign('enrol', 'node:new', body) });
  }

  private sayHello(): void {
    if (this.nonce === null) return;
    const { nodeId } = this.options;
    const own = { protocol: LINK_PROTOCOL, nonce: this.nonce, nodeId };
    const body = JSON.stringify({ ...own, ...this.deps.hello() });
    this.transmit({ kind: 'node/hello', hello: this.deps.sign('hello', `node:${nodeId}`, body) });
  }

  private giveUp(reason: string): void {
    this.socket?.[Symbol.dispose]();
    this.closed(reason);
  }

  private closed(reason: string): void {
    if (this.phase === 'waiting' || this.phase === 'stopped') return;
    const wasUp = this.phase === 'up';
    this.phase = 'waiting';
    this.socket = null;
    this.nonce = null;
    for (const timer of this.running.splice(0)) timer[Symbol.dispose]();
    if (wasUp) this.deps.handlers.down();
    const { answered, endings } = this;
    const before = answered ? endings.answered++ : endings.silent++;
    const jitterMs = returnDelayMs({ answered, before }, this.deps.random.next());
    const delayMs = (this.goodbyeMs ?? 0) + jitterMs;
    this.goodbyeMs = null;
    this.deps.log.warn({ reason, delayMs }, 'the link is down');
    this.reconnect?.[Symbol.dispose]();
    this.reconnect = this.deps.timers.after(delayMs, () => this.connect());
  }
}
