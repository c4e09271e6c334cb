/**
 * The data plane on this thread: the real voice stream with real keys and signatures, a table in the
 * place of sockets. What nodes would hear of a talk is read back from its chunks.
 */
import { createPrivateKey, sign } from 'node:crypto';
import { decodeLiveChunk, type LiveChunk, liveSigningInput } from '@loa/protocol/frame';
import { readPublicKey, verifyBytes } from '@loa/runtime/node';
import { decodeBase64Url } from '@loa/runtime/pure';
import { createOpusVoiceEncoder } from '../../src/adapters/opus/opus-voice-encoder.ts';
import type {
  NodeHearing,
  StreamEvents,
  StreamOpening,
  Streams,
} from '../../src/engine/streams-port.ts';
import { createVoiceStream } from '../../src/streaming/voice-stream.ts';

export interface OpenedStream {
  readonly opening: StreamOpening;
  readonly chunks: LiveChunk[];
  readonly leads: number[];
  /** Of chunks whose signature does not hold. */
  forged: number;
  /** As the data plane would report once a second. */
  heard(nodes: readonly NodeHearing[]): void;
  /** The data plane dies. */
  die(): void;
}

export class LiveStreams implements Streams {
  readonly opened: OpenedStream[] = [];
  /** A data plane that does not answer any more. */
  isDeaf = false;
  private readonly nowUs: () => number;

  constructor(nowUs: () => number) {
    this.nowUs = nowUs;
  }

  open(opening: StreamOpening, events: StreamEvents): ReturnType<Streams['open']> {
    const der = Buffer.from(opening.privateKey);
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const publicKey = readPublicKey(opening.publicKey);
    const streamId = decodeBase64Url(opening.streamId);
    const stream: OpenedStream = {
      ...{ opening, chunks: [], leads: [], forged: 0 },
      heard: (nodes) => events.heard(nodes),
      die: () => events.ended(null),
    };
    this.opened.push(stream);
    const voice = createVoiceStream({
      ...{ opening, streamId, stream: this.opened.length, events, nowUs: this.nowUs },
      encoder: createOpusVoiceEncoder(opening.sampleRateHz === 16_000 ? 16_000 : 48_000),
      sign: (input) => sign(null, input, key),
      publish: (frame) => {
        const { chunk, unsigned, signature } = decodeLiveChunk(frame);
        const given = Buffer.from(signature).toString('base64url');
        if (!verifyBytes(liveSigningInput(streamId, unsigned), given, publicKey)) stream.forged++;
        stream.chunks.push(chunk);
      },
    });
    return {
      push: (samples) => voice.push(samples),
      lengthenLead: (leadUs) => {
        stream.leads.push(leadUs);
        voice.lengthenLead(leadUs);
      },
      end: () => {
        if (!this.isDeaf) voice.end();
      },
    };
  }
}
