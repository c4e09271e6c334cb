import { PACKET_FRAMES } from '@loa/protocol/vocabulary';
import type { Logger } from '@loa/runtime/pure';
import { OpusDecoder } from 'opus-decoder';
import type { DecoderPool, PacketDecoder } from '../../ports.ts';

/** One voice that sounds, one that comes, one that fades, and reserves while others are reset. */
const READY_DECODERS = 6;

type Decoder = OpusDecoder<48000>;

/**
 * Decoders made ready beforehand: compiling one takes some ten milliseconds, which no sound waits
 * for. A used one is reset aside and comes back.
 */
export class OpusPool implements DecoderPool {
  private readonly log: Logger;
  private readonly ready: Decoder[] = [];

  constructor(log: Logger) {
    this.log = log;
  }

  async open(): Promise<void> {
    for (let i = 0; i < READY_DECODERS; i++) await this.make();
  }

  take(): PacketDecoder {
    const decoder = this.ready.pop();
    if (!decoder) {
      this.log.error({}, 'no decoder is free: the sound stays silent');
      return { decode: () => null, release: () => {} };
    }
    return {
      decode: (packet) => decode(decoder, packet),
      release: () => this.reset(decoder),
    };
  }

  close(): void {
    for (const decoder of this.ready) decoder.free();
    this.ready.length = 0;
  }

  private async make(): Promise<void> {
    const decoder = new OpusDecoder<48000>({ channels: 1 });
    await decoder.ready;
    this.ready.push(decoder);
  }

  /** One that cannot be reset is replaced, so that the pool never runs dry over the months. */
  private reset(decoder: Decoder): void {
    decoder
      .reset()
      .then(
        () => void this.ready.push(decoder),
        () => this.make(),
      )
      .catch((error: unknown) => this.log.error({ err: error }, 'a decoder is lost'));
  }
}

/** The library reports no error for most damaged packets; a wrong length is what it betrays. */
function decode(decoder: Decoder, packet: Uint8Array): Float32Array | null {
  const { channelData, samplesDecoded } = decoder.decodeFrame(packet);
  const samples = channelData[0];
  return samples && samplesDecoded === PACKET_FRAMES ? samples : null;
}
