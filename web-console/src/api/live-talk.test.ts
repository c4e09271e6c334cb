/**
 * Goal: the page's end of `/api/live`. Method: a real WebSocket server that speaks the contract's
 * schemas; time and the ticket are given in.
 */
import { fromLiveConsoleSchema, type ToLiveConsole } from '@loa/protocol/console-api';
import { parseBulletinId, parseCueId, parseUnitId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket as Line, WebSocketServer } from 'ws';
import { LIVE_ENDING_MS, LIVE_SILENCE_MS, PRESS_GUARD_MS } from '../state/talk-machine.ts';
import { LiveTalk, type TalkRequest, type TalkWorld } from './live-talk.ts';

const request: TalkRequest = {
  targets: { units: [parseUnitId('an-my')], zones: [], nodes: [] },
  class: 'priority',
};
const started: ToLiveConsole = {
  kind: 'live/started',
  cueId: parseCueId('noi@2026-11-22T16:58'),
  leadMs: 180,
  nodes: 2,
  limitMs: 600_000,
};
const ended: ToLiveConsole = {
  kind: 'live/ended',
  why: 'released',
  seconds: 1,
  bulletinId: parseBulletinId('noi'),
};
const status = (elapsedMs: number): ToLiveConsole => ({
  kind: 'live/status',
  elapsedMs,
  leadMs: 180,
  levelDb: -20,
  counts: { hearing: 2, behind: 0, silent: 0, offline: 0 },
  nodes: [],
});
const frame = (samples = 960): Int16Array<ArrayBuffer> => new Int16Array(samples).fill(1_000);

/** The controller's end: what it heard, and what it says. */
class Desk {
  readonly server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  readonly said: unknown[] = [];
  readonly sound: Buffer[] = [];
  protocols = '';
  line: Line | null = null;
  isClosed = false;

  constructor() {
    this.server.on('connection', (line, { headers }) => {
      this.line = line;
      this.protocols = headers['sec-websocket-protocol'] ?? '';
      line.on('close', () => {
        this.isClosed = true;
      });
      line.on('message', (data: Buffer, isBinary) => {
        if (isBinary) this.sound.push(data);
        else this.said.push(fromLiveConsoleSchema.parse(JSON.parse(data.toString())));
      });
    });
  }

  get url(): URL {
    return new URL(`ws://127.0.0.1:${(this.server.address() as { port: number }).port}/api/live`);
  }

  say(message: ToLiveConsole | string): void {
    this.line?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }
}

/** Timers that run when the test says so. */
class World implements TalkWorld {
  readonly #timers = new Set<{ atMs: number; run: () => void }>();
  #nowMs = 0;
  url: URL;
  rate = 0;
  network: string | null = null;
  fetchTicket = async (): Promise<string> => 'one-time';

  constructor(url: URL) {
    this.url = url;
  }

