/** What a person types for a node's gain and trim. */
import { LIMITS } from '@loa/protocol/vocabulary';

export const GAIN_RANGE_DB = { least: -60, most: 0 } as const;
export const TRIM_RANGE_MS = {
  least: LIMITS.leastTrimUs / 1000,
  most: LIMITS.mostTrimUs / 1000,
} as const;

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** A number with a comma or a dot and any kind of minus; null where it is none or out of range. */
export function parseSetting(text: string, { least, most }: Range): number | null {
  const plain = text.trim().replace(/^[−–]/, '-').replace(',', '.');
  if (!/^[+-]?\d+(\.\d+)?$/.test(plain)) return null;
  const value = Number(plain);
  return value >= least && value <= most ? value : null;
}
