/**
 * Goal: `/api/live` lets in whom it should, takes nothing that is not its protocol, and ends with the
 * person's session. Method: the real HTTP server and real WebSockets; the data plane on this thread.
 */
import { once } from 'node:events';
import { type ToLiveConsole, toLiveConsoleSchema } from '@loa/protocol/console-api';
import type { Role, UnitId } from '@loa/protocol/vocabulary';
import { silentLogger, systemClock, systemTimers } from '@loa/runtime/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type ControllerServer, listen } from '../../../src/adapters/http/server.ts';
import { LIVE_SOCKET_LIMITS } from '../../../src/adapters/live-voice/limits.ts';
import { createLiveVoice, type LiveVoice } from '../../../src/adapters/live-voice/live-voice.ts';
import { packRecording } from '../../../src/adapters/media/index.ts';
import { createRecordings } from '../../../src/adapters/recordings/recording-files.ts';
import { newStreamKey } from '../../../src/adapters/signing/index.ts';
import { createLive, type OwnedLive } from '../../../src/engine/live.ts';
import { createWays } from '../../../src/engine/ways.ts';
import { Browser } from '../../support/browser.ts';
import { LiveStreams } from '../../support/live-streams.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
} from '../../support/test-controller.ts';

let controller: TestController;
let server: ControllerServer;
let live: OwnedLive;
let voice: LiveVoice;
let streams: LiveStreams;

beforeEach(async () => {
  controller = await startTestController();
  const { ordering, engine, config, folder } = controller;
  streams = new LiveStreams(() => ordering.timeline.nowUs());
  live = createLive({
    ...ordering,
    ...{ streams, newStreamKey, timers: systemTimers },
    recordings: createRecordings({
      folder: `${folder}/talks`,
      timers: systemTimers,
      logger: silentLogger,
    }),
    ways: createWays({ fleet: { isOnline: () => false, healthOf: () => null } }),
    packRecording: (packets) => packRecording(packets, 312),
  });
  const logger = silentLogger;
  voice = createLiveVoice({
    engine,
    live,
    config,
    logger,
    clock: systemClock,
    timers: systemTimers,
  });
  const upgrades = { '/api/live': voice };
  server = await listen(controller.http.app, { host: '127.0.0.1', port: 0, upgrades });
});
afterEach(async () => {
  await live[Symbol.asyncDispose]();
  await voice.close();
  await controller[Symbol.asyncDispose]();
});

const START = {
  kind: 'live/start',
  targets: { units: ['phuong-dong'], zones: [], nodes: [] },
  class: 'normal',
  sampleRateHz: 48_000,
} as const;
const FRAME = Buffer.alloc(1_920, 1);

async function loggedIn(role: Role, unitId: UnitId): Promise<Browser> {
  const browser = new Browser(controller.http);
  await browser.login(await controller.person(role, unitId));
  return browser;
}

async function ticketOf(browser: Browser): Promise<string> {
  return (await browser.post('/api/feed-ticket')).body.ticket;
}

/** A console's end, with what it heard. */
class Line {
  readonly heard: ToLiveConsole[] = [];
  readonly socket: WebSocket;
  private readonly closed: Promise<unknown>;

  constructor(ticket: string, options: { origin?: string; protocols?: readonly string[] } = {}) {
    const { origin = `http://127.0.0.1:${server.port}`, protocols = ['loa-live'] } = options;
    const url = `ws://127.0.0.1:${server.port}/api/live`;
    this.socket = new WebSocket(url, [...protocols, `ticket.${ticket}`], { origin });
    this.socket.on('error', () => {});
    this.socket.on('message', (data) => {
      this.heard.push(toLiveConsoleSchema.parse(JSON.parse(data.toString())));
    });
    this.closed = once(this.socket, 'close');
  }

  /** The status that the upgrade was answered with. */
  async status(): Promise<number> {
    return new Promise((resolve) => {
      this.socket.on('open', () => resolve(101));
      this.socket.on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
    });
  }

