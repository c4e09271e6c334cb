/** What ffmpeg and ffprobe print, read. They offer their findings as text only. */
import type { Measured } from '../../domain/library/loudness.ts';
import type { MediaClaims } from '../../domain/library/media-rules.ts';

/** The summary that the ebur128 filter prints last; metadata of the upload stands before it. */
export function parseMeter(lines: readonly string[]): Measured {
  const loudness = metered(lines, /^\s*I:\s+(\S+) LUFS/);
  return {
    // −70 is the absolute gate: nothing passed it (ITU-R BS.1770-4, annex 1).
    loudnessLufs: loudness === null || loudness <= -70 ? null : loudness,
    truePeakDbtp: metered(lines, /^\s*Peak:\s+(\S+) dBFS/),
  };
}

/** Loudness range; null where the meter does not tell it. */
export function parseRangeLu(lines: readonly string[]): number | null {
  return metered(lines, /^\s*LRA:\s+(\S+) LU/);
}

/** A figure of the last summary: what an upload says of itself stands before it. */
function metered(lines: readonly string[], pattern: RegExp): number | null {
  const start = lines.findLastIndex((line) => line.trimEnd().endsWith('Summary:'));
  const summary = start < 0 ? [] : lines.slice(start);
  const found = summary.map((line) => pattern.exec(line)?.[1]).find((text) => text !== undefined);
  const number = Number.parseFloat(found ?? '');
  return Number.isFinite(number) ? number : null;
}

/** Seconds of the last progress line; null where no sample came out. */
export function parseDecodedSeconds(lines: readonly string[]): number | null {
  for (const line of lines.toReversed()) {
    const seconds = parseProgressSeconds(line);
    if (seconds !== null) return seconds;
  }
  return null;
}

/** `size= … time=00:01:02.34 bitrate= …` */
export function parseProgressSeconds(line: string): number | null {
  return parseTime(/^size=.* time=(\S+) /.exec(line)?.[1] ?? '');
}

function parseTime(text: string): number | null {
  const found = /^(\d+):(\d\d):(\d\d\.\d+)$/.exec(text);
  if (found === null) return null;
  const [, hours, minutes, seconds] = found;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Formats that can state their length; in the others it follows from the bytes there are. */
const STATING = ['wav', 'w64', 'flac', 'mov', 'mp3', 'matroska'];

/** What ffmpeg says of its input; null where it could not open it. */
export function parseProbe(lines: readonly string[]): MediaClaims | null {
  const formats = firstMatch(lines, /^Input #0, (\S+), from /)?.split(',');
  if (formats === undefined) return null;
  const streams = lines.filter((line) => /^ +Stream #0:\d/.test(line));
  const audio = streams.find((line) => / Audio: /.test(line));
  const pictures = streams.filter((line) => / Video: /.test(line));
  // The length of a film is not that of its sound.
  const film = pictures.some((line) => !line.includes('(attached pic)'));
  return {
    audio: audio === undefined ? null : parseAudio(audio),
    pictures: pictures.length > 0,
    seconds: parseTime(firstMatch(lines, /^ +Duration: ([^,]+),/) ?? ''),
    secondsStated:
      !film &&
      formats.some((name) => STATING.includes(name)) &&
      !lines.some((line) => line.includes('Estimating duration from bitrate')),
  };
}

function firstMatch(lines: readonly string[], pattern: RegExp): string | undefined {
  return lines.map((line) => pattern.exec(line)?.[1]).find((text) => text !== undefined);
}

/** `Stream #0:0(und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 128 kb/s` */
function parseAudio(line: string): { sampleRateHz: number; channels: number } {
  const [, rate, layout] = /, (\d+) Hz, ([^,]+)/.exec(line) ?? [];
  return { sampleRateHz: Number(rate), channels: channelsOf(layout ?? '') };
}

const NAMED_LAYOUTS: Readonly<Record<string, number>> = {
  mono: 1,
  stereo: 2,
  downmix: 2,
  quad: 4,
  hexagonal: 6,
  octagonal: 8,
  cube: 8,
  hexadecagonal: 16,
};

/** `stereo`, `5.1(side)`, `7.1.4`, `9 channels (…)`; NaN for what is no known layout. */
function channelsOf(layout: string): number {
  const counted = /^(\d+) channels/.exec(layout)?.[1];
  if (counted !== undefined) return Number(counted);
  const name = layout.replace(/\(.*$/, '').trim();
  if (/^\d+(\.\d+)+$/.test(name)) {
    return name.split('.').reduce((sum, part) => sum + Number(part), 0);
  }
  return NAMED_LAYOUTS[name] ?? Number.NaN;
}

/** Demuxers' own words for a file whose end, and with it the index, is missing. */
export function tellsOfMissingEnd(lines: readonly string[]): boolean {
  return lines.some((line) => /moov atom not found|partial file|Truncated/i.test(line));
}
