/**
 * Runs on the browser's audio thread, which lends it 128 samples at a time: puts them together to
 * frames of 20 ms and hands each over at once. Nothing waits in here longer than one frame.
 */
import { LiveFramer, type LiveRateHz } from '../state/live-frames.ts';

// The DOM library of TypeScript does not know the scope of worklets.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;

class LiveMicrophone extends AudioWorkletProcessor {
  #framer = new LiveFramer(sampleRate, 48_000);

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<LiveRateHz>) => {
      this.#framer = new LiveFramer(sampleRate, event.data);
    };
  }

  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const samples = inputs[0]?.[0];
    if (samples === undefined) return true;
    for (const frame of this.#framer.push(samples)) this.port.postMessage(frame, [frame.buffer]);
    return true;
  }
}

registerProcessor('live-microphone', LiveMicrophone);