  monotonicMs = (): number => this.#nowMs;
  effectiveType = (): string | null => this.network;
  setRate = (rateHz: number): void => {
    this.rate = rateHz;
  };
  after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };
  pass(ms: number): void {
    this.#nowMs += ms;
    for (const timer of [...this.#timers]) {
      if (timer.atMs > this.#nowMs || !this.#timers.delete(timer)) continue;
      timer.run();
    }
  }
}

let desk: Desk;
let world: World;
let talk: LiveTalk;

beforeEach(async () => {
  desk = new Desk();
  await new Promise((done) => desk.server.once('listening', done));
  world = new World(desk.url);
  talk = new LiveTalk(world);
});

afterEach(() => {
  talk.take({ kind: 'lost' });
  for (const line of desk.server.clients) line.terminate();
  desk.server.close();
});

const phase = () => talk.state.phase;

async function goLive(): Promise<void> {
  talk.press(request, { isLocked: false });
  await expect.poll(() => talk.state).toMatchObject({ isConnected: true });
  world.pass(PRESS_GUARD_MS);
  await expect.poll(() => desk.said.length).toBeGreaterThan(0);
  desk.say(started);
  await expect.poll(phase).toBe('live');
}

describe('a talk', () => {
  it('[CON33] asks with a ticket, starts, sends frames while live, and ends', async () => {
    talk.send(frame());
    await goLive();
    expect(desk.protocols.split(/,\s*/)).toEqual(['loa-live', 'ticket.one-time']);
    expect(desk.said).toEqual([{ kind: 'live/start', ...request, sampleRateHz: 48_000 }]);
    expect(world.rate).toBe(48_000);
    for (let n = 0; n < 5; n++) talk.send(frame());
    talk.take({ kind: 'release' });
    talk.send(frame());
    await expect.poll(() => desk.said.at(-1)).toEqual({ kind: 'live/end' });
    expect(desk.sound.map((bytes) => bytes.length)).toEqual([1920, 1920, 1920, 1920, 1920]);
    expect(desk.sound[0]?.readInt16LE(0)).toBe(1_000);
    desk.say(ended);
    await expect.poll(phase).toBe('over');
    await expect.poll(() => desk.isClosed).toBe(true);
  });

  it('[CON36] on a poor network asks for 16 kHz and sends nothing of the rate before', async () => {
    world.network = '3g';
    await goLive();
    expect(desk.said[0]).toMatchObject({ sampleRateHz: 16_000 });
    expect(world.rate).toBe(16_000);
    talk.send(frame(960));
    talk.send(frame(320));
    await expect.poll(() => desk.sound.length).toBe(1);
    expect(desk.sound[0]).toHaveLength(640);
  });

  it('[CON36] leaves out what the controller is behind, says how much, and next time asks for less', async () => {
    await goLive();
    for (let batch = 1; batch <= 5; batch++) {
      for (let n = 0; n < 20; n++) talk.send(frame());
      await expect.poll(() => desk.sound.length).toBe(batch * 20);
    }
    desk.say(status(500));
    await expect.poll(() => talk.state).toMatchObject({ status: { elapsedMs: 500 } });
    for (let n = 0; n < 75; n++) talk.send(frame());
    expect(talk.droppedMs).toBe(1_500);
    talk.send(frame());
    expect(talk.droppedMs).toBe(1_500);
    talk.take({ kind: 'release' });
    desk.say(ended);
    await expect.poll(phase).toBe('over');
    desk.said.length = 0;
    await goLive();
    expect(desk.said[0]).toMatchObject({ sampleRateHz: 16_000 });
  });

  it('[CON30] a stray touch closes the line with nothing said on it', async () => {
    talk.press(request, { isLocked: false });
    await expect.poll(() => talk.state).toMatchObject({ isConnected: true });
    talk.take({ kind: 'release' });
    await expect.poll(() => desk.isClosed).toBe(true);
    world.pass(PRESS_GUARD_MS * 2);
    expect(phase()).toBe('idle');
    expect(desk.said).toEqual([]);
  });

  it('[CON31] a firm press needs no guard', async () => {
    talk.press(request, { isLocked: true, isFirm: true });
    await expect.poll(() => desk.said).toHaveLength(1);
    desk.say(started);
    await expect.poll(phase).toBe('live');
    talk.take({ kind: 'release' });
    expect(phase()).toBe('live');
  });

  it('[CON32] a line that closes, falls silent or says nonsense is lost, and frames go nowhere', async () => {
    await goLive();
    world.pass(LIVE_SILENCE_MS - 1);
    desk.say(status(0));
    await expect.poll(() => talk.state).toMatchObject({ status: { elapsedMs: 0 } });
    world.pass(LIVE_SILENCE_MS - 1);
    expect(phase()).toBe('live');
    world.pass(1);
    expect(talk.state).toMatchObject({ phase: 'over', end: { kind: 'lost' } });
    talk.send(frame());
    desk.said.length = 0;
    await goLive();
    desk.say('{"kind":"live/status"}');
    await expect.poll(phase).toBe('over');
    desk.said.length = 0;
    await goLive();
    desk.line?.terminate();
    await expect.poll(phase).toBe('over');
    expect(desk.sound).toEqual([]);
  });

  it('[CON32] waits longer for the recording than for a word in between', async () => {
    await goLive();
    talk.take({ kind: 'release' });
    world.pass(LIVE_ENDING_MS - 1);
    expect(phase()).toBe('ending');
    world.pass(1);
    expect(talk.state).toMatchObject({ phase: 'over', end: { kind: 'lost' } });
  });

  it('[CON32] a ticket that is not given says why', async () => {
    const error = new Error('not logged in');
    world.fetchTicket = () => Promise.reject(error);
    talk.press(request, { isLocked: false });
    await expect.poll(() => talk.state).toEqual({ phase: 'over', end: { kind: 'failed', error } });
  });
});
