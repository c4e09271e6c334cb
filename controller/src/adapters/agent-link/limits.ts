/** What one node, and all of them, may cost the controller. docs/spec/link.md names each outcome. */
export const LINK_LIMITS = {
  /** From the TCP connection to a node that said who it is. */
  helloWithinMs: 5_000,
  /** A line that was silent in one direction for so long is pinged, and again after as long. */
  pingEveryMs: 1_500,
  /** Nothing heard for so long and the connection is cut: TCP would take minutes to notice. */
  deadAfterMs: 8_000,
  /** How often the sessions are gone through: what is due is done by then. */
  sweepEveryMs: 250,
  /** WebSocket fragments in one message; the largest message is 16 KiB. */
  fragments: 64,
  /** Bytes of the request that asks for a WebSocket. */
  requestHeadBytes: 8 * 1024,
  /** Bytes that wait for one node before it is cut off as too slow. */
  waitingBytes: 256 * 1024,
  /** Documents, manifests and chunks that a node has asked for and not yet been sent. */
  waitingWants: 160,
  /** Messages of one node that wait until the engine has time for them. */
  waitingForEngine: 256,
  /** Messages a second from one node, sustained, and at once. Listening costs 10, clocks 10. */
  messagesPerSecond: 50,
  messageBurst: 500,
  /** New connections a second from one address, and at once: a city may sit behind one address. */
  connectionsPerSecond: 20,
  connectionBurst: 200,
  /** Connections that have not said who they are. */
  strangers: 256,
  /** Addresses whose rate is remembered. */
  addresses: 10_000,
  /** Frames of stored sound and of day pages kept ready, in bytes: the same go to many nodes. */
  readyFrameBytes: 16 * 1024 * 1024,
  /**
   * One half of the young heap of the links' thread. Left to itself it grows to 16 MB or more while
   * nodes connect and keeps that, which is more than the connections themselves take.
   */
  semiSpaceMb: 8,
  /** A goodbye leaves the nodes this long, at random, before they come back. */
  returnWithinMs: 5_000,
  /** From the goodbye to the end of a connection that does not close by itself. */
  closeWithinMs: 1_000,
} as const;
