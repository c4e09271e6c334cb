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
  serviceRedirects: 3,
  /** Services that make the sound behind an address have it there some seconds later. */
  serviceRetryMs: 2_000,
  serviceJsonBytes: 32 * 1024 * 1024,
  voices: 32,
  configBytes: 16 * 1024,
} as const;
