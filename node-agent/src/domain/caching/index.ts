import { type Cue, isStream } from '@loa/protocol/playout';
import type { AssetId } from '@loa/protocol/vocabulary';

/** An asset the plan needs, and when it is first due. */
export interface Wanted {
  readonly assetId: AssetId;
  readonly dueAtUs: number;
  /** An emergency needs it. */
  readonly isUrgent?: boolean;
}

/** [LNK25] What the plan needs from now on, in order of due time. A stream is not fetched: it comes. */
export function wantedAssets(cues: Iterable<Cue>, nowUs: number): Wanted[] {
  const due = new Map<AssetId, number>();
  const urgent = new Set<AssetId>();
  for (const cue of cues) {
    if (cue.validUntilUs <= nowUs || isStream(cue)) continue;
    if (cue.class === 'emergency') urgent.add(cue.assetId);
    due.set(cue.assetId, Math.min(due.get(cue.assetId) ?? Infinity, cue.startAtUs));
  }
  return [...due]
    .map(([assetId, dueAtUs]) => ({
      assetId,
      dueAtUs,
      ...(urgent.has(assetId) ? { isUrgent: true } : {}),
    }))
    .sort((a, b) => a.dueAtUs - b.dueAtUs || (a.assetId < b.assetId ? -1 : 1));
}

/** A spare is fetched after what is due within so long, and before the rest. */
const SPARES_DUE_IN_US = 86_400e6;

/** [REL21] The same with the sounds that are to be there though no cue names them. */
export function withSpares(
  wanted: readonly Wanted[],
  spares: readonly AssetId[],
  nowUs: number,
): Wanted[] {
  const dueAtUs = nowUs + SPARES_DUE_IN_US;
  const known = new Map(wanted.map((each) => [each.assetId, each.dueAtUs]));
  const own = [...new Set(spares)].filter((id) => (known.get(id) ?? Infinity) > dueAtUs);
  return [
    ...wanted.filter((each) => each.dueAtUs <= dueAtUs),
    ...own.map((assetId) => ({ assetId, dueAtUs })),
    ...wanted.filter((each) => each.dueAtUs > dueAtUs && !own.includes(each.assetId)),
  ];
}

export interface HeldAsset {
  readonly assetId: AssetId;
  readonly bytes: number;
}

export interface EvictionInput {
  readonly held: readonly HeldAsset[];
  readonly wanted: readonly Wanted[];
  readonly budgetBytes: number;
  /** The asset room is made for: it is not evicted, nor is what is due before it. */
  readonly roomFor: AssetId;
  readonly roomBytes: number;
}

/**
 * [LNK26] What has to go so that the room fits the budget: first what no plan needs, then what is
 * due last. Null when only what is due sooner could go, so that the asset has to wait.
 */
export function planEviction(input: EvictionInput): AssetId[] | null {
  const rank = new Map(input.wanted.map((wanted, index) => [wanted.assetId, index]));
  const ownRank = rank.get(input.roomFor) ?? Infinity;
  let surplus =
    input.held.reduce((sum, asset) => sum + asset.bytes, 0) + input.roomBytes - input.budgetBytes;
  const evicted: AssetId[] = [];
  const order = [...input.held].sort(
    (a, b) => (rank.get(b.assetId) ?? Infinity) - (rank.get(a.assetId) ?? Infinity) || 0,
  );
  for (const asset of order) {
    if (surplus <= 0) break;
    const assetRank = rank.get(asset.assetId) ?? Infinity;
    if (asset.assetId === input.roomFor || (assetRank <= ownRank && assetRank !== Infinity))
      continue;
    evicted.push(asset.assetId);
    surplus -= asset.bytes;
  }
  return surplus <= 0 ? evicted : null;
}
