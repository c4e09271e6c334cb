/**
 * Keeps the picture of all consoles true: events mark what to look at again, time does where the
 * engine has nothing to say (a start, an end, the edge of the window). Rests while nobody looks.
 */
import { FEED_BEAT_MS } from '@loa/protocol/console-api';
import type { DocumentKind } from '@loa/protocol/programme';
import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import type { Clock, Timers } from '@loa/runtime/pure';
import type { EngineEvent, EventBus } from '../../engine/events.ts';
import type { Engine } from '../../engine/facades.ts';
import type { ConnectedConsole } from './console.ts';
import { FEED_LIMITS } from './limits.ts';
import { createPicture, type Dirty, type Picture } from './picture.ts';

export interface WatchDeps {
  readonly engine: Engine;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly timers: Timers;
}

interface News {
  readonly nodes: Set<NodeId>;
  readonly broadcasts: Set<CueId>;
  readonly jobs: Set<string>;
  readonly documents: Set<DocumentKind>;
  library: boolean;
  city: boolean;
  warnings: boolean;
}

function noNews(): News {
  return {
    nodes: new Set(),
    broadcasts: new Set(),
    jobs: new Set(),
    documents: new Set(),
    library: false,
    city: false,
    warnings: false,
  };
}

/** What to look at again, or all of it, a part at a time. */
type Wanted = Omit<Dirty, 'nodes'> & { readonly nodes: Dirty['nodes'] | 'all' };

const EVERYTHING: Wanted = { nodes: 'all', broadcasts: 'all', withFigures: true };

/** Invariants: `picture` is null and no timer runs while there is no console. */
export class Watch implements Disposable {
  private readonly deps: WatchDeps;
  private readonly consoles = new Set<ConnectedConsole>();
  private readonly subscription: Disposable;
  private picture: Picture | null = null;
  private news = noNews();
  private gathering: Disposable | null = null;
  private turning: Disposable | null = null;
  private weighing: Disposable | null = null;
  /** What was to be seen to when it was last looked at. */
  private warned = '';
  private ticking: Disposable[] = [];
  /** Nodes that are yet to be looked at, where all are. */
  private round: NodeId[] = [];
  private rounding: Disposable | null = null;
  /** When all broadcasts were last looked at, on the monotonic clock. */
  private lookedAtUs = 0;

  constructor(deps: WatchDeps) {
    this.deps = deps;
    this.subscription = deps.events.on((event) => this.mark(event));
  }

  get size(): number {
    return this.consoles.size;
  }

  countOf(sessionId: string): number {
    return [...this.consoles].filter((console) => console.sessionId === sessionId).length;
  }

  add(console: ConnectedConsole): void {
    const nowMs = this.deps.clock.nowMs();
    const isFirst = this.picture === null;
    this.picture ??= createPicture(this.deps.engine);
    if (isFirst) {
      this.startTicking();
      this.warned = this.warningsText();
      this.flush(EVERYTHING);
    } else {
      // The others get what has changed since; the new one gets it all.
      this.flushNews();
    }
    this.consoles.add(console);
    console.snapshot(this.picture, nowMs);
  }

  remove(console: ConnectedConsole): void {
    this.consoles.delete(console);
    if (this.consoles.size === 0) this.rest();
  }

  [Symbol.dispose](): void {
    this.subscription[Symbol.dispose]();
    this.rest();
  }

  all(): readonly ConnectedConsole[] {
    return [...this.consoles];
  }

  private startTicking(): void {
    const { timers } = this.deps;
    const each = (act: (console: ConnectedConsole) => void) => () => {
      for (const console of this.consoles) act(console);
    };
    this.ticking = [
      timers.every(FEED_LIMITS.figuresMs, () => {
        this.flush({ nodes: 'all', broadcasts: new Set(), withFigures: true });
        // Time alone changes them too, and what nodes and relays say.
        this.weigh();
      }),
      timers.every(
        FEED_LIMITS.partEveryMs,
        each((console) => {
          if (this.picture) console.more(this.picture, this.deps.clock.nowMs());
        }),
      ),
      timers.every(
        FEED_BEAT_MS / 2,
        each((console) => console.beat(this.deps.clock.nowMs())),
      ),
      timers.every(
        FEED_LIMITS.sessionCheckMs,
        each((console) => console.checkSession()),
      ),
      timers.every(
        FEED_LIMITS.pingMs,
        each((console) => console.ping()),
      ),
    ];
  }

  private rest(): void {
    const { gathering, turning, rounding, weighing, ticking } = this;
    for (const timer of [gathering, turning, rounding, weighing, ...ticking])
      timer?.[Symbol.dispose]();
    this.rounding = null;
    this.round = [];
    this.gathering = null;
    this.weighing = null;
    this.turning = null;
    this.ticking = [];
    this.picture = null;
    this.news = noNews();
  }

