/** Limits of the HTTP side, by name. Reaching one is a problem with a code, never a crash. */
export const HTTP_LIMITS = {
  /** From connection to the end of the request's headers. */
  headersTimeoutMs: 10_000,
  /** For a whole request: 200 MB at 200 KB/s, a poor 4G, and some. */
  requestTimeoutMs: 20 * 60_000,
  /** A connection on which nothing moves. */
  idleTimeoutMs: 30_000,
  keepAliveTimeoutMs: 10_000,
  /** How long the rest of a refused request may still come, and is thrown away. */
  lingerMs: 10_000,
  connections: 2_000,
  /** Longest path parameter: a cue id has 84 characters. */
  paramCharacters: 128,
  /** Text fields that go with an upload, and bytes of one. */
  uploadFields: 8,
  uploadFieldBytes: 1_024,
  /** Envelope of an upload around the sound itself. */
  uploadOverheadBytes: 16 * 1024,
  /** Sound a listener has not taken yet: 4 s. What comes on top is left out. */
  listenBufferBytes: 64_000,
  /** Longest span of one list of broadcasts. */
  listSpanMs: 62 * 86_400_000,
  listBroadcasts: 5_000,
} as const;

/** TLS 1.0 and 1.1 are broken (RFC 8996). */
export const TLS_OPTIONS = { minVersion: 'TLSv1.2' } as const;

/** Requests of one person (one address before login) a minute. Stopping is never limited. */
export const REQUESTS_A_MINUTE = {
  login: 30,
  upload: 20,
  enrolmentCode: 30,
  ticket: 60,
  broadcast: 60,
  listen: 60,
  report: 30,
  calendar: 60,
  other: 1_200,
} as const;
