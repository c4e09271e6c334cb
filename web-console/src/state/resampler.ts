/**
 * Band-limited conversion from one sample rate to another: a sum of windowed sincs (Smith, "Digital
 * Audio Resampling"), its filter tabulated at `PHASES` places between two samples.
 */

/** Zero crossings of the sinc on either side: 16 keep speech clean and cost 1 ms of delay. */
const CROSSINGS = 16;
const PHASES = 256;
/** Of the lower rate's half: room for the filter to fall before what would fold back. */
const PASS_BAND = 0.9;

export class Resampler {
  readonly #step: number;
  readonly #half: number;
  readonly #table: readonly Float32Array[];
  #held: Float32Array;
  /** Where the next sample of the output lies in `#held`. */
  #at: number;

  constructor(fromHz: number, toHz: number) {
    this.#step = fromHz / toHz;
    const cutOff = PASS_BAND * Math.min(1, toHz / fromHz);
    this.#half = Math.ceil(CROSSINGS / cutOff);
    this.#table = Array.from({ length: PHASES + 1 }, (_, phase) =>
      filterAt(phase / PHASES, this.#half, cutOff),
    );
    // As if silence had come before, so that the first sample of the input is the first of the output.
    this.#held = new Float32Array(this.#half);
    this.#at = this.#half;
  }

  push(input: Float32Array): Float32Array {
    const held = new Float32Array(this.#held.length + input.length);
    held.set(this.#held);
    held.set(input, this.#held.length);
    const last = held.length - this.#half - 1;
    const output = new Float32Array(Math.max(0, Math.ceil((last - this.#at) / this.#step)));
    for (let n = 0; n < output.length; n++) output[n] = this.#sampleAt(held, n);
    this.#at += output.length * this.#step;
    const done = Math.floor(this.#at) - this.#half;
    this.#held = held.slice(done);
    this.#at -= done;
    return output;
  }

  #sampleAt(held: Float32Array, n: number): number {
    const at = this.#at + n * this.#step;
    const whole = Math.floor(at);
    const filter = this.#table[Math.round((at - whole) * PHASES)] as Float32Array;
    const first = whole - this.#half + 1;
    let sum = 0;
    for (let tap = 0; tap < filter.length; tap++) {
      sum += (filter[tap] as number) * (held[first + tap] as number);
    }
    return sum;
  }
}

/** Taps for a place `fraction` of the way from one sample to the next; they add up to 1. */
function filterAt(fraction: number, half: number, cutOff: number): Float32Array {
  const taps = Float32Array.from({ length: 2 * half }, (_, tap) => {
    const x = tap - half + 1 - fraction;
    const hann = 0.5 + 0.5 * Math.cos((Math.PI * x) / half);
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutOff * x) / (Math.PI * cutOff * x);
    return Math.abs(x) > half ? 0 : hann * sinc;
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}
