import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { LoaError } from '@loa/runtime/pure';
import {
  bestOf,
  correctGain,
  correctShaping,
  isShaped,
  judge,
  limiterWorks,
  type Measured,
  planShaping,
  type Shaping,
  type Tried,
} from '../../domain/library/loudness.ts';
import {
  MEDIA_RULES,
  type Refusal,
  refusal,
  refuseClaims,
  refuseLength,
  tooShort,
} from '../../domain/library/media-rules.ts';
import { parseOggOpus } from '../../domain/library/ogg-opus.ts';
import {
  compareExcerpt,
  isEven,
  leaveRoom,
  ofWhole,
  planExcerpt,
} from '../../domain/library/rehearsal.ts';
import type { Preparation } from '../../engine/media-port.ts';
import {
  checkArguments,
  encodeArguments,
  excerptArguments,
  type FfmpegArguments,
  measureArguments,
  shapeArguments,
} from './ffmpeg-arguments.ts';
import { parseDecodedSeconds, parseRangeLu, tellsOfMissingEnd } from './ffmpeg-output.ts';
import {
  inspectFile,
  type Job,
  meterOf,
  probeUpload,
  type RunResult,
  runStep,
  writeResult,
} from './job.ts';
import { type PackedAsset, packAsset } from './pack-asset.ts';

/** What the passes share. */
interface Passes {
  readonly job: Job;
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** The upload, or an excerpt of it. */
  readonly input: string;
  /** How much louder the excerpt is than the whole; null where it is the whole. */
  readonly excerptLu: number | null;
}

type Done = Extract<RunResult, { outcome: 'done' }>;

interface Encoding {
  readonly shaping: Shaping;
  readonly measured: Measured;
  readonly ogg: Uint8Array;
  readonly packed: PackedAsset;
  readonly durationFrames: number;
}

function isRefusal<T extends object>(value: T | Refusal): value is Refusal {
  return 'outcome' in value && value.outcome === 'refused';
}

export async function prepareUpload(job: Job): Promise<Preparation> {
  job.onProgress('probe', 0);
  const refused = await inspectFile(job.upload);
  if (refused !== null) return refused;
  const claims = await probeUpload(job);
  if (isRefusal(claims)) return claims;
  const forbidden = refuseClaims(claims);
  if (forbidden !== null) return forbidden;
  job.onProgress('probe', 1);

  const cpuSeconds = job.world.cpuSeconds(claims.secondsStated ? claims.seconds : null);
  const raw = await runStep(job, {
    input: job.upload,
    cpuSeconds,
    step: 'measure',
    seconds: claims.seconds,
    words: measureArguments,
  });
  if (isRefusal(raw)) return raw;
  const seconds = parseDecodedSeconds(raw.lines);
  if (seconds === null && tellsOfMissingEnd(raw.lines)) {
    return refusal('media-truncated', 'The file ends before its first sound.');
  }
  const wrongLength = refuseLength(claims, seconds);
  if (wrongLength !== null || seconds === null) return wrongLength ?? tooShort();
  job.onProgress('measure', 1);

  const measured = meterOf(raw);
  const planned = planShaping(measured, seconds);
  if (isRefusal(planned)) return planned;
  const passes: Passes = { job, cpuSeconds, seconds, input: job.upload, excerptLu: null };
  const shaping = limiterWorks(planned, measured)
    ? await findShaping(passes, planned, raw)
    : planned;
  if (isRefusal(shaping)) return shaping;
  return finish(passes, await encodeUntilGood(passes, shaping));
}

/** By passes over the whole, or where it is long over an excerpt that is like it, encoder and all. */
async function findShaping(
  passes: Passes,
  planned: Shaping,
  raw: Done,
): Promise<Shaping | Refusal> {
  const excerpt = planExcerpt(passes.seconds);
  if (excerpt === null) return shapeFirst(passes, planned);
  if (!isEven(parseRangeLu(raw.lines))) return shapeFirst(passes, leaveRoom(planned));
  const run = await runUnseen(passes, (input) => excerptArguments(input, excerpt));
  if (isRefusal(run)) return run;
  const excerptLu = compareExcerpt(meterOf(run), meterOf(raw));
  if (excerptLu === null) return shapeFirst(passes, leaveRoom(planned));
  const input = writeResult(passes.job, run.bytes, 'excerpt');
  const rehearsing: Passes = { ...passes, input, excerptLu };
  const shaping = await shapeFirst(rehearsing, planned);
  if (isRefusal(shaping)) return shaping;
  const encodings = await encodeUntilGood(rehearsing, shaping);
  if (isRefusal(encodings)) return encodings;
  return (encodings[bestOf(encodings)] ?? encodings.at(-1))?.shaping ?? shaping;
}

/** A pass whose progress is not told. */
function runUnseen(
  { job, cpuSeconds, input }: Passes,
  words: (input: string) => FfmpegArguments,
): Promise<RunResult> {
  return runStep(job, { input, cpuSeconds, step: 'encode', seconds: null, words });
}

function measuredBy({ excerptLu }: Passes, run: Done): Measured {
  const measured = meterOf(run);
  return excerptLu === null ? measured : ofWhole(measured, excerptLu);
}

/**
 * Corrects the gain without the encoder, which is what costs. Peaks are the encoder's to judge.
 * `lossLu` is what the encoder was seen to take.
 */
