import { isNear, type NodeLink } from './lead.ts';

/**
 * What is sent now begins this much later: every node has the order by then, and the beginning of
 * the sound where it did not hold it, so that all begin together with the first word.
 */
export const SEND_LEAD = {
  /** All on a local network: the order, three questions of the node, and its output's buffer. */
  lanUs: 700_000,
  otherwiseUs: 1_500_000,
} as const;

/** @param links of the nodes that are connected; without any nobody waits for the sound */
export function sendLeadUs(links: readonly NodeLink[]): number {
  return links.length > 0 && links.every(isNear) ? SEND_LEAD.lanUs : SEND_LEAD.otherwiseUs;
}
