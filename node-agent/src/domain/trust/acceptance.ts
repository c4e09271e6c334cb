import { addresses, type NodePlacement, type Targets } from '@loa/protocol/playout';
import { LIMITS, type NodeId, type UnitId } from '@loa/protocol/vocabulary';

/**
 * Whether a signed object that is genuine may be taken: for this city and node, newer than what is
 * held, still valid. Signatures are checked before; a refusal names one reason of a closed list.
 */
export type Refusal =
  | 'signature-wrong'
  | 'key-unknown'
  | 'malformed'
  | 'other-city'
  | 'other-node'
  | 'not-newer'
  | 'expired'
  | 'clock-untrusted'
  | 'orders-full'
  | 'hash-wrong'
  | 'not-wanted'
  | 'not-enrolled';

export type Verdict =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'held' }
  | { readonly outcome: 'not-addressed' }
  | { readonly outcome: 'refused'; readonly why: Refusal };

const ACCEPTED: Verdict = { outcome: 'accepted' };
const HELD: Verdict = { outcome: 'held' };

export function refused(why: Refusal): Verdict {
  return { outcome: 'refused', why };
}

interface Versioned {
  readonly city: UnitId;
  readonly version: number;
}

/** [SGN20] A keyring is taken when its version is higher than the one held. */
export function judgeKeyring(offered: Versioned, city: UnitId, heldVersion: number): Verdict {
  if (offered.city !== city) return refused('other-city');
  if (offered.version === heldVersion) return HELD;
  return offered.version > heldVersion ? ACCEPTED : refused('not-newer');
}

export interface HeadContext {
  readonly city: UnitId;
  readonly nodeId: NodeId;
  readonly heldVersion: number;
}

/** [SGN21] A head is taken for this node alone, and when its version is higher than the one held. */
export function judgeHead(
  offered: Versioned & { readonly nodeId: NodeId },
  context: HeadContext,
): Verdict {
  if (offered.city !== context.city) return refused('other-city');
  if (offered.nodeId !== context.nodeId) return refused('other-node');
  if (offered.version === context.heldVersion) return HELD;
  return offered.version > context.heldVersion ? ACCEPTED : refused('not-newer');
}

export interface OfferedOrder {
  readonly city: UnitId;
  readonly sequence: number;
  readonly expiresAtUs: number;
  readonly targets: Targets;
}

export interface OrderContext {
  readonly city: UnitId;
  readonly placement: NodePlacement;
  readonly heldSequences: ReadonlySet<number>;
  /** Null when the clock is not trusted. */
  readonly nowUs: number | null;
  /** It came in this connection, after this side's hello had answered the nonce. */
  readonly fresh: boolean;
}

/**
 * [SGN24] An order is taken once, while it is valid, by those it is aimed at. Without a trusted
 * clock only what arrives in the present connection is taken: what was recorded earlier cannot be
 * told from what is new.
 */
export function judgeOrder(order: OfferedOrder, context: OrderContext): Verdict {
  if (order.city !== context.city) return refused('other-city');
  if (context.heldSequences.has(order.sequence)) return HELD;
  if (context.nowUs === null && !context.fresh) return refused('clock-untrusted');
  if (context.nowUs !== null && order.expiresAtUs <= context.nowUs) return refused('expired');
  if (!addresses(order.targets, context.placement)) return { outcome: 'not-addressed' };
  if (context.heldSequences.size >= LIMITS.heldOrders) return refused('orders-full');
  return ACCEPTED;
}
