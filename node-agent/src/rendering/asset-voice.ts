import { type AssetManifest, decodeChunk } from '@loa/protocol/asset';
import { seek } from '@loa/protocol/playout';
import { type AssetId, PACKET_FRAMES } from '@loa/protocol/vocabulary';
import type { PacketDecoder, SoundStore } from '../ports.ts';
import { LOSS_FADE_FRAMES } from './concealment.ts';
import { AHEAD_FRAMES, Track } from './track.ts';
import { PACKETS_A_PUMP, type Voice, type VoiceFault } from './voice.ts';

/** So many packets in a row that cannot be decoded are concealed: the fade is at its end by then. */
const MOST_CONCEALED: number = LOSS_FADE_FRAMES / PACKET_FRAMES;

/**
 * One bulletin being read: frames by their number, decoded ahead of the reader.
 *
 * Invariants: the track holds frames of the bulletin; `packet` is the next to decode and begins at
 * decoder frame `packet · 960`.
 */
export class AssetVoice implements Voice {
  private readonly assetId: AssetId;
  private readonly manifest: AssetManifest;
  private readonly store: SoundStore;
  private readonly decoder: PacketDecoder;
  private readonly track = new Track();
  private chunk: { index: number; packets: Uint8Array[] } | null = null;
  private packet = 0;
  private discardFrames = 0;
  private concealed = 0;
  private faultFound: VoiceFault | null = null;
  private released = false;

  constructor(assetId: AssetId, manifest: AssetManifest, deps: AssetVoiceDeps) {
    this.assetId = assetId;
    this.manifest = manifest;
    this.store = deps.store;
    this.decoder = deps.decoder;
  }

  fault(): VoiceFault | null {
    return this.faultFound;
  }

  /** Makes ready to be read from a frame on. */
  start(frame: number): void {
    const { firstPacket, discardFrames } = seek(this.manifest, frame);
    this.packet = firstPacket;
    this.discardFrames = discardFrames;
    this.track.restart(frame);
  }

  ready(fromFrame: number, toFrame: number): void {
    if (this.released) return;
    this.follow(Math.floor(fromFrame));
    while (this.track.highFrame < toFrame && this.hasMore()) this.decodeNext();
  }

  pump(readFrame: number): boolean {
    if (this.released) return false;
    this.follow(readFrame);
    for (let count = 0; count < PACKETS_A_PUMP; count++) {
      if (!this.hasMore() || this.track.highFrame >= readFrame + AHEAD_FRAMES) return false;
      this.decodeNext();
    }
    return true;
  }

  at(frame: number): number {
    return this.track.at(frame);
  }

  /** At its own end, or where a fault stopped it. */
  endFrame(): number {
    return this.faultFound ? this.track.highFrame : this.manifest.durationFrames;
  }

  starves(frame: number): boolean {
    const inside = frame >= 0 && frame < this.manifest.durationFrames;
    return inside && (frame < this.track.lowFrame || frame >= this.track.highFrame);
  }

  [Symbol.dispose](): void {
    if (this.released) return;
    this.released = true;
    this.decoder.release();
  }

  /** A reader that went far from what is decoded is met where it is. */
  private follow(readFrame: number): void {
    const { lowFrame, highFrame } = this.track;
    const isLost = readFrame > highFrame + AHEAD_FRAMES || readFrame < lowFrame;
    if (isLost && readFrame >= 0 && readFrame < this.manifest.durationFrames) this.start(readFrame);
  }

  private hasMore(): boolean {
    return this.faultFound === null && this.packet < this.manifest.packets;
  }

  private decodeNext(): void {
    const packet = this.packetAt(this.packet);
    if (packet === null) return;
    this.packet++;
    const samples = this.decoder.decode(packet);
    if (samples === null) {
      this.conceal();
      return;
    }
    this.concealed = 0;
    const skipped = Math.min(this.discardFrames, samples.length);
    this.discardFrames -= skipped;
    const room = this.manifest.durationFrames - this.track.highFrame;
    const end = Math.min(samples.length, skipped + room);
    for (let i = skipped; i < end; i++) this.track.push(samples[i] as number);
  }

  /** A short gap is bridged; more of it is a fault. */
  private conceal(): void {
    if (++this.concealed > MOST_CONCEALED) {
      this.faultFound = 'asset-corrupt';
      return;
    }
    const skipped = Math.min(this.discardFrames, PACKET_FRAMES);
    this.discardFrames -= skipped;
    const toFrame = this.track.highFrame + PACKET_FRAMES - skipped;
    this.track.fill(Math.min(toFrame, this.manifest.durationFrames), LOSS_FADE_FRAMES);
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

export interface AssetVoiceDeps {
  readonly store: SoundStore;
  readonly decoder: PacketDecoder;
}
