import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { LIMITS, type NodeId } from '@loa/protocol/vocabulary';
import type { Clock, Logger, Random, Timers } from '@loa/runtime/pure';
import { WebSocketServer } from 'ws';
import type { AssetStore } from '../../engine/asset-store-port.ts';
import type { Timeline } from '../../engine/ports.ts';
import { createFanOut, type FanOut } from '../../streaming/fan-out.ts';
import { createEngineLine } from './engine-line.ts';
import type { FromHub, SessionNumber, ToHub } from './exchange.ts';
import { type Frame, frameOf } from './frames.ts';
import { HubSession, type LinkCounts, type SessionHub } from './hub-session.ts';
import { LINK_LIMITS } from './limits.ts';
import { LinkSocket } from './link-socket.ts';
import { createRateLimit } from './rate-limit.ts';
import { createReadyFrames } from './ready-frames.ts';
import { createStreamHost, type OpenVoice } from './stream-host.ts';

export interface LinkHubDeps {
  readonly assets: Pick<AssetStore, 'manifest' | 'chunk'>;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  /** Hands a batch to the desk, which answers with `taken` when it was dealt with. */
  readonly post: (batch: readonly FromHub[]) => void;
  readonly openVoice: OpenVoice;
}

/** The nodes' end of the controller: their sockets, and everything that needs no database. */
export interface LinkHub {
  /** For an HTTP server's `upgrade` of the path `/agent`. Takes over the socket. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** What the desk says. */
  take(batch: readonly ToHub[]): void;
  /** Refuses new nodes, says goodbye to those connected, and waits until their sockets are closed. */
  close(): Promise<void>;
  readonly fanOut: FanOut<Frame>;
  readonly counts: Readonly<LinkCounts>;
}

export function createLinkHub(deps: LinkHubDeps): LinkHub {
  return new Hub(deps);
}

/** Invariant: `byNode` has the newest welcomed session of a node. */
class Hub implements LinkHub {
  readonly fanOut: FanOut<Frame>;
  readonly counts: LinkCounts = { unknownKinds: 0 };
  private readonly deps: LinkHubDeps;
  private readonly server: WebSocketServer;
  private readonly sessions = new Map<SessionNumber, HubSession>();
  private readonly byNode = new Map<NodeId, HubSession>();
  private readonly engine: ReturnType<typeof createEngineLine>;
  private readonly streams: ReturnType<typeof createStreamHost>;
  private readonly sessionHub: SessionHub;
  private readonly mayConnect: (address: string) => boolean;
  private readonly sweeping: Disposable;
  private lastNumber = 0;
  private sweptAtUs: number;
  private closing: PromiseWithResolvers<void> | null = null;