async function shapeFirst(
  passes: Passes,
  planned: Shaping,
  lossLu = 0,
): Promise<Shaping | Refusal> {
  let shaping = planned;
  let before: Tried | null = null;
  for (let pass = 0; pass < MEDIA_RULES.shapingPasses; pass++) {
    const shapedLufs = await shapedLoudness(passes, shaping);
    if (shapedLufs === null) return shaping;
    if (typeof shapedLufs === 'object') return shapedLufs;
    const last: Tried = { gainDb: shaping.gainDb, loudnessLufs: shapedLufs - lossLu };
    if (isShaped(shaping, last.loudnessLufs)) return shaping;
    shaping = correctGain(shaping, last, before);
    before = last;
  }
  return shaping;
}

/** Of what the limiter gives; null where the gates let nothing through. */
async function shapedLoudness(passes: Passes, shaping: Shaping): Promise<number | null | Refusal> {
  const run = await runUnseen(passes, (input) => shapeArguments(input, shaping));
  return isRefusal(run) ? run : measuredBy(passes, run).loudnessLufs;
}

async function encodeUntilGood(passes: Passes, planned: Shaping): Promise<Encoding[] | Refusal> {
  const isExcerpt = passes.excerptLu !== null;
  const encodings: Encoding[] = [];
  let shaping = planned;
  const most = isExcerpt ? MEDIA_RULES.rehearsals : MEDIA_RULES.encodings;
  for (let pass = 0; pass < most; pass++) {
    const encoding = await encodeOnce(passes, shaping, pass);
    if (isRefusal(encoding)) return encoding;
    encodings.push(encoding);
    if (isEnough(passes, encoding) || pass + 1 === most) break;
    const next = await correct(passes, encoding);
    if (isRefusal(next)) return next;
    shaping = next;
  }
  return encodings;
}

/** Encoding what is long costs as much as many passes without the encoder: they go before it. */
async function correct(
  passes: Passes,
  { shaping, measured }: Encoding,
): Promise<Shaping | Refusal> {
  const next = correctShaping(shaping, measured);
  const corrected = judge(shaping, measured) === 'too-hot' ? leaveRoom(next) : next;
  const isLong = planExcerpt(passes.seconds) !== null && passes.excerptLu === null;
  if (!isLong || measured.loudnessLufs === null) return next;
  const shapedLufs = await shapedLoudness(passes, shaping);
  if (shapedLufs === null) return corrected;
  if (typeof shapedLufs === 'object') return shapedLufs;
  return shapeFirst(passes, corrected, shapedLufs - measured.loudnessLufs);
}

/**
 * An excerpt has to leave room for what the whole is besides; a whole that was rehearsed is not
 * encoded again for tenths of a decibel that nobody is promised.
 */
function isEnough(passes: Passes, { shaping, measured }: Encoding): boolean {
  const verdict = judge(shaping, measured);
  if (passes.excerptLu !== null) {
    return verdict === 'good' && isShaped(shaping, measured.loudnessLufs);
  }
  return verdict === 'good' || (verdict === 'acceptable' && planExcerpt(passes.seconds) !== null);
}

function finish({ job }: Passes, encodings: readonly Encoding[] | Refusal): Preparation {
  if (isRefusal(encodings)) return encodings;
  const best = encodings[bestOf(encodings)];
  if (best === undefined) {
    return refusal('media-unsupported', 'The peaks of this recording cannot be kept in bounds.');
  }
  job.onProgress('check', 1);
  return { outcome: 'ready', asset: assetOf(best) };
}

async function encodeOnce(
  passes: Passes,
  shaping: Shaping,
  pass: number,
): Promise<Encoding | Refusal> {
  const variable = await encodeAs(passes, { shaping, constantRate: false }, pass);
  if (variable !== 'too-many-chunks') return variable;
  const constant = await encodeAs(passes, { shaping, constantRate: true }, pass);
  if (constant !== 'too-many-chunks') return constant;
  throw new LoaError('internal', 'The encoder exceeded its bit rate.');
}

async function encodeAs(
  passes: Passes,
  settings: { readonly shaping: Shaping; readonly constantRate: boolean },
  pass: number,
): Promise<Encoding | Refusal | 'too-many-chunks'> {
  const { job, cpuSeconds, input, excerptLu } = passes;
  // Later passes are rare and go unseen: a step's progress never falls.
  const seconds = pass === 0 && excerptLu === null ? passes.seconds : null;
  const run = await runStep(job, {
    input,
    cpuSeconds,
    step: 'encode',
    seconds,
    words: (name) => encodeArguments(name, settings),
  });
  if (isRefusal(run)) return run;
  const sound = parseOggOpus(run.bytes);
  if (sound.outcome === 'refused') {
    throw new LoaError('internal', `ffmpeg wrote Ogg Opus that cannot be used: ${sound.fault}.`);
  }
  if (sound.durationFrames < MEDIA_RULES.minSeconds * SAMPLE_RATE_HZ) return tooShort();
  const packed = packAsset(sound);
  if (packed === null) return 'too-many-chunks';
  if (seconds !== null) job.onProgress('encode', 1);
  const check = await runStep(job, {
    input: writeResult(job, run.bytes, 'out'),
    cpuSeconds,
    step: 'check',
    seconds,
    words: checkArguments,
  });
  if (isRefusal(check)) return check;
  return {
    shaping: settings.shaping,
    measured: measuredBy(passes, check),
    ogg: run.bytes,
    packed,
    durationFrames: sound.durationFrames,
  };
}

function assetOf({
  packed,
  ogg,
  durationFrames,
  shaping,
  measured,
}: Encoding): Extract<Preparation, { outcome: 'ready' }>['asset'] {
  return {
    ...packed,
    ogg,
    durationFrames,
    loudnessLufs: shaping.aim === 'loudness' ? measured.loudnessLufs : null,
    truePeakDbtp: measured.truePeakDbtp,
  };
}
