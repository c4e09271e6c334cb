/** What ffmpeg and ffprobe print, read. They offer their findings as text only. */
import type { Measured } from '../../domain/library/loudness.ts';
import type { MediaClaims } from '../../domain/library/media-rules.ts';

/** The summary that the ebur128 filter prints last; metadata of the upload stands before it. */
export function parseMeter(lines: readonly string[]): Measured {
  const start = lines.findLastIndex((line) => line.trimEnd().endsWith('Summary:'));
  const summary = start < 0 ? [] : lines.slice(start);
  const value = (pattern: RegExp): number | null => {
    const found = summary.map((line) => pattern.exec(line)?.[1]).find((text) => text !== undefined);
    const number = Number.parseFloat(found ?? '');
    return Number.isFinite(number) ? number : null;
  };
  const loudness = value(/^\s*I:\s+(\S+) LUFS/);
  return {
    // −70 is the absolute gate: nothing passed it (ITU-R BS.1770-4, annex 1).
    loudnessLufs: loudness === null || loudness <= -70 ? null : loudness,
    truePeakDbtp: value(/^\s*Peak:\s+(\S+) dBFS/),
  };
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
  const found = /^size=.* time=(\d+):(\d\d):(\d\d\.\d+) /.exec(line);
  if (found === null) return null;
  const [, hours, minutes, seconds] = found;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

interface ProbedStream {
  readonly codec_type?: unknown;
  readonly codec_name?: unknown;
  readonly sample_rate?: unknown;
  readonly channels?: unknown;
  readonly duration?: unknown;
}

/** Formats that can state their length; in the others it follows from the bytes there are. */
const STATING = ['wav', 'w64', 'flac', 'mov', 'mp3', 'matroska'];

/** Null where the text is not what ffprobe prints. `lines` are its warnings. */
export function parseProbe(text: string, lines: readonly string[]): MediaClaims | null {
  const probe = readJson(text);
  if (probe === null) return null;
  const streams = probe.streams ?? [];
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  const formats = String(probe.format?.format_name ?? '').split(',');
  const pictures = streams.some((stream) => stream.codec_type === 'video');
  // The length of a file with pictures is the longer of both; only the sound's own will do.
  const seconds = Number(audio?.duration ?? (pictures ? undefined : probe.format?.duration));
  return {
    audio:
      audio === undefined
        ? null
        : { sampleRateHz: Number(audio.sample_rate), channels: Number(audio.channels) },
    pictures,
    seconds: Number.isFinite(seconds) ? seconds : null,
    secondsStated:
      formats.some((name) => STATING.includes(name)) &&
      !lines.some((line) => line.includes('Estimating duration from bitrate')),
  };
}

function readJson(
  text: string,
): { streams?: ProbedStream[]; format?: { duration?: unknown; format_name?: unknown } } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Demuxers' own words for a file whose end, and with it the index, is missing. */
export function tellsOfMissingEnd(lines: readonly string[]): boolean {
  return lines.some((line) => /moov atom not found|partial file|Truncated/i.test(line));
}
