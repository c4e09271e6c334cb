/** What one node, and all of them, may cost the controller. docs/spec/link.md names each outcome. */
export const LINK_LIMITS = {
  /** From the TCP connection to a node that said who it is. */
  helloWithinMs: 5_000,
  pingEveryMs: 2_000,
  /** Nothing heard for so long and the connection is cut: TCP would take minutes to notice. */
  deadAfterMs: 8_000,
  /** WebSocket fragments in one message; the largest message is 16 KiB. */
  fragments: 64,
  /** Bytes that wait for one node before it is cut off as too slow. */
  waitingBytes: 256 * 1024,
  /** Documents, manifests and chunks that a node has asked for and not yet been sent. */
  waitingWants: 160,
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
  /** A goodbye leaves the nodes this long, at random, before they come back. */
  returnWithinMs: 5_000,
  /** From the goodbye to the end of a connection that does not close by itself. */
  closeWithinMs: 1_000,
} as const;
