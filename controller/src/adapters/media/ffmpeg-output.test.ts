import { expect, test } from 'vitest';
import {
  parseDecodedSeconds,
  parseMeter,
  parseProbe,
  parseRangeLu,
  tellsOfMissingEnd,
} from './ffmpeg-output.ts';

const summary = (loudness: string, peak: string) => [
  '[Parsed_ebur128_2 @ 0x556fce1b2600] Summary:',
  '',
  '  Integrated loudness:',
  `    I:         ${loudness} LUFS`,
  '    Threshold: -30.9 LUFS',
  '  True peak:',
  `    Peak:        ${peak} dBFS`,
];

test('[MED7] the meter is read from the last summary, not from what an upload says of itself', () => {
  const lines = ['  title: x Summary:', '    I:   -16.0 LUFS', ...summary('-20.8', '0.1')];
  expect(parseMeter(lines)).toEqual({ loudnessLufs: -20.8, truePeakDbtp: 0.1 });
});

test('[MED18] the loudness range is read from the last summary', () => {
  const range = ['  Loudness range:', '    LRA:        21.9 LU', '    LRA low:   -38.2 LUFS'];
  expect(parseRangeLu(['    LRA:  3.0 LU', ...summary('-20.8', '0.1'), ...range])).toBe(21.9);
  expect(parseRangeLu(summary('-20.8', '0.1'))).toBeNull();
});

test('[MED8] gated and infinite readings are no readings', () => {
  expect(parseMeter(summary('-70.0', '-inf'))).toEqual({ loudnessLufs: null, truePeakDbtp: null });
  expect(parseMeter(summary('nan', 'nan'))).toEqual({ loudnessLufs: null, truePeakDbtp: null });
  expect(parseMeter([])).toEqual({ loudnessLufs: null, truePeakDbtp: null });
});

test('[MED5] decoded seconds are those of the last progress line', () => {
  expect(
    parseDecodedSeconds([
      'size=N/A time=00:00:04.00 bitrate=N/A speed= 143x    ',
      'size=N/A time=01:02:03.45 bitrate=N/A speed= 143x    ',
      'video:0kB audio:947kB',
    ]),
  ).toBe(3723.45);
  expect(parseDecodedSeconds(['size=N/A time=N/A bitrate=N/A'])).toBeNull();
  expect(parseDecodedSeconds(['size=N/A time=-577014:32:22.77 bitrate=N/A speed=N/A'])).toBeNull();
});

const audio = '  Stream #0:0: Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 69 kb/s';
const dump = (format: string, streams: readonly string[], duration = '00:00:30.50') => [
  `Input #0, ${format}, from 'file:/in':`,
  '  Metadata:',
  '    title           : Thông báo',
  `  Duration: ${duration}, start: 0.000000, bitrate: 70 kb/s`,
  ...streams,
];

test('[MED4] the first sound, the length and the presence of pictures are claimed', () => {
  expect(parseProbe(dump('mov,mp4,m4a,3gp,3g2,mj2', [audio]))).toEqual({
    audio: { sampleRateHz: 44_100, channels: 2 },
    pictures: false,
    seconds: 30.5,
    secondsStated: true,
  });
  const cover = '  Stream #0:1: Video: png, none (attached pic)';
  expect(parseProbe(dump('mp3', [audio, cover]))).toMatchObject({
    pictures: true,
    secondsStated: true,
  });
  expect(parseProbe(dump('mp3', [cover]))).toMatchObject({ audio: null, pictures: true });
});

test('[MED5] a length that is estimated, that of a film, or one of a format without is no claim', () => {
  const warning = '[mp3 @ 0x1] Estimating duration from bitrate, this may be inaccurate';
  const film = '    Stream #0:1(und): Video: h264 (avc1 / 0x31637661), none, 64x64, 25 fps';
  expect(parseProbe([warning, ...dump('mp3', [audio])])).toMatchObject({ secondsStated: false });
  expect(parseProbe(dump('aac', [audio]))).toMatchObject({ secondsStated: false });
  expect(parseProbe(dump('mov,mp4', [audio, film]))).toMatchObject({ secondsStated: false });
  expect(parseProbe(dump('matroska,webm', [audio], 'N/A'))).toMatchObject({ seconds: null });
});

test.each([
  ['mono', 1],
  ['stereo', 2],
  ['quad(side)', 4],
  ['5.1(side)', 6],
  ['7.1.4', 12],
  ['22.2', 24],
  ['9 channels (FL+FR)', 9],
  ['unheard-of', Number.NaN],
])('[MED4] a layout of %s is %d channels', (layout, channels) => {
  const line = `    Stream #0:0(und): Audio: pcm_s16le, 48000 Hz, ${layout}, s16, 768 kb/s`;
  expect(parseProbe(dump('wav', [line]))?.audio).toEqual({ sampleRateHz: 48_000, channels });
});

test('[MED4] what could not be opened claims nothing', () => {
  expect(parseProbe(['file:/in: Invalid data found when processing input'])).toBeNull();
});

test('[MED5] demuxers that miss the end are understood', () => {
  expect(tellsOfMissingEnd(['[mov,mp4 @ 0x1] moov atom not found'])).toBe(true);
  expect(tellsOfMissingEnd(['[mov,mp4 @ 0x1] stream 0, offset 0x2c: partial file'])).toBe(true);
  expect(tellsOfMissingEnd(['Invalid data found when processing input'])).toBe(false);
});
