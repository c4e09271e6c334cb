import { backOffMs } from '@loa/runtime/pure';

/**
 * When a node tries again. Two cases, told apart by whether anybody answered.
 *
 * Nobody did (no TCP connection, or a connection that fell silent): the line is away, most often the
 * node's own, and each lost second after it heals is a second of somebody's emergency. The next
 * attempt comes within a second, and asking costs the dead line a packet.
 *
 * Somebody did, and refused, closed, or never came to the greeting: the controller is there and is
 * starting, stopping or overloaded. With 10,000 nodes at its door a second apart it would do nothing
 * but greet (a TLS handshake and a signature are about 1 ms of its core each); so the back-off doubles
 * to 30 s with full jitter, which is 700 greetings a second at the worst. A herd that begins in
 * silence (the controller's own line or power failed) meets it too: a queue that is full lets the
 * first through to the handshake, whose waiting counts as an answer, and the rest stay quick and
 * cheap until it is their turn.
 */
const SILENT = { baseMs: 250, capMs: 1_000 } as const;
const ANSWERED = { baseMs: 500, capMs: 30_000 } as const;

export interface Ending {
  /** Somebody answered this attempt, or ended this connection. */
  readonly answered: boolean;
  /** Endings of this kind before it, in a row. */
  readonly before: number;
}

/** @param chance uniform in [0, 1) */
export function returnDelayMs({ answered, before }: Ending, chance: number): number {
  return backOffMs(answered ? ANSWERED : SILENT, before, chance);
}

/** How long a connection may be silent, ms: until it is asked, and until it is given up. */
export interface SilenceLimits {
  readonly askMs: number;
  readonly endMs: number;
}

const QUIET: SilenceLimits = { askMs: 2_500, endMs: 5_000 };
/** Clocks are exchanged twice a second then: silence says more, and costs more. */
const SOUNDING: SilenceLimits = { askMs: 1_500, endMs: 3_000 };

export function silenceLimits(isSounding: boolean): SilenceLimits {
  return isSounding ? SOUNDING : QUIET;
}
