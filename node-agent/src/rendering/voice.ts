import { type AssetManifest, decodeChunk } from '@loa/protocol/asset';
import { seek } from '@loa/protocol/playout';
import { type AssetId, SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import type { PacketDecoder, SoundStore } from '../ports.ts';

/** Decoded sound kept at a time: 2.7 s, a power of two. */
const RING_FRAMES = 1 << 17;
/** How far decoding runs ahead of what is heard. */
const AHEAD_FRAMES = SAMPLE_RATE_HZ;
/** Kept behind the reading position, so that a small step back needs no new start. */
const BEHIND_FRAMES = SAMPLE_RATE_HZ / 4;
/** Packets decoded in one go between two pulls: 0.4 s of sound, well under 20 ms of work. */
const PACKETS_A_PUMP = 20;

export type VoiceFault = 'asset-missing' | 'asset-corrupt';

/**
 * One bulletin being read: frames by their number, decoded ahead of the reader.
 *
 * Invariants: the ring holds frames `[lowFrame, highFrame)` of the bulletin; `packet` is the next to
 * decode and begins at decoder frame `packet · 960`. Reading outside the ring gives silence.
 */
export class Voice implements Disposable {
  readonly assetId: AssetId;
  private readonly manifest: AssetManifest;
  private readonly store: SoundStore;
  private readonly decoder: PacketDecoder;
  private readonly ring = new Float32Array(RING_FRAMES);
  private chunk: { index: number; packets: Uint8Array[] } | null = null;
  private packet = 0;
  private discardFrames = 0;
  private lowFrame = 0;
  private highFrame = 0;
  private faultFound: VoiceFault | null = null;
  private released = false;

  constructor(assetId: AssetId, manifest: AssetManifest, deps: VoiceDeps) {
    this.assetId = assetId;
    this.manifest = manifest;
    this.store = deps.store;
    this.decoder = deps.decoder;
  }

  /** What stopped the decoding, once. The sound is silent from there. */
  fault(): VoiceFault | null {
    return this.faultFound;
  }

  /** Makes ready to be read from a frame on. */
  start(frame: number): void {
    const { firstPacket, discardFrames } = seek(this.manifest, frame);
    this.packet = firstPacket;
    this.discardFrames = discardFrames;
    this.lowFrame = frame;
    this.highFrame = frame;
    this.pump(frame);
  }

  /** Decodes ahead of the reading position, a bounded amount. */
  pump(readFrame: number): void {
    if (this.released) return;
    const lost = readFrame > this.highFrame + AHEAD_FRAMES || readFrame < this.lowFrame;
    if (lost && readFrame >= 0 && readFrame < this.manifest.durationFrames) {
      const { firstPacket, discardFrames } = seek(this.manifest, Math.floor(readFrame));
      this.packet = firstPacket;
      this.discardFrames = discardFrames;
      this.lowFrame = Math.floor(readFrame);
      this.highFrame = this.lowFrame;
    }
    for (let count = 0; count < PACKETS_A_PUMP; count++) {
      if (this.faultFound || this.packet >= this.manifest.packets) return;
      if (this.highFrame >= readFrame + AHEAD_FRAMES) return;
      this.decodeNext();
    }
  }

  /** The sample of a frame; 0 outside what is decoded. */
  at(frame: number): number {
    if (frame < this.lowFrame || frame >= this.highFrame) return 0;
    return this.ring[frame & (RING_FRAMES - 1)] as number;
  }

  /** Where the sound ends: at its own end, or where a fault stopped it. */
  endFrame(): number {
    return this.faultFound ? this.highFrame : this.manifest.durationFrames;
  }

  /** Whether a frame that the bulletin has is not decoded when it is wanted. */
  starves(frame: number): boolean {
    const inside = frame >= 0 && frame < this.manifest.durationFrames;
    return inside && (frame < this.lowFrame || frame >= this.highFrame);
  }

  [Symbol.dispose](): void {
    if (this.released) return;
    this.released = true;
    this.decoder.release();
  }

  private decodeNext(): void {
    const packet = this.packetAt(this.packet);
    if (packet === null) return;
    this.packet++;
    const samples = this.decoder.decode(packet);
    if (samples === null) {
      this.faultFound = 'asset-corrupt';
      return;
    }
    const skipped = Math.min(this.discardFrames, samples.length);
    this.discardFrames -= skipped;
    const end = this.manifest.durationFrames;
    for (let i = skipped; i < samples.length && this.highFrame < end; i++) {
      this.ring[this.highFrame & (RING_FRAMES - 1)] = samples[i] as number;
      this.highFrame++;
    }
    this.lowFrame = Math.max(this.lowFrame, this.highFrame - AHEAD_FRAMES - BEHIND_FRAMES);
  }

  private packetAt(number: number): Uint8Array | null {
    const index = Math.floor(number / this.manifest.chunkPackets);
    if (this.chunk?.index !== index) {
      const packets = this.readChunk(index);
      if (packets === null) return null;
      this.chunk = { index, packets };
    }
    const packet = this.chunk.packets[number - index * this.manifest.chunkPackets];
    if (packet === undefined) this.faultFound = 'asset-corrupt';
    return packet ?? null;
  }

  private readChunk(index: number): Uint8Array[] | null {
    const bytes = this.store.chunk(this.assetId, index);
    if (typeof bytes === 'string') {
      this.faultFound = bytes === 'missing' ? 'asset-missing' : 'asset-corrupt';
      return null;
    }
    try {
      return decodeChunk(bytes);
    } catch {
      this.faultFound = 'asset-corrupt';
      return null;
    }
  }
}

export interface VoiceDeps {
  readonly store: SoundStore;
  readonly decoder: PacketDecoder;
}
