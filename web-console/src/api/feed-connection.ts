/** Carries out what the feed machine decides: socket, ticket, timers. */
import { feedMessageSchema } from '@loa/protocol/console-api';
import { backOffMs } from '@loa/runtime/pure';
import {
  FEED_BACK_OFF,
  FEED_SILENCE_MS,
  FEED_START,
  type FeedEffect,
  type FeedInput,
  type FeedState,
  type Refetched,
  stepFeed,
} from '../state/feed-machine.ts';
import { fetchFeedTicket } from './client.ts';
import { ApiError } from './problem.ts';

export interface FeedWorld {
  monotonicMs(): number;
  /** Runs once, later; the answer takes it back. */
  after(delayMs: number, run: () => void): () => void;
  /** Uniform in [0, 1). */
  chance(): number;
  refetch(what: Refetched): void;
  sessionEnded(): void;
}

/** Invariants: at most one socket or ticket request and at most one retry timer exist at a time. */
export class FeedConnection {
  readonly #world: FeedWorld;
  readonly #watchers = new Set<() => void>();
  #state: FeedState = FEED_START;
  #attempt: AbortController | null = null;
  #retry: (() => void) | null = null;
  #silence: (() => void) | null = null;

  constructor(world: FeedWorld) {
    this.#world = world;
  }

  get state(): FeedState {
    return this.#state;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  start(): void {
    globalThis.addEventListener('offline', this.#offline);
    globalThis.addEventListener('online', this.retryNow);
    void this.#connect();
  }

  stop(): void {
    globalThis.removeEventListener('offline', this.#offline);
    globalThis.removeEventListener('online', this.retryNow);
    this.#watchers.clear();
    this.#close();
    this.#retry?.();
  }

  readonly retryNow = (): void => {
    this.#retry?.();
    this.#take({ kind: 'retry' });
  };

  readonly #offline = (): void => this.#take({ kind: 'network-lost' });

  #take(input: FeedInput): void {
    const step = stepFeed(this.#state, input);
    const changed = step.state !== this.#state;
    this.#state = step.state;
    for (const effect of step.effects) this.#carryOut(effect);
    if (changed) for (const watcher of this.#watchers) watcher();
  }

  #carryOut(effect: FeedEffect): void {
    switch (effect.kind) {
      case 'connect':
        void this.#connect();
        return;
      case 'close':
        this.#close();
        return;
      case 'retry-later':
        this.#retry?.();
        this.#retry = this.#world.after(
          backOffMs(FEED_BACK_OFF, effect.attempt, this.#world.chance()),
          this.retryNow,
        );
        return;
      case 'refetch':
        this.#world.refetch(effect.what);
        return;
      case 'session-ended':
        this.#world.sessionEnded();
        return;
    }
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#listenForSilence();
    try {
      const ticket = await fetchFeedTicket(attempt.signal);
      if (!attempt.signal.aborted) this.#open(ticket, attempt.signal);
    } catch (error) {
      if (attempt.signal.aborted) return;
      const isRefused = error instanceof ApiError && error.code === 'not-logged-in';
      this.#take(isRefused ? { kind: 'refused' } : { kind: 'closed', code: 1006 });
    }
  }

  #open(ticket: string, signal: AbortSignal): void {
    const url = new URL('/api/feed', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, ['loa-feed', `ticket.${ticket}`]);
    socket.addEventListener('message', (event) => {
      if (signal.aborted) return;
      this.#listenForSilence();
      this.#take(this.#inputOf(event.data));
    });
    socket.addEventListener('close', (event) => {
      if (!signal.aborted) this.#take({ kind: 'closed', code: event.code });
    });
    signal.addEventListener('abort', () => socket.close(), { once: true });
  }

  #inputOf(data: unknown): FeedInput {
    try {
      const message = feedMessageSchema.parse(JSON.parse(String(data)));
      return { kind: 'message', message, atMs: this.#world.monotonicMs() };
    } catch {
      return { kind: 'malformed' };
    }
  }

  #listenForSilence(): void {
    this.#silence?.();
    this.#silence = this.#world.after(FEED_SILENCE_MS, () => this.#take({ kind: 'silent' }));
  }

  #close(): void {
    this.#silence?.();
    this.#attempt?.abort();
  }
}
