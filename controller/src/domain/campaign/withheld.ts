import type { UnitId, WithheldReason } from '@loa/protocol/vocabulary';

/** Kept from the air by a rule: which, and the document that says so, where there is one. */
export interface Withheld {
  readonly why: WithheldReason;
  readonly rule: string | null;
}

/**
 * Units in which an occurrence does not sound, though its targets mean them: the nodes of these and of
 * all below, without those of `but` and all below.
 */
export interface Exception extends Withheld {
  readonly units: readonly UnitId[];
  readonly but: readonly UnitId[];
}

/** What the rules say of a sound at a time. */
export interface Verdict {
  readonly withheld: Withheld | null;
  readonly exceptions: readonly Exception[];
}

const NO_EXCEPTIONS: readonly Exception[] = [];
export const KEPT: Verdict = { withheld: null, exceptions: NO_EXCEPTIONS };

/**
 * [CAL96] The exception that keeps an occurrence from a node, or null.
 *
 * @param lineage the node's unit and all above it
 */
export function exceptionFor<One extends Pick<Exception, 'units' | 'but'>>(
  exceptions: readonly One[],
  lineage: readonly UnitId[],
): One | null {
  const isIn = (units: readonly UnitId[]) => units.some((unit) => lineage.includes(unit));
  return exceptions.find(({ units, but }) => isIn(units) && !isIn(but)) ?? null;
}
