/** What speaking may cost. Each limit has a refusal of its own. */
export const VOICE_RULES = {
  /** Texts that wait for their turn; one is spoken at a time. */
  queue: 10,
  /** Half an hour of espeak-ng's speech, at 22,050 Hz. */
  outputBytes: 80 * 1024 * 1024,
  /** The longest text takes espeak-ng two seconds. */
  programCpuSeconds: 60,
  programMemoryBytes: 512 * 1024 * 1024,
  programOpenFiles: 64,
  programWallMs: 120_000,
  /** A model speaks a few times faster than real time on a small machine, or not even that. */
  modelWallMs: 30 * 60_000,
  /** Bytes of what a program says of a fault. */
  complaintBytes: 4_096,
  serviceWallMs: 120_000,
  serviceRedirects: 3,
  /** Services that make the sound behind an address have it there some seconds later. */
  serviceRetryMs: 2_000,
  serviceJsonBytes: 32 * 1024 * 1024,
  voices: 32,
  configBytes: 16 * 1024,
} as const;

/** A sound is heard where its end was, or all but a tenth of it. */
const HEARD_SHARE = 0.9;

export function wasHeard({
  playedMs,
  durationMs,
}: {
  playedMs: number;
  durationMs: number;
}): boolean {
  return durationMs > 0 && playedMs >= durationMs * HEARD_SHARE;
}

/**
 * Sound that a voice made goes to others only after the person who submits it has heard that very
 * sound: voices misread names.
 */
export function mayBeSubmitted(bulletin: {
  readonly madeBySpeech: boolean;
  /** What the person who submits has heard, by {@link wasHeard}. */
  readonly heardAssetIds: readonly string[];
  readonly assetId: string;
}): boolean {
  return !bulletin.madeBySpeech || bulletin.heardAssetIds.includes(bulletin.assetId);
}
