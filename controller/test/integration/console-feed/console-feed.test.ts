/**
 * The consoles' feed over real sockets: who is let in, what each person sees, numbered changes, and
 * how it ends. Time is moved by hand where it matters; sockets run in real time.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  FEED_BEAT_MS,
  FEED_SESSION_ENDED,
  type FeedMessage,
  feedMessageSchema,
} from '@loa/protocol/console-api';
import { documentSchemas } from '@loa/protocol/documents';
import { type NodeId, parseNodeId, type Role, type UnitId } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import type { Logger } from '@loa/runtime/pure';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { FEED_LIMITS } from '../../../src/adapters/console-feed/limits.ts';
import { type ControllerServer, listen } from '../../../src/adapters/http/server.ts';
import type { NodeSession, UploadJob } from '../../../src/engine/facades.ts';
import { Browser } from '../../support/browser.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

let controller: TestController;
let server: ControllerServer;
let clock: MovingClock;
const log: string[] = [];

beforeEach(async () => {
  clock = new MovingClock(Date.parse('2026-11-22T06:00:00Z'));
  log.length = 0;
  const note = (_fields: object, message: string) => void log.push(message);
  const logger: Logger = { ...silentLogger, info: note };
  controller = await startTestController({ clock, timers: clock, logger });
  controller.bulletin('tin-thanh-pho', CITY);
  const upgrades = { '/api/feed': controller.feed };
  server = await listen(controller.http.app, { host: '127.0.0.1', port: 0, upgrades });
});
afterEach(async () => {
  const closed = controller[Symbol.asyncDispose]();
  // The feed's goodbye waits on the moved clock.
  await sleep(20);
  clock.advance(1_000);
  await closed;
});

const origin = () => `http://127.0.0.1:${server.port}`;

async function loggedIn(role: Role, unitId: UnitId): Promise<Browser> {
  const browser = new Browser(controller.http);
  await browser.login(await controller.person(role, unitId));
  return browser;
}

async function ticketOf(browser: Browser): Promise<string> {
  return (await browser.post('/api/feed-ticket')).body.ticket;
}

function open(ticket: string | null, options: { origin?: string | undefined; path?: string } = {}) {
  const protocols = ['loa-feed', ...(ticket === null ? [] : [`ticket.${ticket}`])];
  const url = `ws://127.0.0.1:${server.port}${options.path ?? '/api/feed'}`;
  const from = 'origin' in options ? options.origin : origin();
  return new WebSocket(url, protocols, from === undefined ? {} : { origin: from });
}

/** The status that an upgrade was refused with; 101 when it was not. */
async function statusOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => {});
  });
}

class Feed {
  readonly messages: FeedMessage[] = [];
  readonly socket: WebSocket;
  closeCode: number | null = null;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      this.messages.push(feedMessageSchema.parse(JSON.parse(String(data))));
    });
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    socket.on('error', () => {});
  }

  /** Waits in real time until a message satisfies the condition. */
  async until(holds: (message: FeedMessage) => boolean): Promise<FeedMessage> {
    for (let tries = 0; tries < 200; tries += 1) {
      const message = this.messages.find(holds);
      if (message) return message;
      await sleep(10);
    }
    throw new Error(`no such message among ${this.messages.length}`);
  }
}

async function connected(browser: Browser): Promise<Feed> {
  const socket = open(await ticketOf(browser));
  const feed = new Feed(socket);
  await once(socket, 'open');
  expect(socket.protocol).toBe('loa-feed');
  await feed.until(({ kind }) => kind === 'feed/snapshot');
  return feed;
}

