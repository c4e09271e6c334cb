import type { NodeId } from '@loa/protocol/vocabulary';

/**
 * A leader that is away or out of time for less keeps its part: its followers run on along their
 * last line meanwhile, and a link that comes and goes would otherwise move a whole site each time.
 */
export const LEADER_GRACE_US = 3e6;

/** A node of a site that was connected at some time. Instants are monotonic, µs. */
export interface SiteMember {
  readonly nodeId: NodeId;
  /** It said where it can be asked. */
  readonly canServe: boolean;
  readonly connectedAtUs: number;
  /** Since when it is not connected or not synchronised; null: it is both. */
  readonly unfitSinceUs: number | null;
  readonly isConnected: boolean;
}

export interface LeaderChoice {
  readonly leader: NodeId | null;
  /** When to look again though nothing happens; null: never. */
  readonly againAtUs: number | null;
}

/**
 * [SYN50] Who leads a site: one of those that are connected and synchronised and can serve. The
 * present leader stays while it is fit, through the grace, and as long as nobody else is; then comes
 * who has been connected longest.
 */
export function chooseLeader(
  members: readonly SiteMember[],
  present: NodeId | null,
  nowUs: number,
): LeaderChoice {
  const held = members.find(({ nodeId, canServe }) => nodeId === present && canServe);
  const graceEndsUs = (held?.unfitSinceUs ?? Infinity) + LEADER_GRACE_US;
  if (held && nowUs < graceEndsUs) {
    return { leader: held.nodeId, againAtUs: graceEndsUs === Infinity ? null : graceEndsUs };
  }
  // Alone there is nobody to lead.
  if (!held && members.filter(({ isConnected }) => isConnected).length < 2) return NOBODY;
  const [next] = members.filter(isFit).sort(byTenure);
  return { leader: next?.nodeId ?? held?.nodeId ?? null, againAtUs: null };
}

const NOBODY: LeaderChoice = { leader: null, againAtUs: null };

function isFit({ canServe, isConnected, unfitSinceUs }: SiteMember): boolean {
  return canServe && isConnected && unfitSinceUs === null;
}

function byTenure(a: SiteMember, b: SiteMember): number {
  return a.connectedAtUs - b.connectedAtUs || (a.nodeId < b.nodeId ? -1 : 1);
}
