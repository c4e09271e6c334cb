/** Carries out what the talk machine decides: ticket, socket, timers, and the sound's way out. */
import {
  type FromLiveConsole,
  LIVE_PROTOCOL,
  toLiveConsoleSchema,
} from '@loa/protocol/console-api';
import type { Targets } from '@loa/protocol/playout';
import type { BulletinClass } from '@loa/protocol/vocabulary';
import { LIVE_FRAME_MS, type LiveRateHz } from '../state/live-frames.ts';
import {
  acknowledged,
  FRESH_UPLINK,
  liveRateHz,
  planFrame,
  type Uplink,
} from '../state/live-uplink.ts';
import {
  LIVE_ENDING_MS,
  LIVE_SILENCE_MS,
  PRESS_GUARD_MS,
  stepTalk,
  TALK_START,
  type TalkEffect,
  type TalkInput,
  type TalkState,
} from '../state/talk-machine.ts';

export interface TalkWorld {
  /** `/api/live` as a WebSocket address. */
  readonly url: URL;
  monotonicMs(): number;
  /** Runs once, later; the answer takes it back. */
  after(delayMs: number, run: () => void): () => void;
  fetchTicket(signal: AbortSignal): Promise<string>;
  /** The browser's word on its network (`slow-2g` … `4g`), where it has one. */
  effectiveType(): string | null;
  /** From now on the microphone's frames shall come at this rate. */
  setRate(rateHz: LiveRateHz): void;
}

export interface TalkRequest {
  readonly targets: Targets;
  readonly class: Exclude<BulletinClass, 'emergency'>;
}

/** Invariant: at most one line (ticket or socket), one guard and one silence timer exist at a time. */
export class LiveTalk {
  readonly #world: TalkWorld;
  readonly #watchers = new Set<() => void>();
  #state: TalkState = TALK_START;
  #request: TalkRequest | null = null;
  #line: AbortController | null = null;
  #socket: WebSocket | null = null;
  #guard: (() => void) | null = null;
  #silence: (() => void) | null = null;
  #rateHz: LiveRateHz = 48_000;
  #uplink: Uplink = FRESH_UPLINK;

  constructor(world: TalkWorld) {
    this.#world = world;
  }

  get state(): TalkState {
    return this.#state;
  }

  /** Speech that this talk had to leave out because the network was too slow, ms. */
  get droppedMs(): number {
    return this.#uplink.droppedMs;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** @param isFirm a press that needs no guard, as from a screen reader, which cannot hold */
  press(request: TalkRequest, options: { isLocked: boolean; isFirm?: boolean }): void {
    const { phase } = this.#state;
    if (phase !== 'idle' && phase !== 'over') return;
    this.#request = request;
    this.take({ kind: 'press', isLocked: options.isLocked });
    if (options.isFirm === true) this.#passGuard();
  }

  take(input: TalkInput): void {
    const step = stepTalk(this.#state, input);
    const changed = step.state !== this.#state;
    this.#state = step.state;
    for (const effect of step.effects) this.#carryOut(effect);
    if (changed) for (const watcher of this.#watchers) watcher();
  }

  /** One frame of the microphone; heard by nobody unless the talk is live. */
  send(frame: Int16Array<ArrayBuffer>): void {
    const socket = this.#socket;
    if (this.#state.phase !== 'live' || socket?.readyState !== WebSocket.OPEN) return;
    // The rate was changed a moment ago, and this one was on its way.
    if (frame.length !== (this.#rateHz * LIVE_FRAME_MS) / 1000) return;
    const waitingMs = (socket.bufferedAmount / frame.byteLength) * LIVE_FRAME_MS;
    const { outcome, uplink } = planFrame(this.#uplink, waitingMs);
    this.#uplink = uplink;
    if (outcome === 'send') socket.send(frame);
  }

  #carryOut(effect: TalkEffect): void {
    switch (effect.kind) {
      case 'connect':
        void this.#connect();
        return;
      case 'guard':
        this.#guard = this.#world.after(PRESS_GUARD_MS, () => this.#passGuard());
        return;
      case 'start':
        this.#start();
        return;
      case 'end':
        this.#say({ kind: 'live/end' });
        this.#listenForSilence();
        return;
      case 'close':
        this.#guard?.();
        this.#silence?.();
        this.#line?.abort();
        this.#socket = null;
        return;
    }
  }

  #passGuard(): void {
    this.#guard?.();
    this.take({ kind: 'guard-passed' });
  }

  #start(): void {
    if (this.#request === null) return;
    this.#rateHz = liveRateHz({
      effectiveType: this.#world.effectiveType(),
      hasDropped: this.#uplink.droppedMs > 0,
    });
    this.#uplink = FRESH_UPLINK;
    this.#world.setRate(this.#rateHz);
    this.#say({ kind: 'live/start', ...this.#request, sampleRateHz: this.#rateHz });
    this.#listenForSilence();
  }

  #say(message: FromLiveConsole): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  async #connect(): Promise<void> {
    const line = new AbortController();
    this.#line = line;
    try {
      const ticket = await this.#world.fetchTicket(line.signal);
      if (!line.signal.aborted) this.#open(ticket, line.signal);
    } catch (error) {
      if (!line.signal.aborted) this.take({ kind: 'failed', error });
    }
  }

  #open(ticket: string, signal: AbortSignal): void {
    const socket = new WebSocket(this.#world.url, [LIVE_PROTOCOL, `ticket.${ticket}`]);
    this.#socket = socket;
    signal.addEventListener('abort', () => socket.close(), { once: true });
    const unlessOver = (run: () => void) => () => {
      if (!signal.aborted) run();
    };
    socket.onopen = unlessOver(() => this.take({ kind: 'connected' }));
    socket.onclose = unlessOver(() => this.take({ kind: 'lost' }));
    socket.onmessage = (event) => {
      if (!signal.aborted) this.#hear(event.data);
    };
  }

  #hear(data: unknown): void {
    this.#listenForSilence();
    let message: ReturnType<typeof toLiveConsoleSchema.parse>;
    try {
      message = toLiveConsoleSchema.parse(JSON.parse(String(data)));
    } catch {
      this.take({ kind: 'lost' });
      return;
    }
    if (message.kind === 'live/status') {
      this.#uplink = acknowledged(this.#uplink, message.elapsedMs);
    }
    this.take({ kind: 'message', message, atMs: this.#world.monotonicMs() });
  }

  #listenForSilence(): void {
    this.#silence?.();
    const delayMs = this.#state.phase === 'ending' ? LIVE_ENDING_MS : LIVE_SILENCE_MS;
    this.#silence = this.#world.after(delayMs, () => this.take({ kind: 'lost' }));
  }
}