/** Lets time pass in steps, so that real sockets can answer pings in between. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    clock.advance(Math.min(left, 10_000));
    await sleep(10);
  }
}

const TECHNICIAN = {
  username: 'kt',
  name: 'Kỹ thuật',
  role: 'technician',
  language: 'vi',
} as const;

/** A node that is connected, as its link would have it. */
function connectNode(nodeId: NodeId): void {
  const { fleet } = controller.engine;
  const technician = { ...TECHNICIAN, unitId: CITY };
  const made = fleet.newCode(technician, nodeId);
  if (made.outcome === 'refused') throw new Error(made.detail);
  fleet.enrol({ nodeId, code: made.code, publicKey: 'a'.repeat(43) });
  const nothing = () => {};
  const session: NodeSession = {
    nodeId,
    sendHead: nothing,
    sendOrder: nothing,
    setMonitor: nothing,
    sendSite: nothing,
    close: nothing,
  };
  const hello = { bootId: 'b', connectionEpoch: 1, version: '1', sink: 'simulated' } as const;
  const welcome = fleet.connected(session, {
    ...hello,
    headVersion: 0,
    orderCursor: 0,
  });
  expect(welcome.outcome).toBe('welcome');
}

const send = (browser: Browser, units: string[], startAt: string | null = null) =>
  browser.post('/api/broadcasts', {
    bulletinId: 'tin-thanh-pho',
    targets: { units, zones: [], nodes: [] },
    startAt,
  });

describe('who is let in', () => {
  test('[SEC16] a ticket works once', async () => {
    const ticket = await ticketOf(await loggedIn('broadcaster', EAST));
    expect(await statusOf(open(ticket))).toBe(101);
    expect(await statusOf(open(ticket))).toBe(401);
  });

  test('[SEC16] no ticket, a wrong one and one of 30 s are 401', async () => {
    const browser = await loggedIn('broadcaster', EAST);
    expect(await statusOf(open(null))).toBe(401);
    expect(await statusOf(open('a'.repeat(43)))).toBe(401);
    const old = await ticketOf(browser);
    clock.advance(30_000);
    expect(await statusOf(open(old))).toBe(401);
  });

  test('[SEC16] a ticket ends with its session', async () => {
    const browser = await loggedIn('broadcaster', EAST);
    const ticket = await ticketOf(browser);
    await browser.call({ method: 'DELETE', url: '/api/session' });
    expect(await statusOf(open(ticket))).toBe(401);
  });

  test.each([['https://evil.example'], ['null'], ['http://127.0.0.1:1'], [undefined]])(
    '[SEC17] the origin %s is 401 and does not use up the ticket',
    async (from) => {
      const ticket = await ticketOf(await loggedIn('broadcaster', EAST));
      expect(await statusOf(open(ticket, { origin: from }))).toBe(401);
      expect(await statusOf(open(ticket))).toBe(101);
    },
  );

  test('[SEC17] any other path is 404', async () => {
    const ticket = await ticketOf(await loggedIn('broadcaster', EAST));
    expect(await statusOf(open(ticket, { path: '/api/other' }))).toBe(404);
    expect(await statusOf(open(ticket, { path: '/__proto__' }))).toBe(404);
  });

  test('[API28] a session holds so many feeds and no more', async () => {
    const browser = await loggedIn('broadcaster', EAST);
    const feeds: Feed[] = [];
    for (let i = 0; i < FEED_LIMITS.consolesOfSession; i += 1) feeds.push(await connected(browser));
    expect(await statusOf(open(await ticketOf(browser)))).toBe(503);
    feeds[0]?.socket.close();
    await expect.poll(async () => statusOf(open(await ticketOf(browser)))).toBe(101);
  });
});

