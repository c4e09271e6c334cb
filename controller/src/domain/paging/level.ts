/** Full scale of 16-bit samples. */
const FULL_SCALE = 32_768;

/** How loud a microphone is: root mean square since it was last asked, dB relative to full scale. */
export class Loudness {
  private squares = 0;
  private samples = 0;

  take(samples: Int16Array): void {
    for (const sample of samples) this.squares += sample * sample;
    this.samples += samples.length;
  }

  /** Null is silence, or no sound at all. Begins anew. */
  takeDb(): number | null {
    const { squares, samples } = this;
    this.squares = 0;
    this.samples = 0;
    if (squares === 0) return null;
    return 20 * Math.log10(Math.sqrt(squares / samples) / FULL_SCALE);
  }
}
