/**
 * Every size of the wire, by name. Reaching one is a coded outcome (docs/SPEC.md, LNK and API),
 * never a crash and never a silent cut.
 */
export const LIMITS = {
  /** Bytes of one message, controller to node. */
  toNodeBytes: 64 * 1024,
  /** Bytes of one message, node to controller. */
  fromNodeBytes: 16 * 1024,
  /** Bytes of one asset chunk; also the most that is in flight to a node at a time. */
  chunkBytes: 16_000,
  /** Packets in one asset chunk: 3 s. */
  chunkPackets: 150,
  /** Chunks of one asset: 60 min. */
  assetChunks: 1_300,
  /** Bytes of an asset manifest's text. */
  manifestBytes: 62_000,
  authorisationBytes: 2 * 1024,
  headBytes: 4 * 1024,
  pageBytes: 16 * 1024,
  orderBytes: 4 * 1024,
  /** Node ids one order may list; larger targets are units and zones. */
  orderNodes: 64,
  /** Cue ids one order may cancel. */
  orderCancels: 16,
  /** Cues one day page may carry. */
  pageCues: 60,
  /** Receipts in one message. */
  receiptBatch: 40,
  /** Cues a node lays out at a time; what is beyond is refused with a reason. */
  planCues: 5_000,
  /** Orders a node keeps at a time. */
  heldOrders: 500,
  /** 20 ms packets in one live chunk: 1 s. */
  livePackets: 50,
  /** Bytes of one live chunk, signature included. */
  liveChunkBytes: 16_000,
  /** The longest that one talk may last, seconds. */
  liveSeconds: 600,
  /** Streams that a node takes part in at a time. */
  nodeStreams: 4,
  /** Addresses at which a node says it can be reached on its site. */
  siteAddresses: 8,
  /** Static delay of a node, µs: sounds earlier by at most, later by at most. */
  leastTrimUs: -500_000,
  mostTrimUs: 2_000_000,
  /** The longest that one acoustic group is set off against another, and the longest gap, µs. */
  staggerUs: 5_000_000,
  /** Groups of one zone that sound one after the other: the last of an hour begins 5 h later. */
  waves: 6,
  /** Groups of one zone that are delayed against each other. */
  acousticGroups: 16,
  /** Rows of a node's table of levels, changes of civil time it is told of, and mutes. */
  levels: 16,
  utcOffsets: 6,
  mutes: 8,
  /** Sounds that a node holds beside those of its cues. */
  spares: 8,
  uploadBytes: 200 * 1024 * 1024,
  uploadSeconds: 60 * 60,
  /** Bytes of the file of a signed paper: a page photographed by a phone, or some pages scanned. */
  paperBytes: 10 * 1024 * 1024,
  jsonBodyBytes: 64 * 1024,
} as const;
