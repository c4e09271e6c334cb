/**
 * Uploads that are no sound, or not what they seem: each is refused with a code of its own and leaves
 * nothing behind, in the cage and with limits alone.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BUNDLED_FFMPEG,
  type MediaBench,
  openBench,
  SPEECH,
  SYSTEM_FFMPEG,
} from '../../support/media-bench.ts';

const lavfi = (graph: string) => ['-f', 'lavfi', '-i', graph];
const speech = ['-t', '6', '-i', SPEECH];

/** A WAV head that claims what it likes. */
function wav(options: {
  rateHz: number;
  channels: number;
  dataBytes: number;
  body: number;
}): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + options.dataBytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(options.channels, 22);
  head.writeUInt32LE(options.rateHz, 24);
  head.writeUInt32LE(options.rateHz * 2 * options.channels, 28);
  head.writeUInt16LE(2 * options.channels, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(options.dataBytes, 40);
  return Buffer.concat([head, Buffer.alloc(options.body, 0x11)]);
}

/** A FLAC file whose stream information claims a day (RFC 9639, section 8.2). */
function dayLongFlac(bench: MediaBench): string {
  const bytes = readFileSync(bench.make('day.flac', ['-t', '2', '-i', SPEECH, '-ar', '8000']));
  bytes.writeUInt32BE(8000 * 24 * 3600, 22);
  return bench.write('day.flac', bytes);
}

type Case = [name: string, reason: string, make: (bench: MediaBench) => string];

const cases: Case[] = [
  ['an empty file', 'media-empty', (bench) => bench.write('empty.wav', '')],
  ['a file of zeros', 'media-not-audio', (b) => b.write('zeros.wav', Buffer.alloc(100_000))],
  [
    'a playlist renamed .mp3',
    'media-playlist',
    (bench) => bench.write('list.mp3', `#EXTM3U\n#EXTINF:9,\nfile://${SPEECH}\n#EXT-X-ENDLIST\n`),
  ],
  [
    'a concat script renamed .wav',
    'media-playlist',
    (bench) => bench.write('concat.wav', `ffconcat version 1.0\nfile '${SPEECH}'\n`),
  ],
  [
    'a picture renamed .mp3',
    'media-not-audio',
    (bench) => {
      const png = bench.make('a.png', [...lavfi('testsrc=size=64x64'), '-frames:v', '1']);
      return bench.write('picture.mp3', readFileSync(png));
    },
  ],
  [
    'a film without sound',
    'media-not-audio',
    (b) => b.make('mute.mp4', [...lavfi('testsrc=size=64x64:d=2'), '-c:v', 'mpeg4']),
  ],
  ['text', 'media-not-audio', (bench) => bench.write('notice.wav', 'Thong bao '.repeat(50))],
  [
    'noise that is no format',
    'media-unsupported',
    (bench) =>
      bench.write('noise.mp3', Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i) % 251))),
  ],
  ['a foreign format', 'media-unsupported', (b) => b.make('other.au', [...speech, '-f', 'au'])],
  [
    'a 1 Hz WAV',
    'media-unsupported',
    (b) => b.write('hertz.wav', wav({ rateHz: 1, channels: 1, dataBytes: 1000, body: 1000 })),
  ],
  [
    'a WAV of 64 channels',
    'media-unsupported',
    (b) =>
      b.write('many.wav', wav({ rateHz: 48_000, channels: 64, dataBytes: 64_000, body: 64_000 })),
  ],
  ['a FLAC that claims a day', 'media-too-long', dayLongFlac],
  [
    'a WAV whose head promises more than it holds',
    'media-truncated',
    (b) =>
      b.write('head.wav', wav({ rateHz: 8000, channels: 1, dataBytes: 160_000, body: 64_000 })),
  ],
  ['a WAV cut short', 'media-truncated', (b) => b.cut(b.make('a.wav', speech), 0.5)],
  ['a FLAC cut short', 'media-truncated', (b) => b.cut(b.make('a.flac', speech), 0.5)],
  ['an MP3 cut short', 'media-truncated', (b) => b.cut(b.make('a.mp3', speech), 0.5)],
  ['an Ogg cut short', 'media-truncated', (b) => b.cut(b.make('a.ogg', speech), 0.501)],
  ['a WebM cut short', 'media-truncated', (b) => b.cut(b.make('a.webm', speech), 0.5)],
  ['an M4A without its index', 'media-truncated', (b) => b.cut(b.make('a.m4a', speech), 0.5)],
  [
    'an M4A with its index, cut short',
    'media-truncated',
    (b) => b.cut(b.make('fast.m4a', [...speech, '-movflags', '+faststart']), 0.5),
  ],
  [
    'silence',
    'media-silent',
    (b) => b.make('silence.wav', [...lavfi('anullsrc=r=48000:cl=mono'), '-t', '5']),
  ],
  [
    'a muted microphone',
    'media-silent',
    (b) => b.make('mute.wav', lavfi('anoisesrc=d=5:a=0.0005')),
  ],
  ['a clip of 0.2 s', 'media-too-short', (b) => b.make('short.wav', ['-t', '0.2', '-i', SPEECH])],
];

