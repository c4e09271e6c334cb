/** When a node comes back: the real link over a way in virtual time that is cut, refuses, is long. */
import { contentName } from '@loa/runtime/node';
import { mulberry32 } from '@loa/runtime/pure';
import { VirtualTime } from '@loa/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { City } from '../../../test/support/city.ts';
import { seeded } from '../../../test/support/horn.ts';
import { LinkOnly, welcomeOf } from '../../../test/support/link-only.ts';
import {
  type Connection,
  LAN,
  type LinkOptions,
  VirtualUplink,
} from '../../../test/support/virtual-network.ts';
import { returnDelayMs } from './return-pace.ts';

const welcome = welcomeOf(new City());
const challenge = JSON.stringify({
  kind: 'controller/challenge',
  protocol: 1,
  nonce: contentName('nonce'),
});

let time: VirtualTime;
let connections: Connection[];

beforeEach(() => {
  time = new VirtualTime();
  connections = [];
});

/** A controller that welcomes everybody and pings as the real one does. */
function accept(connection: Connection): void {
  connections.push(connection);
  let isOpen = true;
  const ping = (): void => {
    if (!isOpen) return;
    connection.send('{"kind":"controller/receipts-ack","through":0}');
    time.at(time.trueUs() + 2e6, ping);
  };
  connection.received = (message) => {
    if (typeof message === 'string' && message.includes('node/hello')) connection.send(welcome);
  };
  connection.closed = () => {
    isOpen = false;
  };
  connection.send(challenge);
  time.at(time.trueUs() + 2e6, ping);
}

function way(link: LinkOptions = LAN): VirtualUplink {
  return new VirtualUplink({ time, random: seeded(8) }, link, accept);
}

describe('the link', () => {
  it('[LNK70] is back within 3 s after any partition, most often within 1.5 s', async () => {
    const chance = mulberry32(31);
    const backS: number[] = [];
    for (let trial = 0; trial < 150; trial++) {
      time = new VirtualTime();
      const uplink = way();
      const only = new LinkOnly(time, uplink, trial);
      only.isSounding = trial % 3 === 0;
      only.link.start();
      await time.advance(5 + chance() * 5);
      uplink.cut = true;
      const lengthS = 9 + chance() * 31;
      await time.advance(lengthS);
      expect(only.link.isUp()).toBe(false);
      uplink.cut = false;
      const healedUs = time.trueUs();
      await time.advance(6);
      backS.push(((only.ups.at(-1) ?? Infinity) - healedUs) / 1e6);
      only.link.stop();
    }
    backS.sort((a, b) => a - b);
    expect(backS[75]).toBeLessThan(1.5);
    expect(backS[148]).toBeLessThan(3);
  });

  it('[LNK70] does not wait for an attempt that nobody answers, and loads no dead line', async () => {
    const uplink = way();
    uplink.cut = true;
    const only = new LinkOnly(time, uplink, 1);
    only.link.start();
    await time.advance(600);
    const gapsS = uplink.attempts
      .slice(1)
      .map((atUs, i) => (atUs - (uplink.attempts[i] ?? 0)) / 1e6);
    expect(Math.max(...gapsS)).toBeLessThanOrEqual(2.5);
    expect(Math.min(...gapsS)).toBeGreaterThanOrEqual(1.5);
    expect(uplink.attempts.length).toBeLessThan(400);
    only.link.stop();
  });

  it('[LNK70] connects over a way that is longer than its patience', async () => {
    const slow = { kind: 'queue', delayMs: 1_600, jitterMs: 1 } as const;
    const only = new LinkOnly(time, way({ up: slow, down: slow }), 2);
    only.link.start();
    await time.advance(40);
    expect(only.ups).toHaveLength(1);
    expect(only.downs).toEqual([]);
    only.link.stop();
  });

  it('[LNK71] comes back ever more slowly to who answers and refuses, at random, up to 30 s', async () => {
    const uplink = way();
    uplink.refusing = true;
    const only = new LinkOnly(time, uplink, 3);
    only.link.start();
    await time.advance(60);
    const early = uplink.attempts.length;
    expect(early).toBeGreaterThan(4);
    expect(early).toBeLessThan(15);
    await time.advance(600);
    expect(uplink.attempts.length - early).toBeLessThan(80);
    uplink.refusing = false;
    await time.advance(31);
    expect(only.link.isUp()).toBe(true);
    only.link.stop();
  });

  it('[LNK71] a herd of 10,000 that is refused spreads its greetings', () => {
    const chance = mulberry32(77);
    const perSecond = new Map<number, number>();
    for (let node = 0; node < 10_000; node++) {
      let atMs = 0;
      for (let before = 0; atMs < 120_000; before++) {
        atMs += returnDelayMs({ answered: true, before }, chance());
        const second = Math.floor(atMs / 1000);
        perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      }
    }
    const late = [...perSecond].filter(([second]) => second >= 40).map(([, count]) => count);
    expect(Math.max(...late)).toBeLessThan(1_000);
  });

  it('[LNK71] waits as long as a goodbye says, and comes back then', async () => {
    const uplink = way();
    const only = new LinkOnly(time, uplink, 4);
    only.link.start();
    await time.advance(3);
    connections[0]?.send('{"kind":"controller/goodbye","reconnectAfterMs":20000}');
    await time.advance(19);
    expect(uplink.attempts).toHaveLength(1);
    await time.advance(3);
    expect(only.link.isUp()).toBe(true);
    only.link.stop();
  });

  it.each([
    { isSounding: false, endS: 5 },
    { isSounding: true, endS: 3 },
  ])(
    '[LNK72] gives up a silent connection after $endS s (sounding: $isSounding)',
    async (given) => {
      const uplink = way();
      const only = new LinkOnly(time, uplink, 5);
      only.isSounding = given.isSounding;
      only.link.start();
      await time.advance(20);
      expect(only.downs).toEqual([]);
      uplink.cut = true;
      const cutUs = time.trueUs();
      await time.advance(10);
      const silentS = ((only.downs[0] ?? 0) - cutUs) / 1e6;
      expect(silentS).toBeGreaterThan(given.endS - 2.1);
      expect(silentS).toBeLessThan(given.endS + 0.3);
      only.link.stop();
    },
  );
});
