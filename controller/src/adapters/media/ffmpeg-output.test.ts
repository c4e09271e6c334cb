import { expect, test } from 'vitest';
import { parseDecodedSeconds, parseMeter, parseProbe, tellsOfMissingEnd } from './ffmpeg-output.ts';

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

test('[MED4] claims are those of the sound', () => {
  const text = JSON.stringify({
    streams: [
      { codec_type: 'video', codec_name: 'h264', duration: '90.0' },
      {
        codec_type: 'audio',
        codec_name: 'aac',
        sample_rate: '44100',
        channels: 2,
        duration: '30.5',
      },
    ],
    format: { format_name: 'mov,mp4,m4a,3gp,3g2,mj2', duration: '90.0' },
  });
  expect(parseProbe(text, [])).toEqual({
    audio: { sampleRateHz: 44_100, channels: 2 },
    pictures: true,
    seconds: 30.5,
    secondsStated: true,
  });
});

test('[MED5] a length that ffprobe estimates, or a format that states none, is no claim', () => {
  const text = (format: string) =>
    JSON.stringify({
      streams: [{ codec_type: 'audio', sample_rate: '44100', channels: 1 }],
      format: { format_name: format, duration: '12.5' },
    });
  const warning = '[mp3 @ 0x1] Estimating duration from bitrate, this may be inaccurate';
  expect(parseProbe(text('mp3'), [])).toMatchObject({ seconds: 12.5, secondsStated: true });
  expect(parseProbe(text('mp3'), [warning])).toMatchObject({ secondsStated: false });
  expect(parseProbe(text('aac'), [])).toMatchObject({ secondsStated: false });
});

test('[MED4] what is no answer of ffprobe is no claim', () => {
  expect(parseProbe('', [])).toBeNull();
  expect(parseProbe('null', [])).toBeNull();
  expect(parseProbe('{}', [])).toMatchObject({ audio: null, seconds: null });
});

test('[MED5] demuxers that miss the end are understood', () => {
  expect(tellsOfMissingEnd(['[mov,mp4 @ 0x1] moov atom not found'])).toBe(true);
  expect(tellsOfMissingEnd(['[mov,mp4 @ 0x1] stream 0, offset 0x2c: partial file'])).toBe(true);
  expect(tellsOfMissingEnd(['Invalid data found when processing input'])).toBe(false);
});