  constructor(deps: LinkHubDeps) {
    this.deps = deps;
    this.server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: LIMITS.fromNodeBytes,
      maxFragments: LINK_LIMITS.fragments,
      clientTracking: false,
    });
    this.engine = createEngineLine({
      post: deps.post,
      sessionOf: (number) => this.sessions.get(number) ?? null,
    });
    this.fanOut = createFanOut({
      ...deps,
      frameOf,
      linkOf: (nodeId) => this.byNode.get(nodeId) ?? null,
    });
    this.streams = createStreamHost({ ...deps, fanOut: this.fanOut, tell: this.engine.tell });
    this.sessionHub = this.viewForSessions();
    this.mayConnect = createRateLimit(deps.clock, {
      perSecond: LINK_LIMITS.connectionsPerSecond,
      burst: LINK_LIMITS.connectionBurst,
      keys: LINK_LIMITS.addresses,
    });
    this.sweptAtUs = deps.clock.monotonicUs();
    this.sweeping = deps.timers.every(LINK_LIMITS.sweepEveryMs, () => this.sweep());
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // The peer may go away at any time; before the handshake is done nobody else would notice.
    socket.on('error', () => socket.destroy());
    const status = this.refusal(request);
    if (status !== null) {
      refuseUpgrade(socket, status);
      return;
    }
    request.socket.setNoDelay(true);
    this.server.handleUpgrade(request, socket, head, (accepted) => {
      const number = ++this.lastNumber;
      const session = new HubSession(number, new LinkSocket(accepted, socket), this.sessionHub);
      this.sessions.set(number, session);
      accepted.on('close', () => this.gone(number));
      session.start();
    });
  }

  take(batch: readonly ToHub[]): void {
    for (const message of batch) this.takeOne(message);
  }

  async close(): Promise<void> {
    this.closing = Promise.withResolvers();
    for (const session of this.sessions.values()) {
      session.goodbye(Math.round(this.deps.random.next() * LINK_LIMITS.returnWithinMs));
    }
    if (this.sessions.size === 0) this.closing.resolve();
    await this.closing.promise;
    this.sweeping[Symbol.dispose]();
    this.streams[Symbol.dispose]();
    this.server.close();
  }

  private refusal(request: IncomingMessage): number | null {
    // [LNK1] A browser always sends Origin, and cookies where it has some: no node sends either.
    if (request.headers.origin !== undefined || request.headers.cookie !== undefined) return 401;
    if (this.closing) return 503;
    if (!this.mayConnect(request.socket.remoteAddress ?? '')) return 429;
    let strangers = 0;
    for (const session of this.sessions.values()) strangers += session.isStranger ? 1 : 0;
    return strangers >= LINK_LIMITS.strangers ? 503 : null;
  }

  private gone(number: SessionNumber): void {
    this.sessions.delete(number);
    if (this.sessions.size === 0) this.closing?.resolve();
  }

  private takeOne(message: ToHub): void {
    switch (message.kind) {
      case 'taken':
        this.engine.taken();
        return;
      case 'document':
        this.engine.answer(message);
        return;
      case 'say': {
        const sessions = message.sessions.flatMap((number) => this.sessions.get(number) ?? []);
        if (sessions.length === 1) sessions[0]?.say(message.text);
        else if (sessions.length > 1) {
          const frame = frameOf(message.text);
          for (const session of sessions) session.sayFrame(frame);
        }
        return;
      }
      case 'key':
        this.sessions.get(message.session)?.takeKey(message.publicKey);
        return;
      case 'enrolled':
        this.sessions.get(message.session)?.enrolled(message.text);
        return;
      case 'welcome':
        this.sessions.get(message.session)?.welcome(message);
        return;
      case 'refuse':
        this.sessions.get(message.session)?.refuse(message.code, message.message);
        return;
      case 'stream/open':
      case 'stream/push':
      case 'stream/lengthen':
      case 'stream/end':
        this.streams.take(message);
        return;
    }
  }

  /** [LNK40] Once in a while the engine is told who lives; each message of each node would be much. */
  private sweep(): void {
    const nowUs = this.deps.clock.monotonicUs();
    const alive: SessionNumber[] = [];
    for (const session of this.sessions.values()) {
      session.sweep(nowUs);
      if (session.isWelcomed && session.lastHeardAtUs >= this.sweptAtUs) alive.push(session.number);
    }
    this.sweptAtUs = nowUs;
    if (alive.length > 0) this.engine.tell({ kind: 'alive', sessions: alive });
  }

  private viewForSessions(): SessionHub {
    const { clock, timeline, random, logger, assets } = this.deps;
    const frames = createReadyFrames(LINK_LIMITS.readyFrameBytes);
    return {
      ...{ clock, timeline, random, logger, counts: this.counts },
      tell: this.engine.tell,
      sources: (session) => ({
        assets,
        frames,
        document: (name) => this.engine.document(session, name),
      }),
      welcomed: (session) => {
        this.byNode.set(session.nodeId, session);
        this.fanOut.connected(session.nodeId, session);
      },
      over: (session) => {
        this.fanOut.disconnected(session.nodeId, session);
        if (this.byNode.get(session.nodeId) === session) this.byNode.delete(session.nodeId);
      },
      heard: (nodeId, stream, report) => this.fanOut.heard(nodeId, stream, report),
    };
  }
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
      `${status === 401 ? '' : 'Retry-After: 5\r\n'}Content-Length: 0\r\n\r\n`,
  );
}
