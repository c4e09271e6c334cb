/** Whether a person is at this page, and that its screen stays on while they talk. */

/** Calls when the page is hidden, left or put to sleep; the answer takes it back. */
export function whenHidden(run: () => void): () => void {
  const change = (): void => {
    if (document.visibilityState === 'hidden') run();
  };
  document.addEventListener('visibilitychange', change);
  globalThis.addEventListener('pagehide', run);
  return () => {
    document.removeEventListener('visibilitychange', change);
    globalThis.removeEventListener('pagehide', run);
  };
}

/** Keeps the screen on, where the browser can; the answer lets it go dark again. */
export function keepAwake(): () => void {
  // Older browsers have none, and one that is saving power may refuse.
  const lock = navigator.wakeLock?.request('screen').catch(() => null);
  return () => void lock?.then((held) => held?.release());
}

/** The browser's own estimate of its network; Safari and Firefox have none. */
export function networkType(): string | null {
  const { connection } = navigator as { connection?: { effectiveType?: string } };
  return connection?.effectiveType ?? null;
}

/** A short buzz where there is something to feel: it has begun. */
export function buzz(): void {
  navigator.vibrate?.(40);
}
