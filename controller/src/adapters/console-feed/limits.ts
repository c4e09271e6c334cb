/** Limits of the feed, by name. */
export const FEED_LIMITS = {
  /** Changes are gathered this long, so that a busy second is a few messages and not hundreds. */
  gatherMs: 200,
  /** Figures of a node that change all the time (health, last seen) are told this often. */
  figuresMs: 10_000,
  /** What is to be seen to is looked at so long after the first change: a plan comes in many. */
  warningsMs: 2_000,
  /** Nodes looked at between two pauses where all are; the pause while a picture is being filled. */
  nodesAtOnce: 200,
  fillEveryMs: 20,
  /** What a snapshot holds at most; the rest follows as changes, as fast as the page takes it. */
  snapshotNodes: 500,
  snapshotBroadcasts: 1_000,
  /** Bytes on their way to a console above which its next part waits, and how often that is looked at. */
  partBytes: 256 * 1024,
  partEveryMs: 50,
  /** What time alone changes (the windows of 2 h and 24 h) is looked at this often at least. */
  refreshMs: 60_000,
  /** Whether the session still holds: a logout or a disabled account ends the feed within this. */
  sessionCheckMs: 5_000,
  pingMs: 20_000,
  /** Bytes a console has not taken yet; beyond it is `consumer-too-slow` and must reconnect. */
  bufferedBytes: 1024 * 1024,
  /** Bytes of a message from the console, which has nothing to say here. */
  incomingBytes: 1_024,
  /** Consoles in all, and of one session (tabs). */
  consoles: 500,
  consolesOfSession: 8,
  /** What a snapshot shows of the broadcasts: ended within, starting within. */
  beforeMs: 2 * 3_600_000,
  aheadMs: 24 * 3_600_000,
} as const;