  private mark(event: EngineEvent): void {
    if (!this.picture) return;
    switch (event.kind) {
      case 'city-changed':
        this.news.city = true;
        break;
      case 'library-changed':
        this.news.library = true;
        break;
      case 'documents-changed':
        for (const kind of event.documentKinds) this.news.documents.add(kind);
        break;
      case 'job-changed':
        this.news.jobs.add(event.jobId);
        break;
      case 'node-changed':
        this.news.nodes.add(event.nodeId);
        break;
      case 'broadcasts-changed':
        for (const cueId of event.cueIds) this.news.broadcasts.add(cueId);
        break;
      case 'heads-published':
        for (const nodeId of event.nodeIds) this.news.nodes.add(nodeId);
        break;
      case 'order-issued':
        return;
    }
    if (TURNING.includes(event.kind)) this.weigh();
    this.gathering ??= this.deps.timers.after(FEED_LIMITS.gatherMs, () => this.flushNews());
  }

  private flushNews(): void {
    const { nodes, broadcasts, city } = this.news;
    this.flush(city ? EVERYTHING : { nodes, broadcasts, withFigures: false });
  }

  /** [EXP40] Soon, where something happened that may change them. */
  private weigh(): void {
    this.weighing ??= this.deps.timers.after(FEED_LIMITS.warningsMs, () => {
      this.weighing = null;
      const text = this.warningsText();
      if (text === this.warned) return;
      this.warned = text;
      this.news.warnings = true;
      this.flushNews();
    });
  }

  private warningsText(): string {
    const { outlook, relays } = this.deps.engine;
    return JSON.stringify([outlook.warnings(), relays.lacks()]);
  }

  private flush(wanted: Wanted): void {
    const { picture, news } = this;
    if (!picture) return;
    this.gathering?.[Symbol.dispose]();
    this.gathering = null;
    this.news = noNews();
    const nowMs = this.deps.clock.nowMs();
    const nodes = wanted.nodes === 'all' ? this.beginRound(picture) : wanted.nodes;
    const dirty = { ...wanted, nodes };
    if (dirty.broadcasts === 'all') this.lookedAtUs = this.deps.clock.monotonicUs();
    const change = picture.update(mergeDirty(dirty, news), nowMs);
    const { documents, library, city, warnings } = news;
    const other = { jobIds: news.jobs, documents, library, city, warnings };
    for (const console of this.consoles) {
      // Who may see what depends on the city: after a change of it everybody starts afresh.
      if (news.city) console.snapshot(picture, nowMs);
      console.change(news.city ? NOTHING : change, other, nowMs);
    }
    this.awaitTurn(picture, nowMs);
  }

  /**
   * [FLT36] All nodes, a part at a time: with thousands of them nothing else would have its turn. Returns
   * the first part.
   */
  private beginRound(picture: Picture): ReadonlySet<NodeId> {
    const nodes = this.deps.engine.city.map()?.nodes ?? new Map<NodeId, unknown>();
    picture.keepOnly(nodes);
    this.round = [...nodes.keys()];
    return this.nextOfRound();
  }

  private nextOfRound(): ReadonlySet<NodeId> {
    const part = new Set(this.round.splice(0, FEED_LIMITS.nodesAtOnce));
    this.rounding?.[Symbol.dispose]();
    this.rounding = null;
    if (this.round.length > 0) {
      this.rounding = this.deps.timers.after(FEED_LIMITS.fillEveryMs, () => {
        const nodes = this.nextOfRound();
        this.flush({ nodes, broadcasts: new Set(), withFigures: true });
      });
    }
    return part;
  }

  private awaitTurn(picture: Picture, nowMs: number): void {
    this.turning?.[Symbol.dispose]();
    const lookedMs = (this.deps.clock.monotonicUs() - this.lookedAtUs) / 1000;
    const untilRefreshMs = Math.max(0, FEED_LIMITS.refreshMs - lookedMs);
    const untilTurnMs = picture.nextTurnMs() - nowMs + TURN_SLACK_MS;
    const delayMs = Math.min(untilTurnMs, untilRefreshMs);
    this.turning = this.deps.timers.after(delayMs, () => {
      this.flush({ nodes: new Set(), broadcasts: 'all', withFigures: false });
    });
  }
}

/** What may change what is to be seen to at once. */
const TURNING: readonly EngineEvent['kind'][] = [
  'city-changed',
  'library-changed',
  'documents-changed',
  'broadcasts-changed',
];
/** Looks just after a start or end, not just before it. */
const TURN_SLACK_MS = 50;
const NOTHING = { nodes: [], broadcasts: [], removed: [] };

function mergeDirty(dirty: Dirty, news: News): Dirty {
  return {
    nodes: new Set([...dirty.nodes, ...news.nodes]),
    broadcasts:
      dirty.broadcasts === 'all' ? 'all' : new Set([...dirty.broadcasts, ...news.broadcasts]),
    withFigures: dirty.withFigures,
  };
}
