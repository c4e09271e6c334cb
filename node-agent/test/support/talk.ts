import { generateKeyPairSync, sign } from 'node:crypto';
import type { ToNode } from '@loa/protocol/agent-link';
import { encodeLiveChunk, liveSigningInput, withSignature } from '@loa/protocol/frame';
import type { Cue } from '@loa/protocol/playout';
import type { Envelope } from '@loa/protocol/signed';
import {
  type AssetId,
  PACKET_FRAMES,
  parseAssetId,
  parseCueId,
  usOfFrames,
} from '@loa/protocol/vocabulary';
import { contentName, silentLogger } from '@loa/runtime/node';
import { decodeBase64Url } from '@loa/runtime/pure';
import { OpusPool } from '../../src/adapters/opus/index.ts';
import type { StreamChunk } from '../../src/domain/streams/index.ts';
import { authorisationIdOf, encodeOpus } from './city.ts';
import type { StandInController } from './stand-in-controller.ts';

/** As the controller encodes a voice: constrained, for speech, in its own packets. */
const VOICE = ['-b:a', '32k', '-application', 'voip', '-vbr', 'constrained'];

export interface Speaking {
  readonly startAtUs: number;
  readonly leadUs: number;
  /** What goes out for a chunk; itself unless given. */
  readonly send?: (chunk: StreamChunk) => Uint8Array[];
}

/** A talk as the controller makes it: a key of its own, real Opus, signed chunks. */
export class Talk {
  readonly streamId: AssetId;
  readonly publicKey: string;
  readonly packets: readonly Uint8Array[];
  /** Frames by which the encoder's sound lags what went in. */
  readonly delayFrames: number;
  readonly chunkPackets: number;
  private readonly privateKey;

  constructor(pcm: Float32Array, chunkPackets = 3) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.privateKey = privateKey;
    this.publicKey = publicKey.export({ format: 'jwk' }).x as string;
    this.streamId = parseAssetId(contentName(decodeBase64Url(this.publicKey)));
    const { packets, preSkipFrames } = encodeOpus(pcm, VOICE);
    this.packets = packets;
    this.delayFrames = preSkipFrames;
    this.chunkPackets = chunkPackets;
  }

  /** Chunk by chunk, back to back from an instant on. */
  chunks(firstUs: number): StreamChunk[] {
    const chunks: StreamChunk[] = [];
    for (let at = 0; at < this.packets.length; at += this.chunkPackets) {
      chunks.push({
        sequence: chunks.length,
        atUs: firstUs + usOfFrames(at * PACKET_FRAMES),
        isLast: at + this.chunkPackets >= this.packets.length,
        packets: this.packets.slice(at, at + this.chunkPackets),
      });
    }
    return chunks;
  }

  /** The bytes on the wire; `change` is made after signing, as a forger would. */
  frame(
    chunk: StreamChunk,
    number = 1,
    change: (bytes: Uint8Array) => void = () => {},
  ): Uint8Array {
    const unsigned = encodeLiveChunk({ ...chunk, stream: number });
    const input = liveSigningInput(decodeBase64Url(this.streamId), unsigned);
    const signature = new Uint8Array(sign(null, input, this.privateKey));
    const bytes = withSignature(unsigned, signature);
    change(bytes);
    return bytes;
  }

  announcement(number = 1): Extract<ToNode, { kind: 'controller/stream' }> {
    const { streamId, publicKey, chunkPackets } = this;
    return {
      kind: 'controller/stream',
      stream: number,
      streamId,
      publicKey,
      chunkPackets,
      leadUs: 200_000,
    };
  }

  /** Sends it as its sound comes in, each chunk its lead before its instant. */
  async speak(controller: StandInController, how: Speaking): Promise<void> {
    const send = how.send ?? ((chunk) => [this.frame(chunk)]);
    controller.say(this.announcement());
    for (const chunk of this.chunks(how.startAtUs)) {
      const delayUs = chunk.atUs - how.leadUs - controller.nowUs();
      if (delayUs > 0) await new Promise((done) => setTimeout(done, delayUs / 1000));
      for (const bytes of send(chunk)) controller.sayRaw(bytes);
    }
  }

  cue(authorisation: Envelope, change: Partial<Cue> & { startAtUs: number }): Cue {
    const startAtUs = Math.round(change.startAtUs);
    return {
      cueId: parseCueId('noi-truc-tiep@2026-11-22T09:30:00'),
      authorisationId: authorisationIdOf(authorisation),
      assetId: this.streamId,
      source: 'live',
      class: 'normal',
      priority: 60,
      durationFrames: 600 * 48_000,
      gainDb: 0,
      whenPreempted: 'continue',
      late: { kind: 'skip' },
      validUntilUs: startAtUs + 700e6,
      ...change,
      startAtUs,
    };
  }
}

/** The talk as a decoder alone makes it. */
export async function decoded(talk: Talk): Promise<Float32Array> {
  const pool = new OpusPool(silentLogger);
  await pool.open();
  const decoder = pool.take();
  const sound = new Float32Array(talk.packets.length * 960);
  for (const [i, packet] of talk.packets.entries()) {
    sound.set(decoder.decode(packet) as Float32Array, i * 960);
  }
  pool.close();
  return sound;
}
