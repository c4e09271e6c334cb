/**
 * How often the clock is exchanged. A steady 2 Hz would cost a SIM over a gigabyte a month, so it
 * is dense only where it pays.
 */
const BURST_US = 3e6;
const BURST_EVERY_MS = 100;
const BUSY_EVERY_MS = 500;
const IDLE_EVERY_MS = 10_000;
/** Sound due within this makes the exchange busy. */
const DUE_WITHIN_US = 30e6;

export interface PaceInput {
  readonly connectedForUs: number;
  readonly sounding: boolean;
  /** Until the next start; null when nothing is planned. */
  readonly dueInUs: number | null;
}

/** [SYN32] Delay to the next exchange. */
export function exchangeDelayMs({ connectedForUs, sounding, dueInUs }: PaceInput): number {
  if (connectedForUs < BURST_US) return BURST_EVERY_MS;
  if (sounding || (dueInUs !== null && dueInUs <= DUE_WITHIN_US)) return BUSY_EVERY_MS;
  return IDLE_EVERY_MS;
}
