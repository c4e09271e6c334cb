/** How much of a sound was played to a person. */

/** Thousandths of a sound that its player played, each second once however often it was played. */
export function heardPermille(
  played: readonly { readonly fromS: number; readonly toS: number }[],
  durationS: number,
): number {
  if (!(durationS > 0)) return 0;
  const ordered = played.toSorted((a, b) => a.fromS - b.fromS);
  let heardS = 0;
  let reachedS = 0;
  for (const { fromS, toS } of ordered) {
    heardS += Math.max(0, toS - Math.max(fromS, reachedS));
    reachedS = Math.max(reachedS, toS);
  }
  return Math.min(1000, Math.floor((heardS / durationS) * 1000));
}
