/** The browser's clock, timers and chance, in the shape the rest of the console asks for. */
export function monotonicMs(): number {
  return performance.now();
}

/** Runs once, later; the answer takes it back. (`Symbol.dispose` is too new for wards' phones.) */
export function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** Uniform in [0, 1). */
export function chance(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}
