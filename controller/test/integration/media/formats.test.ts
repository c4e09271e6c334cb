/**
 * Every format of an upload, as real files made by ffmpeg, through real preparation; the result is
 * decoded from its chunks as a node does it and measured by a meter of the tests' own.
 */
import { join } from 'node:path';
import { assetManifestSchema, decodeChunk } from '@loa/protocol/asset';
import { contentName } from '@loa/runtime/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseOggOpus } from '../../../src/domain/library/ogg-opus.ts';
import { decodeAsset } from '../../support/decode-asset.ts';
import { integratedLufs, truePeakDbtp } from '../../support/loudness-meter.ts';
import {
  BUNDLED_FFMPEG,
  FIXTURES,
  type MediaBench,
  openBench,
  SPEECH,
  SYSTEM_FFMPEG,
} from '../../support/media-bench.ts';

const SECONDS = 3.4;
const speech = ['-t', String(SECONDS), '-i', SPEECH];

/** Name, how it is made, and how far its length may be off: codecs with blocks of their own pad. */
const formats: [string, readonly string[], number][] = [
  ['wav-stereo.wav', [...speech, '-ac', '2', '-ar', '44100'], 0],
  ['wav-float.wav', [...speech, '-c:a', 'pcm_f32le'], 0],
  ['wav-8-khz.wav', [...speech, '-ar', '8000'], 0],
  ['wav-192-khz-6-channels.wav', [...speech, '-ar', '192000', '-ac', '6'], 0],
  ['flac.flac', [...speech], 0],
  ['mp3.mp3', [...speech, '-b:a', '64k'], 0],
  ['index-at-end.m4a', [...speech, '-c:a', 'aac'], 1100],
  ['index-in-front.m4a', [...speech, '-c:a', 'aac', '-movflags', '+faststart'], 1100],
  [
    'fragments.mp4',
    [...speech, '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov+default_base_moof'],
    3000,
  ],
  ['adts.aac', [...speech, '-c:a', 'aac'], 3000],
  ['vorbis.ogg', [...speech, '-c:a', 'libvorbis'], 128],
  ['opus.opus', [...speech, '-c:a', 'libopus'], 0],
  ['browser.webm', [...speech, '-c:a', 'libopus', '-live', '1'], 0],
  ['phone.3gp', [...speech, '-c:a', 'aac', '-ar', '16000'], 3000],
  [
    'film.mp4',
    [...speech, '-f', 'lavfi', '-t', '5', '-i', 'testsrc=size=64x64', '-c:a', 'aac'],
    3000,
  ],
];

describe.each([
  ['the ffmpeg of the system', SYSTEM_FFMPEG, formats],
  [
    'the ffmpeg that npm brings',
    BUNDLED_FFMPEG,
    formats.filter(([name]) => /stereo|flac|mp3|end|browser/.test(name)),
  ],
] as const)('%s', (_, ffmpegPath, some) => {
  let bench: MediaBench;
  beforeAll(async () => {
    bench = await openBench({ ffmpegPath });
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  test.each(some)('[MED1] %s becomes sound of its length', async (name, words, offFrames) => {
    const asset = await bench.prepared(bench.make(name, words));
    expect(Math.abs(asset.durationFrames - SECONDS * 48_000)).toBeLessThanOrEqual(offFrames);
    await expectGoodAsset(asset);
    expect(bench.leftovers()).toEqual([]);
  });

  test.each([
    ['speech-nb.amr', 3.42],
    ['speech-wb.amr', 3.4],
  ])('[MED1] %s becomes sound of its length', async (name, seconds) => {
    const asset = await bench.prepared(join(FIXTURES, name));
    expect(asset.durationFrames).toBe(seconds * 48_000);
    await expectGoodAsset(asset);
  });

  test('[MED1] an MP3 with a cover picture becomes sound', async () => {
    const cover = bench.make('cover.png', [
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=64x64',
      '-frames:v',
      '1',
    ]);
    const mp3 = bench.make('plain.mp3', speech);
    const words = ['-i', mp3, '-i', cover, '-map', '0', '-map', '1', '-c', 'copy'];
    const asset = await bench.prepared(
      bench.make('cover.mp3', [...words, '-disposition:v', 'attached_pic']),
    );
    expect(asset.durationFrames).toBe(SECONDS * 48_000);
  });

  test('[MED11] the same upload gives the same asset, under whatever name', async () => {
    const wav = ['-t', '1', '-i', SPEECH];
    const first = await bench.prepared(bench.make('một.wav', wav));
    const second = await bench.prepared(bench.make("hai's ba.mp3", [...wav, '-f', 'wav']));
    expect(second.assetId).toBe(first.assetId);
    expect(second.ogg).toEqual(first.ogg);
  });

  test('[MED13] progress goes through every step to its end and never falls', async () => {
    bench.progress.length = 0;
    await bench.prepared(bench.make('progress.wav', speech));
    const steps = ['probe', 'measure', 'encode', 'check'];
    let last = [0, 0];
    for (const [step, fraction] of bench.progress) {
      const now = [steps.indexOf(step), fraction];
      expect(now[0]! > last[0]! || (now[0] === last[0] && now[1]! >= last[1]!)).toBe(true);
      last = now;
    }
    for (const step of steps) expect(bench.progress).toContainEqual([step, 1]);
  });
});

async function expectGoodAsset(asset: Awaited<ReturnType<MediaBench['prepared']>>): Promise<void> {
  const manifest = assetManifestSchema.parse(JSON.parse(asset.manifest));
  expect(contentName(asset.manifest)).toBe(asset.assetId);
  expect(asset.chunks.map((chunk) => contentName(chunk))).toEqual(manifest.chunks);
  expect(manifest.durationFrames).toBe(asset.durationFrames);
  const packets = asset.chunks.flatMap((chunk) => decodeChunk(chunk));
  expect(parseOggOpus(asset.ogg)).toMatchObject({ outcome: 'parsed', packets });
  const sound = await decodeAsset(asset);
  expect(sound.length).toBe(asset.durationFrames);
  const loudness = integratedLufs(sound);
  expect(loudness).toBeGreaterThan(-17);
  expect(loudness).toBeLessThan(-15);
  expect(asset.loudnessLufs).toBeCloseTo(loudness, 0);
  expect(truePeakDbtp(sound)).toBeLessThanOrEqual(-1);
}
