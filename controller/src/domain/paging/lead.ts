/**
 * The lead of live voice: from a sample's arrival at the controller to its sound, the same for all
 * nodes of a talk. Short where every node is on a local network, longer where one is reached over a
 * mobile link; a node that would need more than the most is left behind and moves nobody.
 */
import type { NodeId } from '@loa/protocol/vocabulary';

export const LEAD = {
  /** Beyond this round trip a node is not on a local network. */
  lanRoundTripUs: 20_000,
  lanLeastUs: 150_000,
  lanMostUs: 200_000,
  /** What is assumed of nodes that have not heard live voice lately. */
  lanUs: 180_000,
  /** Up to this round trip the way is a wire, or as quick as one: the least lead has room for it. */
  wireRoundTripUs: 2_000,
  mobileLeastUs: 600_000,
  mobileUs: 1_000_000,
  /** Assumed where the round trip is beyond `poorRoundTripUs`. */
  poorUs: 2_000_000,
  poorRoundTripUs: 300_000,
  mostUs: 3_000_000,
  /** Kept free above the lateness seen: on a local network, elsewhere. */
  lanSpareUs: 35_000,
  spareUs: 100_000,
  /** The most that a talk on a local network is raised to while it lasts. */
  lanRaisedMostUs: 600_000,
} as const;

/** What is known of the way to a node that is connected. */
export interface NodeLink {
  readonly nodeId: NodeId;
  /** Null before its first report. */
  readonly roundTripUs: number | null;
  /** How late chunks became ready there (output included) in the last 10 min; null is no word. */
  readonly latenessUs: number | null;
}

export interface Lead {
  readonly leadUs: number;
  /** 20 ms packets in a chunk: fewer messages where the lead has room for it. */
  readonly chunkPackets: number;
  /** The most that the lead is raised to while the talk lasts. */
  readonly mostUs: number;
  /** They would need more than the most. */
  readonly behind: readonly NodeId[];
}

export function planLead(links: readonly NodeLink[]): Lead {
  const behind = links.filter((link) => needUs(link) > LEAD.mostUs);
  const served = links.filter((link) => needUs(link) <= LEAD.mostUs);
  const isLan = served.every(isNear);
  const neededUs = Math.max(0, ...served.map(needUs));
  const leastUs = isLan ? LEAD.lanLeastUs : LEAD.mobileLeastUs;
  // Lateness is measured in fractions; a start is a whole microsecond.
  const leadUs = Math.ceil(Math.min(LEAD.mostUs, Math.max(leastUs, neededUs)));
  return {
    leadUs,
    chunkPackets: chunkPacketsOf(leadUs),
    mostUs: isLan ? LEAD.lanRaisedMostUs : LEAD.mostUs,
    behind: behind.map(({ nodeId }) => nodeId),
  };
}

/** Whether the node is on a local network, as far as its clock exchange tells. */
export function isNear({ roundTripUs }: Pick<NodeLink, 'roundTripUs'>): boolean {
  return roundTripUs !== null && roundTripUs <= LEAD.lanRoundTripUs;
}

function needUs(link: NodeLink): number {
  const near = isNear(link);
  if (link.latenessUs !== null) {
    const wantedUs = link.latenessUs + (near ? LEAD.lanSpareUs : LEAD.spareUs);
    // A near node that is late now and then stays within what a local network is given.
    return near && link.latenessUs < LEAD.lanMostUs ? Math.min(wantedUs, LEAD.lanMostUs) : wantedUs;
  }
  if (near) return (link.roundTripUs ?? 0) > LEAD.wireRoundTripUs ? LEAD.lanUs : LEAD.lanLeastUs;
  return (link.roundTripUs ?? 0) > LEAD.poorRoundTripUs ? LEAD.poorUs : LEAD.mobileUs;
}

function chunkPacketsOf(leadUs: number): number {
  if (leadUs <= LEAD.lanRaisedMostUs / 2) return 3;
  return leadUs < LEAD.mobileUs ? 5 : 10;
}
