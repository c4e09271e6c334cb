/** What fetching a source may cost. */
export const SOURCE_LIMITS = {
  /** From the request to the first bytes of the answer. */
  answerMs: 10_000,
  /** Nothing came for so long: the connection is dead. */
  stallMs: 10_000,
  redirects: 3,
  /** Of one HLS segment. */
  segmentBytes: 16 * 1024 * 1024,
  /** Playlists are asked for again at most so often. */
  playlistEveryMs: 1_000,
  /** Asking in vain for new segments ends the source. */
  playlistTries: 6,
  /** CPU of the decoder over the longest relay: an hour of MP3 takes some 20 s. */
  cpuSeconds: 600,
  memoryBytes: 1024 * 1024 * 1024,
  openFiles: 32,
  /** What the decoder prints, as far as it is kept. */
  complaintBytes: 2_000,
} as const;
