/** How one node's hardware differs from what it believes. */
export interface Crystals {
  readonly offsetUs: number;
  readonly skewPpm: number;
  /** What its card really plays while it counts 48,000 a second. */
  readonly cardRateHz: number;
}

const HOUR_US = 3_600e6;

/** Four boards as they come out of one box: −80 … +60 ppm, cards −104 … +125 ppm. */
const BOARDS: readonly Crystals[] = [
  { offsetUs: HOUR_US, skewPpm: 0, cardRateHz: 48_000 },
  { offsetUs: 2 * HOUR_US, skewPpm: -80, cardRateHz: 47_995 },
  { offsetUs: 3 * HOUR_US, skewPpm: 60, cardRateHz: 48_003 },
  { offsetUs: 4 * HOUR_US, skewPpm: -35, cardRateHz: 48_006 },
];

export function boardOf(index: number): Crystals {
  return BOARDS[index % BOARDS.length] as Crystals;
}

/** As environment of the agent's process. */
export function crystalEnv({ offsetUs, skewPpm, cardRateHz }: Crystals): Record<string, string> {
  return {
    CRYSTAL_OFFSET_US: String(offsetUs),
    CRYSTAL_SKEW_PPM: String(skewPpm),
    CRYSTAL_CARD_RATE_HZ: String(cardRateHz),
  };
}

export function readCrystals(env: Readonly<Record<string, string | undefined>>): Crystals {
  return {
    offsetUs: Number(env['CRYSTAL_OFFSET_US'] ?? 0),
    skewPpm: Number(env['CRYSTAL_SKEW_PPM'] ?? 0),
    cardRateHz: Number(env['CRYSTAL_CARD_RATE_HZ'] ?? 48_000),
  };
}
