/** Loudness and true peak of hard cases, measured on what a node would play. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeAsset } from '../../support/decode-asset.ts';
import { integratedLufs, truePeakDbtp } from '../../support/loudness-meter.ts';
import {
  BUNDLED_FFMPEG,
  type MediaBench,
  openBench,
  SPEECH,
  SYSTEM_FFMPEG,
} from '../../support/media-bench.ts';

const lavfi = (graph: string) => ['-f', 'lavfi', '-i', graph];
const shaped = (filter: string) => ['-t', '6', '-i', SPEECH, '-af', filter];

const cases: [string, readonly string[]][] = [
  ['quiet speech', shaped('volume=-25dB')],
  ['clipped speech', shaped('volume=20dB')],
  ['speech on the left only', shaped('pan=stereo|c0=c0')],
  ['speech with long pauses', shaped('apad=pad_dur=14')],
  ['speech over clicks', shaped('aeval=val(0)*0.2+if(lt(mod(n\\,24000)\\,4)\\,0.9\\,0)')],
  ['white noise', lavfi('anoisesrc=d=4:a=0.9')],
  ['a full square wave', lavfi("aevalsrc='sgn(sin(2*PI*220*t))':d=4:s=48000")],
  ['a pure tone', lavfi('sine=f=997:d=4')],
  ['a bass tone', lavfi('sine=f=80:d=4')],
];

describe.each([
  ['the ffmpeg of the system', SYSTEM_FFMPEG, cases],
  [
    'the ffmpeg that npm brings',
    BUNDLED_FFMPEG,
    cases.filter(([name]) => /speech$|clicks|noise/.test(name)),
  ],
] as const)('%s', (_, ffmpegPath, some) => {
  let bench: MediaBench;
  beforeAll(async () => {
    bench = await openBench({ ffmpegPath });
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  test.each(some)('[MED7] %s comes out at -16 LUFS ± 1 under -1 dBTP', async (name, words) => {
    const asset = await bench.prepared(bench.make(`${name}.wav`, words));
    const sound = await decodeAsset(asset);
    expect(Math.abs(integratedLufs(sound) + 16)).toBeLessThanOrEqual(1);
    expect(truePeakDbtp(sound)).toBeLessThanOrEqual(-1);
  });

  test.each([
    ['a beep', lavfi('sine=f=880:d=0.5')],
    ['a faint word', ['-ss', '1', '-t', '1.2', '-i', SPEECH, '-af', 'volume=-25dB']],
    ['a clipped word', ['-ss', '1', '-t', '2.9', '-i', SPEECH, '-af', 'volume=20dB']],
  ])('[MED7] %s under 3 s comes out with its peak at -1.5 dBTP', async (name, words) => {
    const asset = await bench.prepared(bench.make(`${name}.wav`, words));
    expect(asset.loudnessLufs).toBeNull();
    const peak = truePeakDbtp(await decodeAsset(asset));
    expect(peak).toBeLessThanOrEqual(-1);
    expect(peak).toBeGreaterThan(-2.5);
  });

  test('[MED9] the sound keeps its place: nothing is shifted or lost', async () => {
    const asset = await bench.prepared(
      bench.make('click.wav', lavfi("aevalsrc='0.5*sin(2*PI*440*t)*between(t,1,3)':d=4:s=48000")),
    );
    expect(asset.durationFrames).toBe(4 * 48_000);
    const sound = await decodeAsset(asset);
    const level = (from: number, to: number) =>
      Math.sqrt(sound.slice(from, to).reduce((sum, value) => sum + value * value, 0) / (to - from));
    expect(level(0, 47_500)).toBeLessThan(0.01);
    expect(level(48_500, 143_500)).toBeGreaterThan(0.05);
    expect(level(144_960, 192_000)).toBeLessThan(0.01);
  });
});

test('[MED17] [MED7] a long recording with a quiet and a loud half keeps the promise', async () => {
  await using bench = await openBench();
  const halves = "volume='if(lt(t,120),0.25,1)':eval=frame";
  const words = ['-stream_loop', '-1', '-i', SPEECH, '-t', '220', '-af', halves];
  const asset = await bench.prepared(bench.make('long.wav', words));
  expect(asset.durationFrames).toBe(220 * 48_000);
  const sound = await decodeAsset(asset);
  expect(Math.abs(integratedLufs(sound) + 16)).toBeLessThanOrEqual(1);
  expect(truePeakDbtp(sound)).toBeLessThanOrEqual(-1);
}, 240_000);

test('[MED18] [MED7] a long recording spliced of loud, quiet and silent parts keeps the promise', async () => {
  await using bench = await openBench();
  const parts = "volume='if(between(t,90,110),0,if(lt(mod(t,60),20),1,0.1))':eval=frame";
  const words = ['-stream_loop', '-1', '-i', SPEECH, '-t', '201', '-af', parts, '-b:a', '32k'];
  const asset = await bench.prepared(bench.make('spliced.mp3', words));
  expect(Math.abs(integratedLufs(await decodeAsset(asset)) + 16)).toBeLessThanOrEqual(1);
  expect(asset.truePeakDbtp).toBeLessThanOrEqual(-1);
}, 240_000);
