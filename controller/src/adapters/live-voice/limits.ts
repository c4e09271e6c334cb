/** Limits of a console's live connection, by name. Reaching one ends it with a stated problem. */
export const LIVE_SOCKET_LIMITS = {
  /** Connections in all, and of one session. */
  sockets: 32,
  socketsOfSession: 2,
  /** Bytes of one message. */
  messageBytes: 16 * 1024,
  /** Control messages of one connection. */
  controlMessages: 8,
  /** Sound of one message: 20 ms are meant. */
  longestMs: 40,
  /** Sound may come this much ahead of time: what the network held back comes at once. */
  burstMs: 5_000,
  /** From the connection to `live/start`. */
  startMs: 10_000,
  /** Whether the session still holds. */
  sessionCheckMs: 5_000,
  /** Bytes that the console has not taken yet. */
  bufferedBytes: 256 * 1024,
  /** Nodes listed in a status. */
  nodesListed: 50,
} as const;
