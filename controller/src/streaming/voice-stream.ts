import { encodeLiveChunk, liveSigningInput, withSignature } from '@loa/protocol/frame';
import type { StreamEvents, StreamOpening } from '../engine/streams-port.ts';
import type { VoiceEncoder } from './voice-encoder-port.ts';
import { INITIAL_PACING, type Pacing, shifted, stepPacing, type Trim } from './voice-pacing.ts';
import { cutWithFade, glide } from './voice-trim.ts';

/** 20 ms packets a second. */
const PACKETS_A_SECOND = 50;
const PACKET_US = 1e6 / PACKETS_A_SECOND;
/** The join where sound was cut out. */
const FADE_SECONDS = 0.005;

export interface VoiceStreamDeps {
  readonly opening: Pick<
    StreamOpening,
    'sampleRateHz' | 'chunkPackets' | 'leadUs' | 'firstSequence'
  >;
  /** SHA-256 of the stream's public key: what the chunks' signatures bind to. */
  readonly streamId: Uint8Array;
  /** The stream's number in the chunks. */
  readonly stream: number;
  readonly encoder: VoiceEncoder;
  /** Ed25519 by the stream's key, 64 bytes. */
  sign(input: Uint8Array): Uint8Array;
  /** The controller's timeline. */
  nowUs(): number;
  /** One signed chunk, the same bytes to all. */
  publish(frame: Uint8Array, sequence: number): void;
  readonly events: Pick<StreamEvents, 'anchored' | 'encoded' | 'ended'>;
}

export interface VoiceStream {
  push(samples: Int16Array): void;
  lengthenLead(leadUs: number): void;
  end(): void;
}

/**
 * Microphone samples to signed chunks. The first sample sounds a lead after it came, or after it would
 * have come as punctually as what followed it in its chunk; every other at its place after it: sound
 * that comes late makes a gap and moves nothing else.
 */
export function createVoiceStream(deps: VoiceStreamDeps): VoiceStream {
  return new Voice(deps);
}

/**
 * Invariants: `waiting` holds less than a frame between calls, `packets` less than a chunk;
 * `nextAtUs` is the instant of the first sample of `waiting`.
 */
class Voice implements VoiceStream {
  private readonly deps: VoiceStreamDeps;
  private readonly frameSamples: number;
  /** Of a packet: its sound is behind its beginning by the encoder's look-ahead. */
  private leadUs: number;
  private pacing: Pacing = INITIAL_PACING;
  private trim: Trim = 0;
  private waiting: Int16Array = new Int16Array();
  /** Null before the first sample. */
  private nextAtUs: number | null = null;
  private packets: Uint8Array[] = [];
  private chunkAtUs = 0;
  private sequence: number;
  private hasBegun = false;
  private isOver = false;

  constructor(deps: VoiceStreamDeps) {
    this.deps = deps;
    this.sequence = deps.opening.firstSequence ?? 0;
    this.frameSamples = deps.opening.sampleRateHz / PACKETS_A_SECOND;
    this.leadUs = this.packetLeadUs(deps.opening.leadUs);
  }

  push(samples: Int16Array): void {
    if (this.isOver || samples.length === 0) return;
    const nowUs = this.deps.nowUs();
    this.nextAtUs ??= nowUs + this.leadUs;
    const excessUs = this.anchored(
      this.nextAtUs + this.usOf(this.waiting.length) - nowUs - this.leadUs,
    );
    const { pacing, pace } = stepPacing(this.pacing, { atUs: nowUs, excessUs });
    this.pacing = pacing;
    this.take(samples);
    if (pace.kind === 'gap') this.move(pace.gapUs);
    else if (pace.kind === 'cut') this.cut();
    // A trim waits for the frame that has the samples for it.
    else if (pace.trim !== 0) this.trim = pace.trim;
    this.encodeWhole();
  }

  lengthenLead(toUs: number): void {
    const leadUs = this.packetLeadUs(toUs);
    if (this.isOver || leadUs <= this.leadUs) return;
    const byUs = leadUs - this.leadUs;
    this.leadUs = leadUs;
    // Instant and lead grow alike: what was seen of the microphone still holds.
    this.move(byUs);
  }

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.nextAtUs === null) {
      this.deps.events.ended(null);
      return;
    }
    // Also where no sample waits: the chunk that says "last" holds at least one packet.
    const rest = new Int16Array(this.frameSamples);
    rest.set(this.waiting.subarray(0, this.frameSamples));
    this.encode(rest);
    this.flush(true);
    this.deps.events.ended(Math.round(this.nextAtUs));
  }

  private packetLeadUs(leadUs: number): number {
    return leadUs - this.deps.encoder.lookAheadUs;
  }

  /**
   * Nothing has left yet: a first message that chance held back does not make the whole talk late.
   * @returns what is left of the excess
   */
  private anchored(excessUs: number): number {
    if (this.nextAtUs === null || this.hasBegun || excessUs <= 0) return excessUs;
    this.nextAtUs -= excessUs;
    this.chunkAtUs -= excessUs;
    this.pacing = shifted(this.pacing, -excessUs);
    return 0;
  }

  private take(samples: Int16Array): void {
    const joined = new Int16Array(this.waiting.length + samples.length);
    joined.set(this.waiting);
    joined.set(samples, this.waiting.length);
    this.waiting = joined;
  }

  /** What follows sounds later. The chunk that is being filled keeps its instant. */
  private move(byUs: number): void {
    if (this.nextAtUs === null) return;
    this.flush(false);
    this.nextAtUs += byUs;
  }

  private cut(): void {
    if (this.waiting.length < this.frameSamples) {
      // Not enough to cut from: the pacing is told, and asks again.
      this.pacing = shifted(this.pacing, PACKET_US);
      return;
    }
    const fade = Math.round(this.deps.opening.sampleRateHz * FADE_SECONDS);
    this.waiting = cutWithFade(this.waiting, this.frameSamples, fade);
  }

  private encodeWhole(): void {
    for (;;) {
      // A frame takes one sample more or less than it holds while the microphone's clock is trimmed.
      const taken = this.frameSamples + this.trim;
      if (this.waiting.length < taken) return;
      this.encode(glide(this.waiting.subarray(0, taken), this.frameSamples));
      this.waiting = this.waiting.slice(taken);
      this.pacing = shifted(this.pacing, -this.usOf(this.trim));
      this.trim = 0;
    }
  }

  private encode(frame: Int16Array): void {
    const atUs = this.nextAtUs ?? 0;
    if (this.packets.length === 0) this.chunkAtUs = atUs;
    this.packets.push(this.deps.encoder.encode(frame));
    this.nextAtUs = atUs + PACKET_US;
    // The one after this may be the last: `end` flushes what is left.
    if (this.packets.length >= this.deps.opening.chunkPackets && !this.isOver) this.flush(false);
  }

  private flush(isLast: boolean): void {
    const { packets, deps } = this;
    if (packets.length === 0) return;
    const atUs = this.chunkAtUs;
    const { stream, streamId } = deps;
    const sequence = this.sequence++;
    if (!this.hasBegun) deps.events.anchored(Math.round(atUs));
    this.hasBegun = true;
    const unsigned = encodeLiveChunk({ stream, sequence, atUs, isLast, packets });
    const signature = deps.sign(liveSigningInput(streamId, unsigned));
    deps.publish(withSignature(unsigned, signature), sequence);
    this.packets = [];
    deps.events.encoded(packets);
  }

  private usOf(samples: number): number {
    return (samples * 1e6) / this.deps.opening.sampleRateHz;
  }
}
