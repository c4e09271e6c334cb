import { PACKET_FRAMES, usOfFrames } from '@loa/protocol/vocabulary';

/** Packets of one stream that wait to be heard: 12 s of sound and a margin. */
export const MOST_HELD_PACKETS = 650;
/** Chunks that were passed over and may still come, remembered at most. */
const MOST_HOLES = 512;
/** What was heard is kept so long for a reader that begins anew, e.g. after a preemption. */
const KEEP_BEHIND_US = 200_000;

/** Sound of a live stream: 20 ms Opus packets that follow each other from an instant on. */
export interface StreamChunk {
  readonly sequence: number;
  /** Timeline, µs. */
  readonly atUs: number;
  readonly isLast: boolean;
  readonly packets: readonly Uint8Array[];
}

/** `late`: part of it is past. `too-late`: all of it is. Both are counted. */
export type Offered = 'taken' | 'late' | 'too-late' | 'duplicate' | 'full';

/** What came of a stream so far; chunks, counted over its whole life. */
export interface StreamCounts {
  /** The highest sequence; −1 when nothing came. */
  readonly through: number;
  readonly late: number;
  readonly missing: number;
}

export function chunkEndUs(chunk: StreamChunk): number {
  return chunk.atUs + usOfFrames(chunk.packets.length * PACKET_FRAMES);
}

/**
 * The chunks of one stream that are still to be heard, in order of their sequence, however they
 * came. Readers keep their own place; what is past is let go.
 *
 * Invariants: `held` is in ascending sequence without duplicates and holds at most
 * `MOST_HELD_PACKETS` packets; `holes` are the sequences between the first and `through` that have
 * not come.
 */
export class StreamBuffer {
  private readonly held: StreamChunk[] = [];
  private packets = 0;
  private readonly holes = new Set<number>();
  private first = -1;
  private through = -1;
  private late = 0;
  private missing = 0;
  private heldFromUs: number | null = null;
  private heldUntilUs: number | null = null;
  private lastEndUs: number | null = null;

  /** @param takenUs the instant up to which the output is rendered; null when it is not known */
  offer(chunk: StreamChunk, takenUs: number | null): Offered {
    if (this.isKnown(chunk.sequence)) return 'duplicate';
    if (takenUs !== null) this.forget(takenUs);
    const endUs = chunkEndUs(chunk);
    const isOver = takenUs !== null && endUs <= takenUs;
    if (!isOver && this.packets + chunk.packets.length > MOST_HELD_PACKETS) return 'full';
    this.count(chunk.sequence);
    if (chunk.isLast) this.lastEndUs = endUs;
    this.heldFromUs = Math.min(this.heldFromUs ?? chunk.atUs, chunk.atUs);
    this.heldUntilUs = Math.max(this.heldUntilUs ?? endUs, endUs);
    if (takenUs !== null && chunk.atUs < takenUs) this.late++;
    if (isOver) return 'too-late';
    this.insert(chunk);
    return takenUs !== null && chunk.atUs < takenUs ? 'late' : 'taken';
  }

  /** Whether it came, or is so old that it is not known any more whether it did. */
  isKnown(sequence: number): boolean {
    if (this.through < 0) return false;
    return sequence >= this.first && sequence <= this.through && !this.holes.has(sequence);
  }

  /** The first chunk held after a sequence. */
  after(sequence: number): StreamChunk | null {
    return this.held.find((chunk) => chunk.sequence > sequence) ?? null;
  }

  /** Lets go of what lies before an instant. */
  forget(beforeUs: number): void {
    const kept = this.held.findIndex((chunk) => chunkEndUs(chunk) > beforeUs - KEEP_BEHIND_US);
    const gone = this.held.splice(0, kept < 0 ? this.held.length : kept);
    for (const chunk of gone) this.packets -= chunk.packets.length;
  }

  counts(): StreamCounts {
    return { through: this.through, late: this.late, missing: this.missing };
  }

  /** From when to when it brought sound, and where it said that it ends. */
  span(): { fromUs: number; untilUs: number; endUs: number | null } | null {
    if (this.heldFromUs === null || this.heldUntilUs === null) return null;
    return { fromUs: this.heldFromUs, untilUs: this.heldUntilUs, endUs: this.lastEndUs };
  }

  heldPackets(): number {
    return this.packets;
  }

  private count(sequence: number): void {
    if (this.through < 0) {
      this.first = sequence;
      this.through = sequence;
    } else if (sequence > this.through) {
      this.missing += sequence - this.through - 1;
      const from = Math.max(this.through + 1, sequence - MOST_HOLES);
      for (let hole = from; hole < sequence; hole++) this.holes.add(hole);
      this.through = sequence;
    } else if (sequence < this.first) {
      this.missing += this.first - sequence - 1;
      const to = Math.min(this.first, sequence + 1 + MOST_HOLES);
      for (let hole = sequence + 1; hole < to; hole++) this.holes.add(hole);
      this.first = sequence;
    } else {
      this.holes.delete(sequence);
      this.missing--;
    }
    for (const oldest of this.holes) {
      if (this.holes.size <= MOST_HOLES) break;
      this.holes.delete(oldest);
    }
  }

  private insert(chunk: StreamChunk): void {
    let at = this.held.length;
    while (at > 0 && (this.held[at - 1] as StreamChunk).sequence > chunk.sequence) at--;
    this.held.splice(at, 0, chunk);
    this.packets += chunk.packets.length;
  }
}
