/** Every size and time of a relay, by name. */
export const RELAY = {
  /** Before its start a relay's source is opened. */
  joinUs: 60_000_000,
  /** Before its start nodes are told: nearer than what planning still changes (30 s). */
  orderUs: 25_000_000,
  /** A source that is opened has so long until its sound comes. */
  startUs: 10_000_000,
  /** Once it was there, so long without any is a dead source. */
  lackUs: 3_000_000,
  /** Sound at or below this level for so long is a silent source. */
  silenceDb: -60,
  silenceUs: 10_000_000,
  /** What comes back has to stay so long before it goes on the air again. */
  steadyUs: 3_000_000,
  /** A fallback begins only where so much of the relay is left. */
  leastFallbackUs: 10_000_000,
  /** Sound that is kept before any is given on, and the most that is kept. */
  bufferMs: 2_000,
  mostBufferMs: 10_000,
  /** How often sound is given on. */
  tickMs: 100,
  /** Chunks on the wire: 200 ms. */
  chunkPackets: 10,
  /** Relays that are joined at a time, and sources that are tested at a time. */
  joined: 16,
  tests: 2,
  testMs: 6_000,
} as const;
