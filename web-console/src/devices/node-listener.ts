/**
 * What a node sounds, in this browser. Pieces are placed as buffer sources, not through an audio
 * worklet, because worklets exist on HTTPS and localhost only and a ward's console may have neither.
 */
import { decodeMulaw, MONITOR_RATE_HZ } from '@loa/protocol/frame';
import { requestStream } from '../api/request.ts';
import { meterLevel, placePiece } from '../state/listening.ts';

/** Samples put together before they are placed: 40 ms. */
const PIECE_SAMPLES = MONITOR_RATE_HZ / 25;

export interface Listening {
  /** 0 … 1 of what is heard at this moment. */
  level(): number;
  stop(): void;
  /** Settles when the stream has ended: null when it was stopped here, otherwise why. */
  readonly ended: Promise<unknown>;
}

/** Must be called from a person's gesture: browsers start sound only then. */
export function listenTo(path: string): Listening {
  const abort = new AbortController();
  const context = new AudioContext({ sampleRate: MONITOR_RATE_HZ });
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  analyser.connect(context.destination);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return meterLevel(samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0));
    },
    stop: () => abort.abort(),
    ended: pump(path, abort.signal, { context, analyser }).finally(() => context.close()),
  };
}

interface Output {
  readonly context: AudioContext;
  readonly analyser: AnalyserNode;
}

async function pump(path: string, signal: AbortSignal, output: Output): Promise<unknown> {
  try {
    const response = await requestStream(path, signal);
    const reader = response.body?.getReader();
    if (reader === undefined) return new Error('the answer has no body');
    let held = new Uint8Array(0);
    let nextS: number | null = null;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new Error('the stream has ended');
      held = joined(held, value);
      while (held.length >= PIECE_SAMPLES) {
        nextS = place(held.subarray(0, PIECE_SAMPLES), nextS, output);
        held = held.slice(PIECE_SAMPLES);
      }
    }
  } catch (error) {
    return signal.aborted ? null : error;
  }
}

function place(mulaw: Uint8Array, nextS: number | null, output: Output): number {
  const { context, analyser } = output;
  const placement = placePiece(nextS, context.currentTime, mulaw.length / MONITOR_RATE_HZ);
  if (placement.outcome === 'drop') return placement.nextS;
  const buffer = context.createBuffer(1, mulaw.length, MONITOR_RATE_HZ);
  buffer.copyToChannel(Float32Array.from(mulaw, decodeMulaw), 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(analyser);
  source.start(placement.atS);
  return placement.nextS;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
