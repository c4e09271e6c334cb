import { Worker } from 'node:worker_threads';
import { LoaError, type Timers } from '@loa/runtime/pure';
import type { Streams } from '../../engine/streams-port.ts';
import type { LeadingTimeline } from '../../engine/timeline.ts';
import { createLinkDesk, type LinkDesk, type LinkDeskDeps } from './desk.ts';
import type { HubAddress } from './hub-server.ts';
import { LINK_LIMITS } from './limits.ts';
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts';

const THREAD_LIMITS = {
  /** From the end of a thread to the start of its successor. */
  restartMs: 250,
  /** After so many that did not come to listen, only so often. */
  quickRestarts: 5,
  slowRestartMs: 5_000,
  /** How often the thread's timeline is drawn after the engine's. */
  slewEveryMs: 1_000,
  /** A goodbye to everybody, and the end of their connections. */
  closeWithinMs: 2_500,
} as const;

export interface NodeLinkDeps extends Omit<LinkDeskDeps, 'post' | 'timeline'> {
  readonly timeline: LeadingTimeline;
  readonly timers: Timers;
  /** The module that the thread runs. */
  readonly entry: URL;
}

export interface NodeLinkAddress extends HubAddress {
  readonly assetDir: string;
}

/** The link to the nodes, whose sockets live on a thread of their own. */
export interface NodeLink {
  /** Ends every stream at once while nothing listens. */
  readonly streams: Streams;
  /** @throws LoaError naming the variable where it cannot listen */
  listen(address: NodeLinkAddress): Promise<{ readonly url: string }>;
  /** For nodes that connect from now on; where it speaks TLS. */
  useCertificate(tls: HubAddress['tls'] & object): void;
  /** Says goodbye to every node. */
  close(): Promise<void>;
}

/** Nothing runs before `listen`. */
export function createNodeLink(deps: NodeLinkDeps): NodeLink {
  return new ThreadedLink(deps);
}

/**
 * Invariants: at most one thread; while it is away, what is said to nodes is dropped, because every
 * session ended with it.
 */
class ThreadedLink implements NodeLink {
  private readonly deps: NodeLinkDeps;
  private readonly desk: LinkDesk;
  private worker: Worker | null = null;
  private timers: Disposable[] = [];
  private failures = 0;
  private isClosing = false;
  /** Since the start; a thread that is started again begins with it. */
  private renewed: HubAddress['tls'] = null;

  constructor(deps: NodeLinkDeps) {
    this.deps = deps;
    this.desk = createLinkDesk({
      ...deps,
      post: (batch, transfer) => this.post({ kind: 'batch', batch }, transfer),
    });
  }

  get streams(): Streams {
    const { streams } = this.desk;
    return {
      open: (opening, events) => {
        if (this.worker !== null) return streams.open(opening, events);
        queueMicrotask(() => events.ended(null));
        return { push: () => {}, lengthenLead: () => {}, end: () => {} };
      },
    };
  }

  async listen(address: NodeLinkAddress): Promise<{ readonly url: string }> {
    const { url, port } = await this.start(address);
    // A successor is found where the first was.
    this.supervise({ ...address, port });
    this.timers.push(
      this.deps.timers.every(THREAD_LIMITS.slewEveryMs, () => {
        this.post({ kind: 'slew', slew: this.deps.timeline.state().slew });
      }),
    );
    return { url };
  }

  useCertificate(tls: HubAddress['tls'] & object): void {
    this.renewed = tls;
    this.post({ kind: 'certificate', tls });
  }

  async close(): Promise<void> {
    this.isClosing = true;
    for (const timer of this.timers.splice(0)) timer[Symbol.dispose]();
    const { worker } = this;
    if (!worker) return;
    const closed = new Promise<void>((resolve) => {
      worker.on('message', (message: FromThread) => message.kind === 'closed' && resolve());
      worker.once('exit', () => resolve());
      const late = this.deps.timers.after(THREAD_LIMITS.closeWithinMs, () => resolve());
      worker.once('exit', () => late[Symbol.dispose]());
    });
    this.post({ kind: 'close' });
    await closed;
    await worker.terminate();
    this.desk.lost();
  }

  /** Resolves when it listens; a thread that ends before is the fault it said, or an error. */
  private start(address: NodeLinkAddress): Promise<{ url: string; port: number }> {
    const { timeline, logger } = this.deps;
    const { assetDir, ...door } = address;
    const tls = this.renewed ?? door.tls;
    const workerData: ThreadStart = {
      address: { ...door, tls },
      assetDir,
      timeline: timeline.state(),
    };
    const worker = new Worker(this.deps.entry, {
      ...{ workerData, name: 'loa-nodes' },
      // Two halves, and as much again for what is too large for them.
      resourceLimits: { maxYoungGenerationSizeMb: 3 * LINK_LIMITS.semiSpaceMb },
    });
    this.worker = worker;
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromThread) => {
        switch (message.kind) {
          case 'listening':
            resolve(message);
            return;
          case 'failed':
            reject(new LoaError(message.code, message.message));
            return;
          case 'batch':
            if (this.worker === worker) this.desk.take(message.batch);
            return;
          case 'log':
            logger[message.level](message.fields, message.message);
            return;
          case 'closed':
            return;
        }
      });
      worker.on('error', (error) => {
        logger.error({ error }, 'the thread of the node link failed');
        reject(error);
      });
      worker.on('exit', (code) => {
        if (this.worker === worker) this.worker = null;
        reject(new Error(`the thread of the node link ended with ${code}`));
      });
    });
  }

  /** [LNK45] A thread that ends takes its connections along; the nodes find its successor. */
  private supervise(address: NodeLinkAddress): void {
    this.worker?.once('exit', (code) => {
      if (this.isClosing) return;
      this.deps.logger.error({ code }, 'the thread of the node link is gone; it is started again');
      this.desk.lost();
      this.restart(address);
    });
  }

  private restart(address: NodeLinkAddress): void {
    const isQuick = this.failures < THREAD_LIMITS.quickRestarts;
    const delayMs = isQuick ? THREAD_LIMITS.restartMs : THREAD_LIMITS.slowRestartMs;
    const waiting = this.deps.timers.after(delayMs, () => {
      this.timers = this.timers.filter((timer) => timer !== waiting);
      if (this.isClosing) return;
      this.start(address).then(
        ({ url }) => {
          this.failures = 0;
          this.deps.logger.info({ url }, 'the node link is back');
          this.supervise(address);
        },
        (error: unknown) => {
          this.failures++;
          this.deps.logger.error({ error }, 'the node link did not come back');
          if (!this.isClosing) this.restart(address);
        },
      );
    });
    this.timers.push(waiting);
  }

  private post(message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
    this.worker?.postMessage(message, [...transfer]);
  }
}
