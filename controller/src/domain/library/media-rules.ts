import { LIMITS, type ProblemCode } from '@loa/protocol/vocabulary';

/** What an upload may be and what its preparation may cost. Each limit has a refusal of its own. */
export const MEDIA_RULES = {
  minSeconds: 0.5,
  /** Rounding of a container's clock: an hour to the second is an hour. */
  maxSeconds: LIMITS.uploadSeconds + 0.05,
  /** Where decoding stops when a file claims less than it holds. */
  decodeSeconds: LIMITS.uploadSeconds + 60,
  minSampleRateHz: 8_000,
  maxSampleRateHz: 192_000,
  maxChannels: 8,
  /** Fewer seconds than the container states by more than this is a file that was cut. */
  missingSeconds: 1,
  missingShare: 0.02,
  probeCpuSeconds: 10,
  baseCpuSeconds: 30,
  cpuSecondsPerSecond: 0.2,
  /** Wall time of a run, in CPU limits. */
  wallPerCpu: 2,
  memoryBytes: 1024 * 1024 * 1024,
  openFiles: 64,
  /** Prepared sound of an hour is 20 MB as Ogg. */
  outputBytes: 32 * 1024 * 1024,
  /** Text a tool may print. */
  probeBytes: 64 * 1024,
  logLines: 400,
  /** Uploads that wait for their turn; one is prepared at a time. */
  queue: 20,
  shapingPasses: 4,
  encodings: 4,
  /** Of an excerpt, which is short. */
  rehearsals: 8,
} as const;

type Code = Extract<ProblemCode, `media-${string}`>;
export type Refusal = {
  readonly outcome: 'refused';
  readonly reason: Code;
  readonly detail: string;
};

export function refusal(reason: Code, detail: string): Refusal {
  return { outcome: 'refused', reason, detail };
}

/** What a container says about itself; null where it says nothing. */
export interface MediaClaims {
  readonly audio: { readonly sampleRateHz: number; readonly channels: number } | null;
  /** True where a moving or still picture is in the file. */
  readonly pictures: boolean;
  readonly seconds: number | null;
  /** True where `seconds` stands in the file, false where it is estimated from the bit rate. */
  readonly secondsStated: boolean;
}

/** What the claims alone forbid, before a sample is decoded. */
export function refuseClaims(claims: MediaClaims): Refusal | null {
  const { audio, seconds } = claims;
  if (audio === null) {
    return refusal(
      'media-not-audio',
      claims.pictures ? 'The file holds pictures and no sound.' : 'The file holds no sound.',
    );
  }
  const { sampleRateHz, channels } = audio;
  if (
    !(sampleRateHz >= MEDIA_RULES.minSampleRateHz && sampleRateHz <= MEDIA_RULES.maxSampleRateHz)
  ) {
    return refusal(
      'media-unsupported',
      `sample rate: ${sampleRateHz} Hz; 8 to 192 kHz can be used.`,
    );
  }
  if (!(channels >= 1 && channels <= MEDIA_RULES.maxChannels)) {
    return refusal('media-unsupported', `channels: ${channels}; 1 to 8 can be used.`);
  }
  if (claims.secondsStated && seconds !== null && seconds > MEDIA_RULES.maxSeconds)
    return tooLong();
  return null;
}

/** What became apparent by decoding. `decodedSeconds` null: not one sample came out. */
export function refuseLength(claims: MediaClaims, decodedSeconds: number | null): Refusal | null {
  if (decodedSeconds === null || decodedSeconds <= 0) {
    return refusal('media-unsupported', 'The file could not be decoded.');
  }
  if (decodedSeconds > MEDIA_RULES.maxSeconds) return tooLong();
  const stated = claims.secondsStated ? (claims.seconds ?? 0) : 0;
  const allowed = Math.max(MEDIA_RULES.missingSeconds, stated * MEDIA_RULES.missingShare);
  if (stated - decodedSeconds > allowed) {
    const text = `${decodedSeconds.toFixed(1)} s of ${stated.toFixed(1)} s`;
    return refusal('media-truncated', `The file ends early: ${text}.`);
  }
  if (decodedSeconds < MEDIA_RULES.minSeconds) return tooShort();
  return null;
}

export function tooShort(): Refusal {
  return refusal('media-too-short', `Sound of at least ${MEDIA_RULES.minSeconds} s is needed.`);
}

function tooLong(): Refusal {
  return refusal('media-too-long', `At most ${LIMITS.uploadSeconds / 60} minutes can be used.`);
}

/** CPU seconds one run over the upload may take; the longest where the duration is unknown. */
export function cpuSecondsFor(seconds: number | null): number {
  const length = Math.min(seconds ?? MEDIA_RULES.maxSeconds, MEDIA_RULES.decodeSeconds);
  return Math.ceil(
    MEDIA_RULES.baseCpuSeconds + Math.max(0, length) * MEDIA_RULES.cpuSecondsPerSecond,
  );
}
