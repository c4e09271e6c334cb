/**
 * The site's clock over real UDP on loopback: one node serves, others ask, and somebody on the
 * network tries what can be tried without the key.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { silentLogger, systemClock, systemRandom } from '@loa/runtime/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUdp, UdpSiteClock } from '../../src/adapters/site-clock/index.ts';
import type { Exchange, PublishedClock } from '../../src/domain/clock/index.ts';

const KEY = 'a'.repeat(43);
const OTHER_KEY = 'b'.repeat(43);
const deps = { clock: systemClock, random: systemRandom, log: silentLogger, open: openUdp };

let port: number;
let leader: UdpSiteClock;
let follower: UdpSiteClock;
let stranger: Socket;
let heard: { exchange: Exchange; published: PublishedClock }[];

beforeEach(async () => {
  port = await freePort();
  leader = new UdpSiteClock({ listen: { host: '127.0.0.1', port }, announce: null }, deps);
  follower = new UdpSiteClock({ listen: null, announce: null }, deps);
  stranger = createSocket('udp4');
  heard = [];
});

afterEach(() => {
  leader.rest();
  follower.rest();
  stranger.close();
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port: found } = socket.address();
  await new Promise<void>((done) => socket.close(() => done()));
  return found;
}

function published(): PublishedClock {
  const atUs = systemClock.monotonicUs();
  return { timelineId: 't', atUs, offsetUs: 1e15, skew: 2e-6, slewUs: 0, isFresh: true };
}

function follow(addresses: string[], key = KEY): void {
  follower.follow(key, addresses, (exchange, from) => heard.push({ exchange, published: from }));
}

async function ask(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    follower.ask();
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('the clock of a site', () => {
  it('[SYN43] is asked and answered: raw clock and mapping, in order', async () => {
    leader.serve(KEY, published);
    follow(['127.0.0.1:1', `127.0.0.1:${port}`].slice(1));
    await ask(10);
    expect(heard.length).toBeGreaterThan(7);
    for (const { exchange, published: mapping } of heard) {
      const { t1Us, t2Us, t3Us, t4Us } = exchange;
      expect([t1Us, t2Us, t3Us, t4Us].toSorted((a, b) => a - b)).toEqual([t1Us, t2Us, t3Us, t4Us]);
      expect(mapping).toMatchObject({ timelineId: 't', offsetUs: 1e15, skew: 2e-6 });
    }
  });

  it('[SYN45] a leader with nothing to serve says so, and it counts as silence', async () => {
    leader.serve(KEY, () => null);
    follow([`127.0.0.1:${port}`]);
    await ask(5);
    expect(heard).toEqual([]);
    expect(follower.dropped()).toBe(0);
  });

  it('[SYN48] who has another key is not heard, on either side', async () => {
    leader.serve(KEY, published);
    follow([`127.0.0.1:${port}`], OTHER_KEY);
    await ask(5);
    expect(heard).toEqual([]);
    expect(leader.dropped()).toBe(5);
  });

  it('[SYN48] an answer counts once, to its question, and garbage never', async () => {
    // The stranger stands between the two and sees all that goes by.
    const seen: { bytes: Buffer; port: number }[] = [];
    stranger.on('message', (bytes, from) => {
      const toFollower = from.port === port;
      const question = seen.findLast((each) => each.port !== port);
      if (toFollower && question) {
        for (let time = 0; time < 3; time++) stranger.send(bytes, question.port, '127.0.0.1');
        const garbled = Uint8Array.from(bytes, (byte, i) => (i === 20 ? byte ^ 1 : byte));
        stranger.send(garbled, question.port, '127.0.0.1');
      } else stranger.send(bytes, port, '127.0.0.1');
      seen.push({ bytes, port: from.port });
    });
    stranger.bind(0, '127.0.0.1');
    await once(stranger, 'listening');
    leader.serve(KEY, published);
    follow([`127.0.0.1:${stranger.address().port}`]);
    await ask(6);
    expect(heard.length).toBeGreaterThan(3);
    expect(heard.length).toBeLessThanOrEqual(6);
    expect(follower.dropped()).toBeGreaterThanOrEqual(3 * heard.length - 3);
    const answers = seen.filter((each) => each.port === port);
    const [question] = seen;
    expect(answers[0]?.bytes.length).toBe(question?.bytes.length);
  });

  it('[SYN49] listens while it leads and at no other time', async () => {
    const tryPort = () =>
      new Promise<boolean>((done) => {
        const probe = createSocket('udp4');
        probe.once('error', () => done(false));
        probe.bind(port, '127.0.0.1', () => probe.close(() => done(true)));
      });
    expect(await tryPort()).toBe(true);
    leader.serve(KEY, published);
    await new Promise((done) => setTimeout(done, 50));
    expect(await tryPort()).toBe(false);
    leader.rest();
    await new Promise((done) => setTimeout(done, 50));
    expect(await tryPort()).toBe(true);
    expect(follower.addresses()).toEqual([]);
    expect(leader.addresses().every((each) => each.endsWith(`:${port}`))).toBe(true);
  });

  it('[SYN49] a port that is taken costs the leadership, not the agent', async () => {
    stranger.bind(port, '127.0.0.1');
    await once(stranger, 'listening');
    leader.serve(KEY, published);
    follow([`127.0.0.1:${port}`]);
    await ask(3);
    expect(heard).toEqual([]);
  });

  it('[SYN46] tries the leader’s addresses in turn until one answers', async () => {
    leader.serve(KEY, published);
    let shiftUs = 0;
    const clock = { ...systemClock, monotonicUs: () => systemClock.monotonicUs() + shiftUs };
    follower = new UdpSiteClock({ listen: null, announce: null }, { ...deps, clock });
    follow(['127.0.0.2:9', `127.0.0.1:${port}`]);
    await ask(2);
    expect(heard).toEqual([]);
    shiftUs += 4e6;
    await ask(5);
    expect(heard.length).toBeGreaterThan(3);
  });
});
