import { encodeMonitor, encodeMulaw, MONITOR_RATE_HZ } from '@loa/protocol/frame';
import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';

/** One monitor frame: 100 ms. */
const FRAME_SAMPLES = MONITOR_RATE_HZ / 10;
const FACTOR = SAMPLE_RATE_HZ / MONITOR_RATE_HZ;
/** Windowed-sinc low pass below 7 kHz, so that thinning to 16 kHz folds nothing back. */
const TAPS = 33;
const CUTOFF_HZ = 7_000;

/**
 * Turns what the sink is given into monitor frames: low pass, every third sample, µ-law. Frames
 * the link cannot take are dropped and counted; a listener hears a gap, the horn does not wait.
 */
export class Monitor {
  private readonly send: (frame: Uint8Array) => boolean;
  private readonly kernel = lowPass();
  private readonly history = new Float32Array(TAPS - 1);
  private phase = 0;
  private frame = new Uint8Array(FRAME_SAMPLES);
  private filled = 0;
  private frameAtUs = 0;
  private sequence = 0;
  private dropCount = 0;

  constructor(send: (frame: Uint8Array) => boolean) {
    this.send = send;
  }

  dropped(): number {
    return this.dropCount;
  }

  /** @param firstAtUs timeline instant of the first sample */
  take(samples: Float32Array, firstAtUs: number): void {
    const line = new Float32Array(this.history.length + samples.length);
    line.set(this.history);
    line.set(samples, this.history.length);
    for (let at = this.phase; at < samples.length; at += FACTOR) {
      if (this.filled === 0) this.frameAtUs = firstAtUs + (at * 1e6) / SAMPLE_RATE_HZ;
      this.frame[this.filled++] = encodeMulaw(this.filtered(line, at));
      if (this.filled === FRAME_SAMPLES) this.finish();
    }
    this.phase = (((this.phase - samples.length) % FACTOR) + FACTOR) % FACTOR;
    this.history.set(line.subarray(line.length - this.history.length));
  }

  private filtered(line: Float32Array, at: number): number {
    let sum = 0;
    for (let k = 0; k < TAPS; k++) sum += (this.kernel[k] as number) * (line[at + k] as number);
    return sum;
  }

  private finish(): void {
    const bytes = encodeMonitor({
      sequence: this.sequence,
      atUs: Math.max(0, this.frameAtUs),
      mulaw: this.frame,
    });
    if (!this.send(bytes)) this.dropCount++;
    this.sequence = (this.sequence + 1) >>> 0;
    this.filled = 0;
  }
}

function lowPass(): Float32Array {
  const kernel = new Float32Array(TAPS);
  const middle = (TAPS - 1) / 2;
  const rate = (2 * CUTOFF_HZ) / SAMPLE_RATE_HZ;
  let sum = 0;
  for (let k = 0; k < TAPS; k++) {
    const x = k - middle;
    const sinc = x === 0 ? rate : Math.sin(Math.PI * rate * x) / (Math.PI * x);
    const hamming = 0.54 - 0.46 * Math.cos((2 * Math.PI * k) / (TAPS - 1));
    kernel[k] = sinc * hamming;
    sum += sinc * hamming;
  }
  return kernel.map((tap) => tap / sum);
}
