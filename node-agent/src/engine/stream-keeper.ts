import type { Cue } from '@loa/protocol/playout';
import type { AssetId } from '@loa/protocol/vocabulary';
import { type Clock, decodeBase64Url, type Logger, type Timers } from '@loa/runtime/pure';
import {
  judgeChunk,
  judgeStream,
  StreamBuffer,
  type StreamRefusal,
} from '../domain/streams/index.ts';
import type { HeardReport, Notary, SignedStreamChunk, StreamStore, Uplink } from '../ports.ts';

/** The controller's window of what is under way waits for the first word. */
const FIRST_REPORT_MS = 250;
const REPORT_EVERY_MS = 1_000;
/** A refusal is logged at most so often. */
const LOG_EVERY_US = 10e6;
/** After a stream's first chunk the output's buffer is still as long as it is for prepared sound. */
const SETTLE_US = 500_000;
/** A stream that no cue cites and that has brought nothing for so long makes room for another. */
const IDLE_US = 10e6;

export interface StreamAnnouncement {
  /** Names the stream on this connection. */
  readonly stream: number;
  readonly streamId: AssetId;
  readonly publicKey: string;
}

export interface StreamKeeperDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly uplink: Uplink;
  readonly notary: Notary;
  readonly log: Logger;
  /** Null when the time is not known. */
  readonly nowUs: () => number | null;
  /** The instant of a stream up to which the output has taken its sound. */
  readonly takenUs: () => number | null;
  /** Accepted cues that cite a stream. */
  readonly cuesOf: (streamId: AssetId) => readonly Cue[];
  /** A stream came, began, went on after a pause or ended: what sounds may be other. */
  readonly changed: () => void;
}

interface Stream {
  readonly id: AssetId;
  readonly publicKey: string;
  readonly buffer: StreamBuffer;
  /** What this connection calls it; null after the connection. */
  number: number | null;
  /** When its first chunk came, by the local clock. */
  firstUs: number | null;
  touchedUs: number;
  leastMarginUs: number | null;
  reportedUs: number | null;
  report: Disposable | null;
}

/**
 * The live streams a node takes part in, and the only way in for their sound [I3]. A chunk is
 * verified with the stream's own key before anything of it is kept; whether it may sound is decided
 * by the cue that cites the stream, whose authorisation names the key's hash.
 *
 * Invariants: at most `LIMITS.nodeStreams` streams; a number names one stream at a time.
 */
export class StreamKeeper implements StreamStore {
  private readonly deps: StreamKeeperDeps;
  private readonly streams = new Map<AssetId, Stream>();
  private readonly refusals = new Map<StreamRefusal, number>();
  private loggedUs = Number.NEGATIVE_INFINITY;

  constructor(deps: StreamKeeperDeps) {
    this.deps = deps;
  }

  bufferOf(streamId: AssetId): StreamBuffer | null {
    return this.streams.get(streamId)?.buffer ?? null;
  }

  announced({ stream: number, streamId, publicKey }: StreamAnnouncement): void {
    const known = this.streams.get(streamId);
    if (!known) this.makeRoom();
    const others = known ? 0 : this.streams.size;
    const nameOfKey = this.deps.notary.nameOf(decodeBase64Url(publicKey));
    const why = judgeStream({ streamId, nameOfKey, others });
    if (why !== null) {
      this.refuse(why);
      return;
    }
    for (const other of this.streams.values()) if (other.number === number) other.number = null;
    const stream = known ?? this.open(streamId, publicKey);
    stream.number = number;
    stream.touchedUs = this.deps.clock.monotonicUs();
    this.deps.changed();
  }

  chunk(signed: SignedStreamChunk): void {
    const stream = [...this.streams.values()].find((each) => each.number === signed.stream);
    if (!stream) this.refuse('unknown-stream');
    else this.take(stream, signed);
  }

  /** Numbers are the connection's; what was received is still heard. */
  disconnected(): void {
    for (const stream of this.streams.values()) {
      stream.number = null;
      stream.report?.[Symbol.dispose]();
      stream.report = null;
      stream.reportedUs = null;
    }
  }

