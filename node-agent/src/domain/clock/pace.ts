/**
 * How often clocks are exchanged. A steady 2 Hz would cost a SIM over a gigabyte a month, and 10,000
 * nodes that all ask ten times a second would cost the controller a core, so it is dense only where
 * it pays: at first, and where a crystal that was never measured is about to sound.
 */
/** What has just come up may be due to sound this moment: it cannot before eight exchanges. */
const FIRST_US = 400_000;
const FIRST_EVERY_MS = 40;
const BURST_US = 3e6;
const BURST_EVERY_MS = 100;
/** [SYN41] The line of a crystal that was never measured needs this long. */
const YOUNG_US = 30e6;
const YOUNG_EVERY_MS = 250;
/**
 * On a way as short as a LAN's nodes hear each other's microseconds, and there are few of them. The
 * ten thousand are on long ones, where a horn that nobody hears beside another is content with
 * milliseconds: half of the exchanges at the moment when all of them sound.
 */
const SHORT_ROUND_TRIP_US = 5_000;
const BUSY_EVERY_MS = { short: 500, long: 1_000 } as const;
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
  if (connectedForUs < FIRST_US) return FIRST_EVERY_MS;
  if (connectedForUs < BURST_US) return BURST_EVERY_MS;
  if (!isBusy(input)) return IDLE_EVERY_MS;
  if (following) return FOLLOWING_EVERY_MS;
  if (connectedForUs < YOUNG_US) return skewKnown ? YOUNG_EVERY_MS : BURST_EVERY_MS;
  const isShort = roundTripUs !== null && roundTripUs <= SHORT_ROUND_TRIP_US;
  return isShort ? BUSY_EVERY_MS.short : BUSY_EVERY_MS.long;
}

/** [SYN42] Delay to the next exchange with the leader of the site. */
export function leaderDelayMs(
  input: Pick<PaceInput, 'sounding' | 'dueInUs'> & { readonly followedForUs: number },
): number {
  if (input.followedForUs < FIRST_US) return FIRST_EVERY_MS;
  if (input.followedForUs < BURST_US) return BURST_EVERY_MS;
  if (!isBusy(input)) return LEADER_IDLE_EVERY_MS;
  return input.followedForUs < YOUNG_US ? BURST_EVERY_MS : LEADER_BUSY_EVERY_MS;
}
