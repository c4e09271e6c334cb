/**
 * Goal: sound of other stations comes in as samples, and nothing else is reached for it. Method: the real
 * decoder in its cage, a real HTTP server with real streams and playlists, and Icecast where it is.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { programOnPath, silentLogger, systemTimers } from '@loa/runtime/node';
import type { Timers } from '@loa/runtime/pure';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMediaIngest, type OpenMediaIngest } from '../../../src/adapters/media/index.ts';
import {
  type OpenRelaySources,
  openRelaySources,
} from '../../../src/adapters/relay-source/index.ts';
import { Loudness } from '../../../src/domain/paging/level.ts';
import type { RelaySourceEnd } from '../../../src/engine/relay-source-port.ts';
import {
  type Answering,
  giving,
  holding,
  MP3,
  OGG,
  type Station,
  soundOf,
  startStation,
  TS,
} from '../../support/station.ts';

/** Limits pass twenty times as fast. */
const quick: Timers = {
  after: (delayMs, run) => systemTimers.after(delayMs / 20, run),
  every: (periodMs, run) => systemTimers.every(periodMs / 20, run),
};
const TONE = 'sine=frequency=440:duration=4';

let folder: string;
let media: OpenMediaIngest;
let sources: OpenRelaySources;
let station: Station | null = null;
let hosts: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-relay-'));
  media = await createMediaIngest({
    ...{ timers: systemTimers, logger: silentLogger, ffmpegPath: null },
    workDir: join(folder, 'media'),
  });
  const { ffmpeg, confinement } = media;
  sources = await openRelaySources({
    ...{ ffmpeg, confinement, timers: quick, logger: silentLogger },
    workDir: join(folder, 'relay'),
    hosts: () => hosts,
  });
});
afterEach(async () => {
  await station?.[Symbol.asyncDispose]();
  station = null;
  hosts = [];
});
afterAll(async () => {
  sources[Symbol.dispose]();
  await media[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function serve(answers: Readonly<Record<string, Answering>>): Promise<Station> {
  station = await startStation(answers);
  hosts = [station.host];
  return station;
}

interface Heard {
  readonly seconds: number;
  readonly levelDb: number | null;
  readonly end: RelaySourceEnd | null;
}

/** What comes until it ends, or until there is so much of it. */
function hear(url: string, enoughSeconds = Number.POSITIVE_INFINITY): Promise<Heard> {
  return new Promise((resolve) => {
    const loudness = new Loudness();
    let frames = 0;
    const done = (end: RelaySourceEnd | null) =>
      resolve({ seconds: frames / 48_000, levelDb: loudness.takeDb(), end });
    const source = sources.open(url, {
      samples: (samples) => {
        loudness.take(samples);
        frames += samples.length;
        if (frames / 48_000 < enoughSeconds) return;
        source[Symbol.dispose]();
        done(null);
      },
      ended: done,
    });
  });
}

describe('a source', () => {
  it('[REL4] of any kind that stations use comes as mono samples at 48 kHz', async () => {
    const { url } = await serve({
      '/fm.mp3': giving(soundOf(TONE, MP3), 'audio/mpeg'),
      '/fm.ogg': giving(soundOf(TONE, OGG), 'application/ogg'),
      '/fm.ts': giving(soundOf(TONE, TS), 'video/mp2t'),
    });
    for (const path of ['/fm.mp3', '/fm.ogg', '/fm.ts']) {
      const { seconds, levelDb, end } = await hear(url(path));
      expect(seconds, path).toBeGreaterThan(3.8);
      expect(seconds, path).toBeLessThan(4.3);
      expect(levelDb, path).toBeGreaterThan(-24);
      expect(levelDb, path).toBeLessThan(-18);
      expect(end?.why, path).toBe('ended');
    }
  });

  it('[REL4] that is no sound is told from one that ended', async () => {
    const { url } = await serve({
      '/page': giving(Buffer.from('<html>'.repeat(2_000)), 'audio/mpeg'),
      '/none': giving(Buffer.alloc(0), 'audio/mpeg'),
    });
    expect((await hear(url('/page'))).end?.why).toBe('not-sound');
    expect((await hear(url('/none'))).end?.why).toBe('not-sound');
    expect((await hear(url('/gone'))).end).toMatchObject({ why: 'answer-bad' });
  });

  it('[REL5] is asked only where the city has listed its host', async () => {
    const { url, port, asked } = await serve({ '/fm': giving(soundOf(TONE, MP3), 'audio/mpeg') });
    hosts = ['dai.example.vn'];
    expect((await hear(url('/fm'))).end?.why).toBe('host-not-listed');
    hosts = [`127.0.0.1:${port + 1}`];
    expect((await hear(url('/fm'))).end?.why).toBe('host-not-listed');
    expect(asked).toEqual([]);
    hosts = ['127.0.0.1'];
    expect((await hear(url('/fm'))).end?.why).toBe('ended');
    hosts = ['localhost'];
    expect((await hear(`http://localhost:${port}/fm`)).end?.why).toBe('ended');
  });

  it('[REL5] whose name leads into a network of our own is not asked unless that is listed', async () => {
    const { port, asked } = await serve({ '/fm': giving(soundOf(TONE, MP3), 'audio/mpeg') });
    // By convention a name of this machine that is not called localhost.
    const name = 'ip6-localhost';
    hosts = [name];
    const { end } = await hear(`http://${name}:${port}/fm`);
    expect(['address-not-listed', 'host-unknown']).toContain(end?.why);
    expect(asked).toEqual([]);
  });

  it('[REL5] leads by redirects to listed hosts alone, three times at most', async () => {
    const to =
      (location: string): Answering =>
      (_, response) =>
        response.writeHead(302, { location }).end();
    await using other = await startStation({ '/fm': giving(soundOf(TONE, MP3), 'audio/mpeg') });
    const { url } = await serve({
      '/here': to('/fm'),
      '/fm': giving(soundOf(TONE, MP3), 'audio/mpeg'),
      '/there': to(other.url('/fm')),
      '/file': to('file:///etc/passwd'),
      '/round': to('/round'),
    });
    expect((await hear(url('/here'))).end?.why).toBe('ended');
    expect((await hear(url('/there'))).end?.why).toBe('host-not-listed');
    expect((await hear(url('/file'))).end?.why).toBe('host-not-listed');
    expect((await hear(url('/round'))).end?.why).toBe('answer-bad');
    expect(other.asked).toEqual([]);
  });

  it('[REL6] that does not answer, or brings nothing more, ends by itself', async () => {
    const { url } = await serve({
      '/deaf': () => {},
      '/stuck': holding(soundOf(TONE, MP3), 'audio/mpeg'),
    });
    expect((await hear(url('/deaf'))).end?.why).toBe('unreachable');
    const stuck = await hear(url('/stuck'));
    expect(stuck.end?.why).toBe('stalled');
    expect(stuck.seconds).toBeGreaterThan(3);
    const { port } = await freePort();
    hosts = ['127.0.0.1'];
    expect((await hear(`http://127.0.0.1:${port}/fm`)).end?.why).toBe('unreachable');
  });

  it('[REL7] waits with what it has while who listens has enough', async () => {
    const long = soundOf('sine=frequency=440:duration=120', ['-f', 'wav']);
    const { url } = await serve({ '/long': giving(long, 'audio/wav') });
    let frames = 0;
    let held = 0;
    const end = await new Promise<RelaySourceEnd>((resolve) => {
      const source = sources.open(url('/long'), {
        samples: (samples) => {
          frames += samples.length;
          if (held > 0) return;
          held = frames;
          source.hold(true);
          // Longer than a source may be without a word.
          systemTimers.after(800, () => {
            held = frames;
            source.hold(false);
          });
        },
        ended: resolve,
      });
    });
    expect(end.why).toBe('ended');
    // A pipe's worth and a read buffer at most, of two minutes.
    expect(held / 48_000).toBeLessThan(3);
    expect(frames / 48_000).toBeCloseTo(120, 0);
  });
});

describe('a playlist', () => {
  const segment = soundOf('sine=frequency=440:duration=2', TS);
  const list = (first: number, count: number, tail = '') =>
    Buffer.from(
      ['#EXTM3U', '#EXT-X-TARGETDURATION:2', `#EXT-X-MEDIA-SEQUENCE:${first}`]
        .concat(Array.from({ length: count }, (_, n) => `#EXTINF:2.0,\ns${(first + n) % 3}.ts`))
        .concat(tail)
        .join('\n'),
    );
  const PLAYLIST = 'application/vnd.apple.mpegurl';

  it('[REL8] is followed segment by segment, from its live edge on', async () => {
    let first = 10;
    const { url, asked } = await serve({
      '/live.m3u8': (_, response) => {
        response.writeHead(200, { 'content-type': PLAYLIST });
        response.end(list(first, 6));
        first += 1;
      },
      '/s0.ts': giving(segment, 'video/mp2t'),
      '/s1.ts': giving(segment, 'video/mp2t'),
      '/s2.ts': giving(segment, 'video/mp2t'),
    });
    const { seconds, end } = await hear(url('/live.m3u8'), 9);
    expect(end).toBeNull();
    expect(seconds).toBeGreaterThanOrEqual(9);
    const segments = asked.filter((path) => path.endsWith('.ts'));
    expect(segments.slice(0, 4)).toEqual(['/s1.ts', '/s2.ts', '/s0.ts', '/s1.ts']);
  });

  it('[REL8] of several qualities is followed at the least, and to its end', async () => {
    const master = [
      '#EXTM3U',
      '#EXT-X-STREAM-INF:BANDWIDTH=128000',
      'high/list.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=48000',
      'low/list.m3u8',
    ].join('\n');
    const { url, asked } = await serve({
      '/fm.m3u8': giving(Buffer.from(master), PLAYLIST),
      '/low/list.m3u8': giving(list(0, 2, '#EXT-X-ENDLIST'), PLAYLIST),
      '/low/s0.ts': giving(segment, 'video/mp2t'),
      '/low/s1.ts': giving(segment, 'video/mp2t'),
    });
    const { seconds, end } = await hear(url('/fm.m3u8'));
    expect(end?.why).toBe('ended');
    expect(seconds).toBeGreaterThan(3.5);
    expect(asked).not.toContain('/high/list.m3u8');
  });

  it('[REL5] reaches no host that is not listed', async () => {
    await using other = await startStation({ '/s.ts': giving(segment, 'video/mp2t') });
    const stolen = ['#EXTM3U', '#EXTINF:2,', other.url('/s.ts'), '#EXT-X-ENDLIST'].join('\n');
    const file = ['#EXTM3U', '#EXTINF:2,', 'file:///etc/passwd', '#EXT-X-ENDLIST'].join('\n');
    const nowhere = ['#EXTM3U', '#EXTINF:2,', 'http://[', '#EXT-X-ENDLIST'].join('\n');
    const { url } = await serve({
      '/nowhere.m3u8': giving(Buffer.from(nowhere), PLAYLIST),
      '/stolen.m3u8': giving(Buffer.from(stolen), PLAYLIST),
      '/file.m3u8': giving(Buffer.from(file), PLAYLIST),
      // Not said to be a playlist: it is for the decoder, which opens nothing.
      '/hidden': giving(Buffer.from(stolen), 'audio/mpeg'),
    });
    expect((await hear(url('/nowhere.m3u8'))).end?.why).toBe('answer-bad');
    expect((await hear(url('/stolen.m3u8'))).end?.why).toBe('host-not-listed');
    expect((await hear(url('/file.m3u8'))).end?.why).toBe('host-not-listed');
    expect((await hear(url('/hidden'))).end?.why).toBe('not-sound');
    expect(other.asked).toEqual([]);
  });
});

async function freePort(): Promise<{ port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return { port };
}

const icecast = programOnPath('icecast2') ?? programOnPath('icecast');

describe.skipIf(icecast === null)('Icecast', () => {
  it('[REL4] is heard as any station is', async () => {
    const { port } = await freePort();
    const config = join(folder, 'icecast.xml');
    await writeFile(config, icecastConfig(port));
    const server = spawn(icecast ?? '', ['-c', config], { stdio: 'ignore' });
    const words = [
      '-re',
      '-f',
      'lavfi',
      '-i',
      'sine=frequency=440',
      '-ac',
      '1',
      ...MP3.slice(0, 4),
    ];
    const mount = `icecast://source:mat-khau@127.0.0.1:${port}/fm`;
    const speak = () =>
      spawn(
        'ffmpeg',
        ['-v', 'error', ...words, '-content_type', 'audio/mpeg', '-f', 'mp3', mount],
        {
          stdio: 'ignore',
        },
      );
    let speaker = speak();
    try {
      hosts = ['127.0.0.1'];
      let heard = await hear(`http://127.0.0.1:${port}/fm`, 2);
      for (let tries = 0; heard.end !== null && tries < 40; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 250));
        if (speaker.exitCode !== null) speaker = speak();
        heard = await hear(`http://127.0.0.1:${port}/fm`, 2);
      }
      expect(heard.end).toBeNull();
      expect(heard.levelDb).toBeGreaterThan(-24);
    } finally {
      speaker.kill('SIGKILL');
      server.kill('SIGKILL');
    }
  });
});

/** Icecast refuses to run as root, as containers do. */
const ROOT_STEPS_DOWN =
  userInfo().uid === 0
    ? '<security><changeowner><user>nobody</user><group>nogroup</group></changeowner></security>'
    : '';

function icecastConfig(port: number): string {
  return `<icecast>
  <limits><clients>10</clients><sources>2</sources><burst-size>65535</burst-size></limits>
  <authentication><source-password>mat-khau</source-password><admin-user>admin</admin-user><admin-password>mat-khau</admin-password></authentication>
  <hostname>localhost</hostname>
  <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <paths><basedir>${folder}</basedir><logdir>${folder}</logdir><webroot>${folder}</webroot><adminroot>${folder}</adminroot></paths>
  <logging><accesslog>-</accesslog><errorlog>-</errorlog><loglevel>1</loglevel></logging>
  ${ROOT_STEPS_DOWN}
</icecast>`;
}
