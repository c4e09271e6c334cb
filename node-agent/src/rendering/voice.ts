export type VoiceFault = 'asset-missing' | 'asset-corrupt';

/**
 * Packets decoded in one go: 80 ms of sound, some 3 ms of work on a slow machine, so that a sink
 * that asks in between does not wait for it.
 */
export const PACKETS_A_PUMP = 4;

/** Sound that can be read by its frames. A voice is disposed by who reads it. */
export interface Voice extends Disposable {
  /** What is to be read next: what can be had of `[fromFrame, toFrame)` is there when it returns. */
  ready(fromFrame: number, toFrame: number): void;
  /** Decodes ahead of the reader, a little. @returns whether there is more to do at once */
  pump(readFrame: number): boolean;
  /** The sample of a frame; 0 outside what is decoded. */
  at(frame: number): number;
  /** Where the sound ends, as far as it is known; infinite for what goes on. */
  endFrame(): number;
  /** What stopped the decoding, once. The sound is silent from there. */
  fault(): VoiceFault | null;
  /** Whether a frame that should be there is not, as it is wanted. */
  starves(frame: number): boolean;
}
