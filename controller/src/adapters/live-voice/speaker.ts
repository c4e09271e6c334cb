/** One console's live connection: `live/start`, sound, `live/end`, and what is told in return. */
import {
  type FromLiveConsole,
  fromLiveConsoleSchema,
  type ToLiveConsole,
} from '@loa/protocol/console-api';
import type { ProblemCode } from '@loa/protocol/vocabulary';
import type { Clock, Logger, Timers } from '@loa/runtime/pure';
import { LoaError } from '@loa/runtime/pure';
import type { RawData, WebSocket } from 'ws';
import type { Actor } from '../../domain/policy/actor.ts';
import type { Engine } from '../../engine/facades.ts';
import type { Live, LiveRefused } from '../../engine/live.ts';
import type { Talk, TalkEnd, TalkStatus } from '../../engine/live-talk.ts';
import { airTakenDetail } from '../../presentation/air-taken.ts';
import { problemOf } from '../../presentation/problem-details.ts';
import { LIVE_SOCKET_LIMITS } from './limits.ts';
import { readSamples, SpeakingRate } from './samples.ts';

export interface SpeakerDeps {
  readonly engine: Pick<Engine, 'accounts' | 'city'>;
  readonly live: Live;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

export interface SpeakerParts {
  readonly socket: WebSocket;
  readonly sessionId: string;
  readonly actor: Actor;
}

type Start = Extract<FromLiveConsole, { kind: 'live/start' }>;

interface Speaking {
  readonly talk: Talk;
  readonly sampleRateHz: number;
  readonly rate: SpeakingRate;
}

const NORMAL = 1000;

/** Invariants: at most one talk; after `finish` nothing is said and nothing more is heard. */
export class Speaker {
  readonly sessionId: string;
  private readonly deps: SpeakerDeps;
  private readonly socket: WebSocket;
  private readonly actor: Actor;
  private readonly timers = new DisposableStack();
  private speaking: Speaking | null = null;
  private controlMessages = 0;
  private isFinished = false;

  constructor(deps: SpeakerDeps, { socket, sessionId, actor }: SpeakerParts) {
    this.deps = deps;
    this.socket = socket;
    this.sessionId = sessionId;
    this.actor = actor;
    const { timers } = deps;
    this.timers.use(timers.after(LIVE_SOCKET_LIMITS.startMs, () => this.checkStarted()));
    this.timers.use(timers.every(LIVE_SOCKET_LIMITS.sessionCheckMs, () => this.checkSession()));
    socket.on('message', (data, isBinary) => this.take(data, isBinary));
    socket.on('close', () => this.lost());
    socket.on('error', (error) => deps.logger.debug({ err: error }, 'a speaker was lost'));
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  private take(data: RawData, isBinary: boolean): void {
    if (this.isFinished) return;
    // `binaryType` is nodebuffer: one Buffer a message.
    if (isBinary) this.takeSound(data as Buffer);
    else this.takeControl((data as Buffer).toString());
  }

  private takeSound(bytes: Buffer): void {
    const { speaking } = this;
    if (!speaking) {
      this.refuse('message-malformed', 'sound came before live/start');
      return;
    }
    const samples = readSamples(bytes, speaking.sampleRateHz);
    if (!samples) {
      const most = LIVE_SOCKET_LIMITS.longestMs;
      this.refuse('message-malformed', `sound: whole 16-bit samples of at most ${most} ms are due`);
      return;
    }
    if (!speaking.rate.take(samples.length, this.deps.clock.monotonicUs())) {
      this.refuse('too-many-requests', 'sound came faster than anybody speaks');
      return;
    }
    speaking.talk.push(samples);
  }

  private takeControl(text: string): void {
    this.controlMessages += 1;
    if (this.controlMessages > LIVE_SOCKET_LIMITS.controlMessages) {
      this.refuse('too-many-requests', 'too many control messages on one connection');
      return;
    }
    const message = parse(text);
    if (message === null) {
      this.refuse('message-malformed', 'not a message of /api/live; see docs/API.md');
      return;
    }
    if (message.kind === 'live/end') this.release();
    else if (this.speaking) this.refuse('message-malformed', 'live/start came twice');
    else this.start(message);
  }

  private start(message: Start): void {
    const { targets, sampleRateHz, title = null } = message;
    try {
      const talk = this.deps.live.start(
        this.actor,
        { targets, sampleRateHz, title, class: message.class },
        { status: (status) => this.tell(status), ended: (end) => this.ended(end) },
      );
      if ('outcome' in talk) {
        this.refuse(talk.code, talk.detail, talk);
        return;
      }
      this.speaking = { talk, sampleRateHz, rate: new SpeakingRate(sampleRateHz) };
      const { cueId, leadMs, nodes, limitMs } = talk;
      this.say({ kind: 'live/started', cueId, leadMs, nodes, limitMs });
    } catch (error) {
      this.deps.logger.error({ err: error }, 'a talk could not begin');
      this.refuse(error instanceof LoaError ? error.code : 'internal', 'the talk could not begin');
    }
  }

  private release(): void {
    if (this.speaking) this.speaking.talk.end('released');
    else this.finish();
  }

  private lost(): void {
    this.timers.dispose();
    this.isFinished = true;
    this.speaking?.talk.end('microphone-lost');
  }

  private checkStarted(): void {
    if (!this.speaking) this.refuse('bad-request', 'live/start did not come in time');
  }

  /** A logout or a disabled account ends the talk within seconds. */
  private checkSession(): void {
    if (this.deps.engine.accounts.actor(this.sessionId)) return;
    if (this.speaking) this.speaking.talk.end('stopped');
    else this.refuse('not-logged-in', 'the session has ended');
  }

  private tell({ nodes, ...status }: TalkStatus): void {
    const listed = nodes.slice(0, LIVE_SOCKET_LIMITS.nodesListed).map((node) => ({
      nodeId: node.nodeId,
      state: node.state,
      late: node.late,
      missing: node.missing,
    }));
    this.say({ kind: 'live/status', ...status, nodes: listed });
  }

  private ended({ why, seconds, bulletinId }: TalkEnd): void {
    this.say({ kind: 'live/ended', why, seconds, bulletinId });
    this.finish();
  }

  private refuse(code: ProblemCode, detail: string, refusal?: LiveRefused): void {
    const { language } = this.actor;
    const problem = problemOf(code, language, detail);
    const timeZone = this.deps.engine.city.map()?.timeZone ?? 'UTC';
    const said = refusal?.heldBy && airTakenDetail(refusal.heldBy, { language, timeZone });
    this.say({ kind: 'live/refused', problem: said ? { ...problem, detail: said } : problem });
    this.finish();
    this.speaking?.talk.end('microphone-lost');
  }

  private finish(): void {
    this.isFinished = true;
    this.timers.dispose();
    this.socket.close(NORMAL);
  }

  private say(message: ToLiveConsole): void {
    if (this.isFinished || this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > LIVE_SOCKET_LIMITS.bufferedBytes) {
      this.deps.logger.info({ problem: 'consumer-too-slow' }, 'a speaker was cut off');
      this.socket.terminate();
      return;
    }
    this.socket.send(JSON.stringify(message));
  }
}

function parse(text: string): FromLiveConsole | null {
  try {
    return fromLiveConsoleSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