describe.each([
  ['in the cage, with the ffmpeg of the system', {}, cases],
  [
    'with limits alone',
    { confinement: 'limits' as const },
    cases.filter(([name]) => /playlist|film|1 Hz|claims|M4A/.test(name)),
  ],
  ['with the ffmpeg that npm brings', { ffmpegPath: BUNDLED_FFMPEG }, cases],
] as const)('%s', (_, deps, some) => {
  let bench: MediaBench;
  beforeAll(async () => {
    bench = await openBench(deps);
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  test.each(some)('[MED3] %s is refused: %s', async (_name, reason, make) => {
    const result = await bench.prepare(make(bench));
    expect(result).toMatchObject({ outcome: 'refused', reason });
    expect(bench.leftovers()).toEqual([]);
  });

  test('[MED5] what does not say its length is cut off and refused after an hour', async () => {
    const words = [...lavfi('anullsrc=r=8000:cl=mono'), '-t', '3700', '-b:a', '8k'];
    const result = await bench.prepare(bench.make('endless.mp3', [...words, '-write_xing', '0']));
    expect(result).toMatchObject({ outcome: 'refused', reason: 'media-too-long' });
  });
});

test('[MED3] an upload beyond the size limit is refused unread', async () => {
  await using bench = await openBench();
  const file = bench.write('large.wav', '');
  const { truncateSync } = await import('node:fs');
  truncateSync(file, 200 * 1024 * 1024 + 1);
  expect(await bench.prepare(file)).toMatchObject({ reason: 'media-too-large' });
});

test.each([
  ['in the cage', {}],
  ['with limits alone', { confinement: 'limits' as const }],
])('[MED6] %s work beyond the CPU limit is ended and refused', async (_, deps) => {
  await using bench = await openBench({ ...deps, cpuSeconds: () => 1 });
  const long = bench.make('long.flac', [...lavfi('anoisesrc=d=1500:r=8000'), '-c:a', 'flac']);
  expect(await bench.prepare(long)).toMatchObject({ reason: 'media-too-costly' });
  expect(bench.leftovers()).toEqual([]);
});

test('[MED12] what a crash left is removed at the next start', async () => {
  await using first = await openBench();
  const stale = join(first.workDir, 'job-stale');
  mkdirSync(stale);
  writeFileSync(join(stale, 'out'), 'half');
  await using second = await openBench({ workDir: first.workDir });
  expect(second.leftovers()).toEqual([]);
});

test('[MED2] an ffmpeg that cannot be run is an operating error that names the remedy', async () => {
  await expect(openBench({ ffmpegPath: '/nowhere/ffmpeg' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('FFMPEG_PATH'),
  });
  expect(SYSTEM_FFMPEG).toMatch(/ffmpeg$/);
});
