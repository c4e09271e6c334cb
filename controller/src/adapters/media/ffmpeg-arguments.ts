/**
 * Every word ffmpeg is given. Pure, so that another runner needs this file alone; the user's file
 * name is not among them.
 */
import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import type { Shaping } from '../../domain/library/loudness.ts';
import { MEDIA_RULES } from '../../domain/library/media-rules.ts';
import type { Excerpt } from '../../domain/library/rehearsal.ts';

/**
 * Demuxers an upload may reach. HLS, concat and every other format that names further files is
 * missing: with it a playlist renamed `.mp3` would read other wards' files.
 */
const FORMATS = 'wav,w64,mp3,ogg,flac,mov,aac,matroska,webm,amr';

/** Decoders an upload may reach: sound only, so that cover art is not parsed. */
const CODECS = [
  'mp3float,mp3,aac,aac_latm,opus,libopus,vorbis,libvorbis,flac,alac,amrnb,amrwb',
  'libopencore_amrnb,libopencore_amrwb,pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be',
  'pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav',
].join(',');

const FENCE: readonly string[] = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  FORMATS,
  '-codec_whitelist',
  CODECS,
];

export interface FfmpegArguments {
  readonly input: string;
  /** Before `-i`. */
  readonly inputOptions: readonly string[];
  readonly filters: readonly string[];
  readonly outputOptions: readonly string[];
  readonly output: string;
}

/** One channel before anything is measured: loudness of what the horn will get. */
const MONO = [
  `aformat=sample_fmts=fltp:sample_rates=${SAMPLE_RATE_HZ}:channel_layouts=mono`,
  'asetpts=N/SR/TB',
];
const METER = 'ebur128=framelog=verbose';
const PEAK_METER = 'ebur128=peak=true:framelog=verbose';

const COMMON = ['-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1', '-threads', '1'];

function inputOptions(): string[] {
  return ['-nostdin', '-hide_banner', '-loglevel', 'info', '-stats', '-threads', '1', ...FENCE];
}

/** Decodes and measures the upload as it is. */
export function measureArguments(input: string): FfmpegArguments {
  return meterArguments(input, [PEAK_METER]);
}

/** Multiples of it, without their whole part, spread over 0 to 1 as evenly as numbers can. */
const GOLDEN = 0.618034;

/** Measures the loudness of an excerpt as it is, and gives it as samples that are not encoded. */
export function excerptArguments(input: string, excerpt: Excerpt): FfmpegArguments {
  const { periodSeconds, pieceSeconds } = excerpt;
  const spare = (periodSeconds - pieceSeconds).toFixed(2);
  const place = `${spare}*mod(floor(t/${periodSeconds})*${GOLDEN},1)`;
  const pieces = `aselect='between(mod(t,${periodSeconds})-${place},0,${pieceSeconds})'`;
  return {
    input,
    inputOptions: inputOptions(),
    filters: [...MONO, pieces, 'asetpts=N/SR/TB', METER],
    outputOptions: [
      ...COMMON,
      ...['-t', String(MEDIA_RULES.decodeSeconds), '-c:a', 'pcm_f32le'],
      ...['-fflags', '+bitexact', '-f', 'wav'],
    ],
    output: 'pipe:1',
  };
}

/** Measures the loudness that a shaping gives. Peaks are not asked for: they cost half the pass. */
export function shapeArguments(input: string, shaping: Shaping): FfmpegArguments {
  return meterArguments(input, [...shapeFilters(shaping), METER]);
}

function meterArguments(input: string, filters: readonly string[]): FfmpegArguments {
  return {
    input,
    inputOptions: inputOptions(),
    filters: [...MONO, ...filters],
    outputOptions: [...COMMON, '-t', String(MEDIA_RULES.decodeSeconds), '-f', 'null'],
    output: '-',
  };
}

/**
 * Decodes and measures the result. By libopus, as nodes and browsers do: ffmpeg's own decoder was
 * seen to give peaks 1.2 dB lower.
 */
export function checkArguments(input: string): FfmpegArguments {
  const words = measureArguments(input);
  return { ...words, inputOptions: [...words.inputOptions, '-c:a', 'libopus'] };
}

export interface EncodeSettings {
  readonly shaping: Shaping;
  /** Constant rate, where the variable one did not fit the chunks. */
  readonly constantRate: boolean;
}

/**
 * libopus searches speech no better at 10 than at 8; 6 was measured 0.14 dB of log-spectral distance
 * behind them (5 is 0.53) and takes two thirds of the time of 10.
 */
const COMPLEXITY = '6';

/**
 * Opus as nodes take it: 20 ms packets, 32 kbit/s. `voip` keeps speech in SILK; constrained VBR
 * bounds every stretch of it; one packet a page makes any page a place to start.
 */
export function encodeArguments(input: string, settings: EncodeSettings): FfmpegArguments {
  return {
    input,
    inputOptions: inputOptions(),
    filters: [...MONO, ...shapeFilters(settings.shaping)],
    outputOptions: [
      ...COMMON,
      ...['-t', String(MEDIA_RULES.decodeSeconds)],
      ...['-c:a', 'libopus', '-b:a', '32k', '-vbr', settings.constantRate ? 'off' : 'constrained'],
      ...['-application', 'voip', '-compression_level', COMPLEXITY, '-frame_duration', '20'],
      ...['-page_duration', '20000', '-fflags', '+bitexact', '-flags:a', '+bitexact', '-f', 'ogg'],
    ],
    output: 'pipe:1',
  };
}

/**
 * Gain and limiter. The limiter looks ahead by its attack and so delays by it: as much silence is
 * put behind the sound and cut off in front. `level=disabled`, or it adds a gain of its own.
 */
function shapeFilters({ gainDb, ceilingDb }: Shaping): string[] {
  const attackMs = 5;
  const delayFrames = (attackMs * SAMPLE_RATE_HZ) / 1000;
  const ceiling = 10 ** (ceilingDb / 20);
  return [
    `volume=${gainDb.toFixed(2)}dB:precision=float`,
    `apad=pad_len=${delayFrames}`,
    `alimiter=level=disabled:limit=${ceiling.toFixed(5)}:attack=${attackMs}:release=50`,
    `atrim=start_sample=${delayFrames}`,
    'asetpts=N/SR/TB',
  ];
}

/**
 * Opens the upload and decodes one frame: what ffmpeg then prints is the probe. ffprobe is not used,
 * as with a list of codecs it refuses every file that has a picture beside its sound.
 */
export function probeArguments(input: string): FfmpegArguments {
  return {
    input,
    inputOptions: inputOptions(),
    filters: [],
    outputOptions: [...COMMON, '-frames:a', '1', '-f', 'null'],
    output: '-',
  };
}