  say(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async started(message: object = START): Promise<void> {
    await this.status();
    this.say(message);
    await expect.poll(() => this.heard[0]?.kind).toBe('live/started');
  }

  /** The last word, after which the controller closed. */
  async end(): Promise<ToLiveConsole | undefined> {
    await this.closed;
    return this.heard.at(-1);
  }
}

async function connected(role: Role = 'broadcaster', unitId: UnitId = EAST): Promise<Line> {
  return new Line(await ticketOf(await loggedIn(role, unitId)));
}

const refusedWith = (code: string) => ({ kind: 'live/refused', problem: { code } });

describe('the door', () => {
  it('[LIV15] opens for our own page with an unused ticket and the right protocol', async () => {
    const browser = await loggedIn('broadcaster', EAST);
    const ticket = await ticketOf(browser);
    const strange = { origin: 'http://evil.example' };
    expect(await new Line(ticket, strange).status()).toBe(401);
    expect(await new Line(await ticketOf(browser), { protocols: ['loa-feed'] }).status()).toBe(401);
    expect(await new Line('x'.repeat(43)).status()).toBe(401);
    const line = new Line(ticket);
    expect(await line.status()).toBe(101);
    expect(line.socket.protocol).toBe('loa-live');
    expect(await new Line(ticket).status()).toBe(401);
    line.socket.terminate();
  });

  it('[LIV16] a session has two connections at most', async () => {
    const browser = await loggedIn('broadcaster', EAST);
    const lines: Line[] = [];
    for (let n = 0; n < LIVE_SOCKET_LIMITS.socketsOfSession; n++) {
      lines.push(new Line(await ticketOf(browser)));
      expect(await lines.at(-1)?.status()).toBe(101);
    }
    expect(await new Line(await ticketOf(browser)).status()).toBe(503);
    for (const { socket } of lines) socket.terminate();
  });

  it('[LIV2] who may not send there is refused with the reason, in their language', async () => {
    const line = await connected('technician', CITY);
    await line.status();
    line.say(START);
    expect(await line.end()).toMatchObject({
      kind: 'live/refused',
      problem: { code: 'not-allowed', title: 'Không được phép', status: 403 },
    });
  });
});

describe('a talk', () => {
  it('[LIV1] is started, takes sound, ends on release and closes', async () => {
    const line = await connected();
    await line.started();
    for (let n = 0; n < 7; n++) line.socket.send(FRAME);
    line.say({ kind: 'live/end' });
    expect(await line.end()).toMatchObject({
      kind: 'live/ended',
      why: 'released',
      bulletinId: expect.stringMatching(/^noi-truc-tiep/),
    });
    const packets = streams.opened[0]?.chunks.flatMap((chunk) => chunk.packets) ?? [];
    expect(packets).toHaveLength(8);
  });

  it('[LIV8] a connection that is lost ends it as a lost microphone', async () => {
    const line = await connected();
    await line.started();
    line.socket.send(FRAME);
    await expect.poll(() => streams.opened.length).toBe(1);
    line.socket.terminate();
    await expect.poll(() => streams.opened[0]?.chunks.at(-1)?.isLast).toBe(true);
  });

  it('[LIV5] the second at the same nodes is told who talks and until when', async () => {
    const first = await connected();
    await first.started();
    const second = await connected('culture-office', CITY);
    await second.status();
    second.say(START);
    expect(await second.end()).toMatchObject({
      problem: {
        code: 'air-taken',
        detail: expect.stringMatching(/^Người 1 đang nói ở phạm vi đó, chậm nhất đến \d\d:\d\d\./),
      },
    });
    first.socket.terminate();
  });

  it('[LIV17] ends within seconds of a logout', { timeout: 20_000 }, async () => {
    const browser = await loggedIn('broadcaster', EAST);
    const line = new Line(await ticketOf(browser));
    await line.started();
    const sending = setInterval(() => line.socket.send(FRAME), 20);
    await browser.call({ method: 'DELETE', url: '/api/session' });
    const end = await line.end();
    clearInterval(sending);
    expect(end).toMatchObject({ kind: 'live/ended', why: 'stopped' });
  });

  it('[LIV8] a controller that stops says so to its speakers', async () => {
    const line = await connected();
    await line.started();
    line.socket.send(FRAME);
    await expect.poll(() => streams.opened.length).toBe(1);
    await live[Symbol.asyncDispose]();
    expect(await line.end()).toMatchObject({ kind: 'live/ended', why: 'interrupted' });
  });
});

describe('what is not the protocol', () => {
  it.each([
    ['text that is not JSON', 'nonsense'],
    ['a message that is not known', JSON.stringify({ kind: 'live/shout' })],
    ['a rate that is not offered', JSON.stringify({ ...START, sampleRateHz: 44_100 })],
    ['no targets', JSON.stringify({ ...START, targets: undefined })],
  ])('[LIV18] %s is refused before anything is opened', async (_what, text) => {
    const line = await connected();
    await line.status();
    line.say(text);
    expect(await line.end()).toMatchObject(refusedWith('message-malformed'));
    expect(streams.opened).toEqual([]);
  });

  it('[LIV18] sound before the start is refused', async () => {
    const line = await connected();
    await line.status();
    line.socket.send(FRAME);
    expect(await line.end()).toMatchObject(refusedWith('message-malformed'));
  });

  it.each([
    ['half a sample', Buffer.alloc(1_919)],
    ['no samples', Buffer.alloc(0)],
    ['more than 40 ms', Buffer.alloc(3_842)],
  ])('[LIV18] %s ends the talk, and what came before is kept', async (_what, bytes) => {
    const line = await connected();
    await line.started();
    line.socket.send(FRAME);
    line.socket.send(bytes);
    expect(await line.end()).toMatchObject(refusedWith('message-malformed'));
    await expect.poll(() => controller.stores.library.list().length).toBe(1);
  });

  it('[LIV18] a message beyond the limit ends the connection', async () => {
    const line = await connected();
    await line.started();
    line.socket.send(Buffer.alloc(LIVE_SOCKET_LIMITS.messageBytes + 1));
    await line.end();
    await expect.poll(() => streams.opened[0]?.chunks.length ?? 0).toBe(0);
  });

  it('[LIV19] sound that comes faster than anybody speaks ends the talk', async () => {
    const line = await connected();
    await line.started();
    for (let n = 0; n < (LIVE_SOCKET_LIMITS.burstMs + 2_000) / 20; n++) line.socket.send(FRAME);
    expect(await line.end()).toMatchObject(refusedWith('too-many-requests'));
  });

  it('[LIV19] so do control messages without end', async () => {
    const line = await connected();
    await line.started();
    for (let n = 0; n < 20; n++) line.say({ ...START });
    expect((await line.end())?.kind).toBe('live/refused');
  });
});
