/** One connected console: what this person may see of the picture, as numbered messages. */
import { FEED_SESSION_ENDED, type FeedMessage } from '@loa/protocol/console-api';
import type { DocumentKind } from '@loa/protocol/programme';
import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import type { Logger } from '@loa/runtime/pure';
import type { WebSocket } from 'ws';
import type { Actor } from '../../domain/policy/actor.ts';
import { decide } from '../../domain/policy/permissions.ts';
import type { Engine } from '../../engine/facades.ts';
import { jobView } from '../../presentation/views.ts';
import { FEED_LIMITS } from './limits.ts';
import type { Picture, PictureChange, SeenBroadcast, SeenNode } from './picture.ts';

/** What changed beside the picture. */
export interface OtherNews {
  readonly jobIds: ReadonlySet<string>;
  readonly documents?: ReadonlySet<DocumentKind>;
  readonly library: boolean;
  readonly city: boolean;
  readonly warnings: boolean;
}

const NO_NEWS: OtherNews = { jobIds: new Set(), library: false, city: false, warnings: false };

export class ConnectedConsole {
  private sequence = 0;
  private isAlive = true;
  private hasSpoken = false;
  /** Of the last snapshot, what has not been sent yet. */
  private left: { readonly nodes: NodeId[]; readonly broadcasts: CueId[] } = {
    nodes: [],
    broadcasts: [],
  };
  private readonly engine: Engine;
  private readonly socket: WebSocket;
  readonly sessionId: string;
  private readonly logger: Logger;
  private actor: Actor;

  constructor(options: {
    engine: Engine;
    socket: WebSocket;
    sessionId: string;
    actor: Actor;
    logger: Logger;
  }) {
    this.logger = options.logger;
    this.engine = options.engine;
    this.socket = options.socket;
    this.sessionId = options.sessionId;
    this.actor = options.actor;
    this.socket.on('pong', () => {
      this.isAlive = true;
    });
  }

  /**
   * [FLT36] The whole picture; also what a change of the city needs, since it may change what is seen. Of a
   * large one the beginning: the rest follows.
   */
  snapshot(picture: Picture, nowMs: number): void {
    const jobs = this.engine.library.jobs().filter((job) => job.owner === this.actor.username);
    const { snapshotNodes, snapshotBroadcasts } = FEED_LIMITS;
    const nodes = [...picture.nodes.keys()];
    const broadcasts = [...picture.broadcasts.keys()];
    this.left = {
      nodes: nodes.slice(snapshotNodes),
      broadcasts: broadcasts.slice(snapshotBroadcasts),
    };
    this.send({
      kind: 'feed/snapshot',
      sequence: this.next(),
      nowMs,
      nodes: this.nodesOf(seen(picture.nodes, nodes.slice(0, snapshotNodes))),
      broadcasts: this.broadcastsOf(
        seen(picture.broadcasts, broadcasts.slice(0, snapshotBroadcasts)),
      ),
      jobs: jobs.map((job) => jobView(job, this.actor.language)),
    });
  }

  /** The next part of a large picture, where the page has taken the last one. */
  more(picture: Picture, nowMs: number): void {
    const { nodes, broadcasts } = this.left;
    if (nodes.length + broadcasts.length === 0) return;
    if (this.socket.bufferedAmount > FEED_LIMITS.partBytes) return;
    const part = {
      nodes: seen(picture.nodes, nodes.splice(0, FEED_LIMITS.snapshotNodes)),
      broadcasts: seen(picture.broadcasts, broadcasts.splice(0, FEED_LIMITS.snapshotBroadcasts)),
      removed: [],
    };
    this.change(part, NO_NEWS, nowMs);
  }

  change(change: PictureChange, news: OtherNews, nowMs: number): void {
    const nodes = this.nodesOf(change.nodes);
    const broadcasts = this.broadcastsOf(change.broadcasts);
    const removed = this.broadcastsOf(change.removed).map(({ cueId }) => cueId);
    const jobs = [...news.jobIds]
      .flatMap((jobId) => this.engine.library.job(jobId) ?? [])
      .filter((job) => job.owner === this.actor.username)
      .map((job) => jobView(job, this.actor.language));
    const parts = {
      ...(nodes.length > 0 && { nodes }),
      ...(broadcasts.length > 0 && { broadcasts }),
      ...(removed.length > 0 && { removedBroadcasts: removed }),
      ...(jobs.length > 0 && { jobs }),
      ...(news.library && { library: true as const }),
      ...(news.documents?.size && { documents: [...news.documents] }),
      ...(news.city && { city: true as const }),
      ...(news.warnings && { warnings: true as const }),
    };
    // Nothing this person may see: not even a number tells of it.
    if (Object.keys(parts).length === 0) return;
    this.send({ kind: 'feed/change', sequence: this.next(), nowMs, ...parts });
  }

  /** Called twice in `FEED_BEAT_MS`: silence would look like a dead line to the page. */
  beat(nowMs: number): void {
    if (!this.hasSpoken) this.send({ kind: 'feed/change', sequence: this.next(), nowMs });
    this.hasSpoken = false;
  }

  /** Closes when the session has ended; takes over a new language. */
  checkSession(): void {
    const actor = this.engine.accounts.actor(this.sessionId);
    if (actor) this.actor = actor;
    else this.socket.close(FEED_SESSION_ENDED, 'session ended');
  }

  /** Ends a peer that has not answered the last ping. */
  ping(): void {
    if (this.isAlive) this.socket.ping();
    else this.socket.terminate();
    this.isAlive = false;
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  private next(): number {
    this.sequence += 1;
    return this.sequence;
  }

  private nodesOf(nodes: Iterable<SeenNode>) {
    const map = this.engine.city.map();
    const question = { actor: this.actor, action: 'node.read', map } as const;
    return [...nodes]
      .filter(({ unitId }) => {
        return decide({ ...question, resource: { kind: 'unit', unitId } }) === 'allowed';
      })
      .map(({ status }) => status);
  }

  private broadcastsOf(broadcasts: Iterable<SeenBroadcast>) {
    const map = this.engine.city.map();
    const question = { actor: this.actor, action: 'broadcast.read', map } as const;
    return [...broadcasts]
      .filter(({ nodeIds }) => {
        return decide({ ...question, resource: { kind: 'broadcast', nodeIds } }) === 'allowed';
      })
      .map(({ broadcast }) => broadcast);
  }

  private send(message: FeedMessage): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > FEED_LIMITS.bufferedBytes) {
      // It would never catch up: the page reconnects and gets a fresh snapshot. A goodbye would
      // wait behind what it does not read.
      this.logger.info({ problem: 'consumer-too-slow' }, 'a console was cut off');
      this.socket.terminate();
      return;
    }
    this.hasSpoken = true;
    this.socket.send(JSON.stringify(message));
  }
}

/** What the picture has of these now. */
function seen<Id, Seen>(shown: ReadonlyMap<Id, Seen>, ids: readonly Id[]): Seen[] {
  return ids.flatMap((id) => shown.get(id) ?? []);
}