  /** Chunks and announcements that were not taken, by reason. */
  refused(): ReadonlyMap<StreamRefusal, number> {
    return this.refusals;
  }

  private open(id: AssetId, publicKey: string): Stream {
    const stream: Stream = {
      id,
      publicKey,
      buffer: new StreamBuffer(),
      number: null,
      firstUs: null,
      touchedUs: 0,
      leastMarginUs: null,
      reportedUs: null,
      report: null,
    };
    this.streams.set(id, stream);
    return stream;
  }

  private take(stream: Stream, signed: SignedStreamChunk): void {
    const takenUs = this.deps.takenUs();
    const untilUs = stream.buffer.span()?.untilUs ?? null;
    const why = this.refusalOf(stream, signed, takenUs);
    if (why !== null) {
      this.refuse(why);
      return;
    }
    const { chunk } = signed;
    stream.touchedUs = this.deps.clock.monotonicUs();
    stream.firstUs ??= stream.touchedUs;
    if (takenUs !== null && stream.touchedUs - stream.firstUs >= SETTLE_US) {
      const marginUs = chunk.atUs - takenUs;
      stream.leastMarginUs = Math.min(stream.leastMarginUs ?? marginUs, marginUs);
    }
    this.reportSoon(stream);
    const hadRunDry = untilUs === null || (takenUs !== null && untilUs < takenUs);
    if (hadRunDry || chunk.isLast) this.deps.changed();
  }

  /** Null when the chunk is in the buffer, or was counted as too late. */
  private refusalOf(
    stream: Stream,
    signed: SignedStreamChunk,
    takenUs: number | null,
  ): StreamRefusal | null {
    const { chunk } = signed;
    if (stream.buffer.isKnown(chunk.sequence)) return 'replayed';
    const context = { nowUs: this.deps.nowUs(), cues: this.deps.cuesOf(stream.id) };
    const why = judgeChunk(chunk, context);
    if (why !== null) return why;
    if (!this.deps.notary.isChunkGenuine(signed, stream)) return 'signature-wrong';
    return stream.buffer.offer(chunk, takenUs) === 'full' ? 'buffer-full' : null;
  }

  private reportSoon(stream: Stream): void {
    if (stream.report) return;
    const sinceMs = this.sinceReportMs(stream);
    const delayMs = sinceMs === null ? FIRST_REPORT_MS : Math.max(0, REPORT_EVERY_MS - sinceMs);
    stream.report = this.deps.timers.after(delayMs, () => {
      stream.report = null;
      this.report(stream);
    });
  }

  private sinceReportMs({ reportedUs }: Stream): number | null {
    return reportedUs === null ? null : (this.deps.clock.monotonicUs() - reportedUs) / 1000;
  }

  private report(stream: Stream): void {
    if (stream.number === null) return;
    const { through, late, missing } = stream.buffer.counts();
    const { number, leastMarginUs } = stream;
    const report: HeardReport = { stream: number, through, late, missing, leastMarginUs };
    stream.reportedUs = this.deps.clock.monotonicUs();
    if (this.deps.uplink.heard(report)) stream.leastMarginUs = null;
  }

  /** Streams that are over go when another is announced. */
  private makeRoom(): void {
    const nowUs = this.deps.clock.monotonicUs();
    for (const [id, { touchedUs, report }] of this.streams) {
      if (nowUs - touchedUs < IDLE_US || this.deps.cuesOf(id).length > 0) continue;
      report?.[Symbol.dispose]();
      this.streams.delete(id);
    }
  }

  /** Counted; said when it begins, and not over and over. */
  private refuse(why: StreamRefusal): void {
    this.refusals.set(why, (this.refusals.get(why) ?? 0) + 1);
    const nowUs = this.deps.clock.monotonicUs();
    if (nowUs - this.loggedUs < LOG_EVERY_US) return;
    this.loggedUs = nowUs;
    const refused = Object.fromEntries(this.refusals);
    this.deps.log.warn({ why, refused }, 'live sound was refused');
  }
}
