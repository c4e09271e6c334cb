import { framesOfUs, PACKET_FRAMES } from '@loa/protocol/vocabulary';
import type { StreamBuffer, StreamChunk } from '../domain/streams/index.ts';
import type { PacketDecoder } from '../ports.ts';
import { LOSS_FADE_FRAMES, PAUSE_FADE_FRAMES } from './concealment.ts';
import { AHEAD_FRAMES, Track } from './track.ts';
import { PACKETS_A_PUMP, type Voice } from './voice.ts';

/** Chunks in sequence whose instants are so near to each other's ends belong together: 1 ms. */
const DRIFT_FRAMES = 48;
/** Past packets that are decoded all the same, so that the decoder has converged (RFC 7845, 4.6). */
const CONVERGE_FRAMES: number = 4 * PACKET_FRAMES;

interface OpenChunk {
  readonly chunk: StreamChunk;
  readonly endFrame: number;
  next: number;
}

/**
 * Live sound being read: frames by their number from the cue's start on the timeline. Chunks lie
 * where their instants say. What does not come in time is concealed as late as possible; a pause
 * between chunks in sequence, as when the lead is lengthened, is faded out and in.
 *
 * Invariants: chunks are decoded in ascending sequence, each at most once; `track.highFrame` is the
 * end of what was decoded or filled.
 */
export class StreamVoice implements Voice {
  private readonly buffer: StreamBuffer;
  private readonly zeroUs: number;
  private readonly decoder: PacketDecoder;
  private readonly track = new Track();
  private open: OpenChunk | null = null;
  private sequence = -1;
  private begun = false;
  private released = false;

  /** @param zeroUs the timeline's instant of frame 0 */
  constructor(buffer: StreamBuffer, zeroUs: number, decoder: PacketDecoder) {
    this.buffer = buffer;
    this.zeroUs = zeroUs;
    this.decoder = decoder;
  }

  start(frame: number): void {
    this.track.restart(frame);
    this.track.beginSilent();
    this.open = null;
    this.begun = false;
  }

  ready(fromFrame: number, toFrame: number): void {
    if (this.released) return;
    if (fromFrame > this.track.highFrame + CONVERGE_FRAMES) this.start(Math.floor(fromFrame));
    while (this.track.highFrame < toFrame) {
      if (this.open) this.decodeNext(this.open);
      else if (!this.takeNext(toFrame)) this.track.fill(toFrame, this.fadeFrames());
    }
  }

  pump(readFrame: number): boolean {
    if (this.released) return false;
    for (let count = 0; count < PACKETS_A_PUMP; count++) {
      if (this.track.highFrame >= readFrame + AHEAD_FRAMES) return false;
      if (!this.open && !this.takeContinuation()) return false;
      if (this.open) this.decodeNext(this.open);
    }
    return true;
  }

  at(frame: number): number {
    return this.track.at(frame);
  }

  endFrame(): number {
    const endUs = this.buffer.span()?.endUs ?? null;
    return endUs === null ? Number.POSITIVE_INFINITY : this.frameOf(endUs);
  }

  /** What is missing is concealed and counted: it is no fault of the voice. */
  fault(): null {
    return null;
  }

  starves(): boolean {
    return false;
  }

  [Symbol.dispose](): void {
    if (this.released) return;
    this.released = true;
    this.decoder.release();
  }

  private frameOf(us: number): number {
    return framesOfUs(us - this.zeroUs);
  }

  /** Opens the next chunk, or fills up to where it begins. @returns false when none is there */
  private takeNext(toFrame: number): boolean {
    if (this.takeContinuation()) return true;
    const chunk = this.buffer.after(this.sequence);
    if (!chunk) return false;
    const startFrame = this.frameOf(chunk.atUs);
    if (startFrame > this.track.highFrame) {
      this.track.fill(Math.min(toFrame, startFrame), this.fadeFrames(chunk));
      if (startFrame > this.track.highFrame) return true;
    }
    this.track.beginGap(LOSS_FADE_FRAMES);
    this.openChunk(chunk);
    this.skipPast();
    return true;
  }

  /** Opens the next chunk when the sound runs on into it. */
  private takeContinuation(): boolean {
    if (!this.begun || this.track.isFilling()) return false;
    const chunk = this.buffer.after(this.sequence);
    if (chunk?.sequence !== this.sequence + 1) return false;
    const gapFrames = this.frameOf(chunk.atUs) - this.track.highFrame;
    if (Math.abs(gapFrames) > DRIFT_FRAMES) return false;
    this.openChunk(chunk);
    return true;
  }

  private openChunk(chunk: StreamChunk): void {
    const endFrame = this.frameOf(chunk.atUs) + chunk.packets.length * PACKET_FRAMES;
    this.open = { chunk, endFrame, next: 0 };
    this.sequence = chunk.sequence;
    this.begun = true;
  }

  /** What is wholly past is decoded only as far as the decoder needs it, and not heard. */
  private skipPast(): void {
    const { open } = this;
    if (!open) return;
    const { packets } = open.chunk;
    while (open.next < packets.length) {
      const pastFrames = this.track.highFrame - this.nominalFrame(open) - PACKET_FRAMES;
      if (pastFrames < 0) return;
      if (pastFrames < CONVERGE_FRAMES) this.decoder.decode(packets[open.next] as Uint8Array);
      open.next++;
    }
    this.open = null;
  }

  /** Where the next packet of a chunk lies by the chunk's instant. */
  private nominalFrame({ chunk, endFrame, next }: OpenChunk): number {
    return endFrame - (chunk.packets.length - next) * PACKET_FRAMES;
  }

  private decodeNext(open: OpenChunk): void {
    const { packets } = open.chunk;
    const samples = this.decoder.decode(packets[open.next] as Uint8Array);
    const packetsLeft = packets.length - open.next;
    const startFrame = this.nominalFrame(open);
    open.next++;
    if (open.next === packets.length) this.open = null;
    const past = this.track.highFrame - startFrame;
    if (samples === null) this.track.fill(startFrame + PACKET_FRAMES, LOSS_FADE_FRAMES);
    else if (Math.abs(past) <= DRIFT_FRAMES) {
      const left = startFrame + packetsLeft * PACKET_FRAMES - this.track.highFrame;
      this.pushStretched(samples, Math.round(left / packetsLeft));
    } else for (let i = past; i < samples.length; i++) this.track.push(samples[i] as number);
  }

  /** The drift of the instants is worked off over the packets of the chunk. */
  private pushStretched(samples: Float32Array, length: number): void {
    if (length === samples.length) {
      for (const sample of samples) this.track.push(sample);
      return;
    }
    const step = samples.length / length;
    const last = samples.length - 1;
    for (let i = 0; i < length; i++) {
      const whole = Math.floor(i * step);
      const part = i * step - whole;
      const before = samples[whole] as number;
      const after = samples[Math.min(last, whole + 1)] as number;
      this.track.push(before + (after - before) * part);
    }
  }

  /** A pause that the speaker's side made is short; what was lost is bridged. */
  private fadeFrames(next: StreamChunk | null = this.buffer.after(this.sequence)): number {
    const isPause = next !== null && next.sequence === this.sequence + 1;
    const isOver = this.track.highFrame >= this.endFrame();
    return isPause || isOver ? PAUSE_FADE_FRAMES : LOSS_FADE_FRAMES;
  }
}
