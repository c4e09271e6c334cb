/**
 * How often clocks are exchanged. A steady 2 Hz would cost a SIM over a gigabyte a month, and 10,000
 * nodes that all ask ten times a second would cost the controller a core, so it is dense only where
 * it pays: at first, and where a crystal that was never measured is about to sound.
 */
const BURST_US = 3e6;
const BURST_EVERY_MS = 100;
/** [SYN41] The line of a crystal that was never measured needs this long. */
const YOUNG_US = 30e6;
/** A way as short as a LAN's says the same at half the pace. */
const SHORT_ROUND_TRIP_US = 5_000;
const BUSY_EVERY_MS = { short: 500, long: 250 } as const;
/** A follower asks the controller only to have something to fall back on. */
const FOLLOWING_EVERY_MS = 5_000;
const IDLE_EVERY_MS = 10_000;
/** Sound due within this makes the exchange busy. */
const DUE_WITHIN_US = 30e6;
/** With a leader, idle: often enough to notice its silence. The way is the site's own network. */
const LEADER_IDLE_EVERY_MS = 2_000;
const LEADER_BUSY_EVERY_MS = 250;

export interface PaceInput {
  readonly connectedForUs: number;
  readonly sounding: boolean;
  /** Until the next start; null when nothing is planned. */
  readonly dueInUs: number | null;
  /** The crystal's rate was measured before. */
  readonly skewKnown: boolean;
  /** The shortest; null when none is known. */
  readonly roundTripUs: number | null;
  /** The leader of the site is what the node goes by. */
  readonly following: boolean;
}

function isBusy({ sounding, dueInUs }: Pick<PaceInput, 'sounding' | 'dueInUs'>): boolean {
  return sounding || (dueInUs !== null && dueInUs <= DUE_WITHIN_US);
}

/** [SYN32] Delay to the next exchange with the controller. */
export function exchangeDelayMs(input: PaceInput): number {
  const { connectedForUs, skewKnown, roundTripUs, following } = input;
  if (connectedForUs < BURST_US) return BURST_EVERY_MS;
  if (!isBusy(input)) return IDLE_EVERY_MS;
  if (following) return FOLLOWING_EVERY_MS;
  if (!skewKnown && connectedForUs < YOUNG_US) return BURST_EVERY_MS;
  const isShort = roundTripUs !== null && roundTripUs <= SHORT_ROUND_TRIP_US;
  return isShort ? BUSY_EVERY_MS.short : BUSY_EVERY_MS.long;
}

/** [SYN42] Delay to the next exchange with the leader of the site. */
export function leaderDelayMs(
  input: Pick<PaceInput, 'sounding' | 'dueInUs'> & { readonly followedForUs: number },
): number {
  if (input.followedForUs < BURST_US) return BURST_EVERY_MS;
  if (!isBusy(input)) return LEADER_IDLE_EVERY_MS;
  return input.followedForUs < YOUNG_US ? BURST_EVERY_MS : LEADER_BUSY_EVERY_MS;
}
