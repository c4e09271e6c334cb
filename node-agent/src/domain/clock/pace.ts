/**
 * How often the clock is exchanged. A steady 2 Hz would cost a SIM over a gigabyte a month, so it
 * is dense only where it pays.
 */
export const BURST_US = 3e6;
export const BURST_EVERY_MS = 100;
export const BUSY_EVERY_MS = 500;
export const IDLE_EVERY_MS = 10_000;
/** Sound due within this makes the exchange busy. */
export const DUE_WITHIN_US = 30e6;

export interface PaceInput {
  readonly connectedForUs: number;
  readonly sounding: boolean;
  /** Until the next start; null when nothing is planned. */
  readonly dueInUs: number | null;
}

/** [SYN22] Delay to the next exchange. */
export function exchangeDelayMs({ connectedForUs, sounding, dueInUs }: PaceInput): number {
  if (connectedForUs < BURST_US) return BURST_EVERY_MS;
  if (sounding || (dueInUs !== null && dueInUs <= DUE_WITHIN_US)) return BUSY_EVERY_MS;
  return IDLE_EVERY_MS;
}