describe('what it tells', () => {
  test('[API23] a snapshot first: nodes, broadcasts, jobs and the time', async () => {
    const feed = await connected(await loggedIn('culture-office', CITY));
    const snapshot = feed.messages[0];
    if (snapshot?.kind !== 'feed/snapshot') throw new Error('no snapshot');
    expect(snapshot.sequence).toBe(1);
    expect(snapshot.nodes.map(({ nodeId }) => nodeId)).toEqual(['loa-0', 'loa-1', 'loa-2']);
    expect(snapshot.nowMs).toBe(clock.nowMs());
  });

  test('[API24] changes are gathered for 200 ms and numbered without a gap', async () => {
    const browser = await loggedIn('culture-office', CITY);
    const feed = await connected(browser);
    for (let i = 0; i < 3; i += 1) {
      await send(browser, [CITY]);
      clock.advance(1_000);
      await feed.until(({ sequence }) => sequence === i + 2);
    }
    for (let i = 0; i < 5; i += 1) {
      controller.events.emit({ kind: 'library-changed' });
    }
    clock.advance(FEED_LIMITS.gatherMs);
    await feed.until((message) => message.kind === 'feed/change' && message.library === true);
    const told = feed.messages.filter((one) => one.kind === 'feed/change' && one.library);
    expect(told).toHaveLength(1);
    const numbers = feed.messages.map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test('[API25] a ward is told of its own nodes and of what reaches them, and of nothing else', async () => {
    const office = await loggedIn('culture-office', CITY);
    const [east, west] = [
      await connected(await loggedIn('broadcaster', EAST)),
      await connected(await loggedIn('broadcaster', WEST)),
    ];
    const nodesOf = ({ messages: [first] }: Feed) =>
      first?.kind === 'feed/snapshot' ? first.nodes.map(({ nodeId }) => nodeId) : [];
    expect(nodesOf(east)).toEqual(['loa-0', 'loa-1']);
    expect(nodesOf(west)).toEqual(['loa-2']);
    const sent = await send(office, [EAST]);
    clock.advance(FEED_LIMITS.gatherMs);
    await east.until((one) => one.broadcasts?.[0]?.cueId === sent.body.cueId);
    controller.events.emit({ kind: 'city-changed' });
    clock.advance(FEED_LIMITS.gatherMs);
    await west.until((one) => one.kind === 'feed/change' && one.city === true);
    expect(west.messages.flatMap((one) => one.broadcasts ?? [])).toEqual([]);
    // Not even a number was used for what the ward may not see.
    expect(west.messages.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  test('[API26] a broadcast turns from planned on by itself, and leaves the window', async () => {
    const browser = await loggedIn('culture-office', CITY);
    const feed = await connected(browser);
    const sent = await send(browser, [CITY], '2026-11-22T06:05:00Z');
    const { cueId } = sent.body;
    clock.advance(1_000);
    await feed.until((one) => one.broadcasts?.some((cue) => cue.cueId === cueId) === true);
    const isState = (state: string) => (one: FeedMessage) =>
      one.broadcasts?.some((cue) => cue.cueId === cueId && cue.state === state) === true;
    await pass(6 * 60_000);
    await feed.until(isState('over'));
    clock.jumpWall(2 * 3_600_000);
    await pass(FEED_LIMITS.refreshMs);
    await feed.until((one) => one.kind === 'feed/change' && one.removedBroadcasts?.[0] === cueId);
  });

  test('[EXP40] [EXP39] a change of what is to be seen to is told, and nothing where it stayed', async () => {
    const east = await loggedIn('broadcaster', EAST);
    const feed = await connected(east);
    const hints = () =>
      feed.messages.filter((one) => one.kind === 'feed/change' && one.warnings === true);
    const body = documentSchemas.distribution.parse({
      ...{ id: 'giao', unit: CITY, bulletin: 'tin-thanh-pho', to: [EAST] },
      ...{ fromDay: '2026-11-22', throughDay: '2026-11-29' },
    });
    controller.stores.documents.put('distribution', {
      body,
      ...{ origin: 'console', author: 'van-hoa', changedAtMs: 1 },
    });
    const told = { kind: 'documents-changed', documentKinds: ['distribution'] } as const;
    for (let i = 0; i < 3; i += 1) controller.events.emit(told);
    clock.advance(FEED_LIMITS.warningsMs);
    await feed.until((one) => one.kind === 'feed/change' && one.warnings === true);
    const { warnings } = (await east.get('/api/warnings')).body;
    expect(warnings).toMatchObject([{ kind: 'unanswered', unit: EAST, count: 1 }]);
    const west = await loggedIn('broadcaster', WEST);
    expect((await west.get('/api/warnings')).body.warnings).toEqual([]);
    controller.events.emit(told);
    await pass(30_000);
    expect(hints()).toHaveLength(1);
  });

  test('[API27] figures of nodes are told every 10 s, a new state at once', async () => {
    const feed = await connected(await loggedIn('technician', CITY));
    const nodeId = parseNodeId('loa-0');
    connectNode(nodeId);
    const health = (cpuTemperatureC: number, faults: ('cpu-hot' | 'cpu-busy')[] = []) =>
      controller.engine.fleet.health(nodeId, {
        atUs: clock.nowMs() * 1000,
        cpuTemperatureC,
        loadPerCore: 0.1,
        memoryFreeFraction: 0.5,
        storageFreeBytes: 1e9,
        storageFreeFraction: 0.5,
        uptimeS: 100,
        version: '1',
        clock: { state: 'synchronised', offsetUs: 0, roundTripUs: 900, skewPpm: 1 },
        sink: { kind: 'simulated', state: 'idle', bufferMs: 100, underruns: 0, errorUs: 0 },
        sounding: null,
        lastCue: null,
        headVersion: 1,
        assetsMissing: 0,
        faults,
      });
    // A node that is not heard for 8 s is offline.
    const heard = async (ms: number) => {
      for (let left = ms; left > 0; left -= 5_000) {
        controller.engine.fleet.heardFrom(nodeId);
        clock.advance(Math.min(left, 5_000));
        await sleep(5);
      }
    };
    const told = () => feed.messages.filter((one) => one.kind === 'feed/change' && one.nodes);
    health(40);
    clock.advance(FEED_LIMITS.gatherMs);
    await sleep(50);
    const before = told().length;
    health(41);
    clock.advance(FEED_LIMITS.gatherMs);
    await sleep(50);
    expect(told()).toHaveLength(before);
    await heard(FEED_LIMITS.figuresMs);
    await feed.until(
      (one) => one.nodes?.some((node) => node.health?.cpuTemperatureC === 41) === true,
    );
    health(85, ['cpu-hot']);
    clock.advance(FEED_LIMITS.gatherMs);
    await feed.until((one) => one.nodes?.some((node) => node.faults.includes('cpu-hot')) === true);
  });
});

test('[API30] where nothing changes it says so, so that a dead line is noticed', async () => {
  const feed = await connected(await loggedIn('broadcaster', EAST));
  await pass(2 * FEED_BEAT_MS);
  await feed.until((one) => one.sequence === 3);
  for (const message of feed.messages.slice(1)) {
    expect(Object.keys(message)).toEqual(['kind', 'sequence', 'nowMs']);
  }
});

function manyJobs(browser: Browser): UploadJob[] {
  const actor = controller.engine.accounts.actor(browser.cookie.slice('loa='.length));
  return Array.from({ length: 3_000 }, (_, index) => ({
    jobId: `cong-viec-${index}`,
    owner: actor?.username ?? '',
    title: 'Bản tin'.repeat(10),
    state: 'done',
    step: 'store',
    progress: 1,
    bulletinId: null,
    refusal: null,
  }));
}

describe('a large city', () => {
  test('[FLT36] comes part by part, whole in the end, and a second console gets the same', async () => {
    const count = 1_300;
    const { stores, events } = controller;
    const map = stores.city.load();
    const [model] = map?.nodes.values() ?? [];
    if (!map || !model) throw new Error('no city');
    const many = Array.from({ length: count }, (_, n) => {
      const nodeId = parseNodeId(`loa-${n}`);
      return [nodeId, { ...model, nodeId }] as const;
    });
    stores.city.replace({ ...map, nodes: new Map(many), zones: new Map() });
    events.emit({ kind: 'city-changed' });
    const seen = (feed: Feed) =>
      new Set(feed.messages.flatMap((one) => one.nodes?.map(({ nodeId }) => nodeId) ?? []));
    const complete = async (feed: Feed) => {
      for (let tries = 0; tries < 200 && seen(feed).size < count; tries += 1) {
        clock.advance(20);
        await sleep(5);
      }
      expect(seen(feed).size).toBe(count);
      const { messages } = feed;
      expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, n) => n + 1));
      for (const { nodes } of messages) {
        expect(nodes?.length ?? 0).toBeLessThanOrEqual(FEED_LIMITS.snapshotNodes);
      }
    };
    const first = await connected(await loggedIn('technician', CITY));
    expect(seen(first).size).toBe(FEED_LIMITS.nodesAtOnce);
    await complete(first);
    const second = await connected(await loggedIn('technician', CITY));
    expect(seen(second).size).toBe(FEED_LIMITS.snapshotNodes);
    await complete(second);
    expect(first.closeCode).toBeNull();
  });
});

describe('how it ends', () => {
  test('[SEC18] logging out closes the feed with 4401 within 5 s', async () => {
    const browser = await loggedIn('broadcaster', EAST);
    const feed = await connected(browser);
    await browser.call({ method: 'DELETE', url: '/api/session' });
    clock.advance(FEED_LIMITS.sessionCheckMs);
    await once(feed.socket, 'close');
    expect(feed.closeCode).toBe(FEED_SESSION_ENDED);
  });

  test('[SEC18] so does disabling the account', async () => {
    const person = await controller.person('broadcaster', EAST);
    const browser = new Browser(controller.http);
    await browser.login(person);
    const feed = await connected(browser);
    controller.engine.accounts.disable(person.username);
    clock.advance(FEED_LIMITS.sessionCheckMs);
    await once(feed.socket, 'close');
    expect(feed.closeCode).toBe(FEED_SESSION_ENDED);
  });

  test('[API28] a console that does not read is cut off; another goes on', async () => {
    const browser = await loggedIn('culture-office', CITY);
    const reading = await connected(browser);
    const ticket = await ticketOf(browser);
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      `GET /api/feed HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: ${origin()}\r\n` +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
        `Sec-WebSocket-Protocol: loa-feed, ticket.${ticket}\r\n\r\n`,
    );
    await once(socket, 'readable');
    socket.pause();
    const closed = once(socket, 'close');
    // Snapshots of some 600 KB: the kernel's buffers fill within a few.
    Object.assign(controller.engine.library, { jobs: () => manyJobs(browser) });
    for (let round = 0; round < 40; round += 1) {
      controller.events.emit({ kind: 'city-changed' });
      clock.advance(FEED_LIMITS.gatherMs);
      await sleep(5);
    }
    expect(log.some((message) => message === 'a console was cut off')).toBe(true);
    socket.resume();
    await closed;
    const last = reading.messages.length;
    controller.events.emit({ kind: 'library-changed' });
    clock.advance(FEED_LIMITS.gatherMs);
    await reading.until((one) => one.sequence > last && one.kind === 'feed/change');
    expect(reading.closeCode).toBeNull();
  });

  test('[API28] a console that has gone without a word is found by the second ping', async () => {
    const browser = await loggedIn('broadcaster', EAST);
    const protocols = ['loa-feed', `ticket.${await ticketOf(browser)}`];
    const url = `ws://127.0.0.1:${server.port}/api/feed`;
    const socket = new WebSocket(url, protocols, { origin: origin(), autoPong: false });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    clock.advance(FEED_LIMITS.pingMs);
    await sleep(50);
    clock.advance(FEED_LIMITS.pingMs);
    await closed;
  });

  test('[API28] what a console says is not read, and too much of it closes', async () => {
    const feed = await connected(await loggedIn('broadcaster', EAST));
    feed.socket.send('{"kind":"hello"}');
    feed.socket.send('x'.repeat(2_000));
    await once(feed.socket, 'close');
    expect(feed.closeCode).toBe(1009);
  });

  test('[API29] stopping says goodbye', async () => {
    const feed = await connected(await loggedIn('broadcaster', EAST));
    const closing = controller.feed.close();
    await once(feed.socket, 'close');
    expect(feed.closeCode).toBe(1001);
    clock.advance(1_000);
    await closing;
  });
});
