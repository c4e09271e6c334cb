import {
  type BulletinClass,
  type BulletinId,
  type CueId,
  type CueSource,
  type ItemId,
  type MissedReason,
  type NodeId,
  SAMPLE_RATE_HZ,
  type UnitId,
  type WithheldReason,
} from '@loa/protocol/vocabulary';
import type { Occurrence, Withheld } from '../playout/occurrence.ts';
import { foldReceipts, NOTHING_HEARD } from './fold-receipts.ts';
import { type Foreseen, judgePlay, type PlayOutcome } from './judge-play.ts';
import type { StoredReceipt } from './receipt.ts';

/** What became of an occurrence on a node; `withheld` by a rule, before any node was told. */
export const LEDGER_OUTCOMES = [
  'planned',
  'sounding',
  'full',
  'part',
  'missed',
  'unknown',
  'withheld',
] as const satisfies readonly (PlayOutcome | 'withheld')[];
export type LedgerOutcome = (typeof LEDGER_OUTCOMES)[number];

/**
 * One line of the as-run ledger: an occurrence on a node. Lengths are whole milliseconds, so that
 * sums over lines are exact in whatever order and grouping they are made.
 */
export interface LedgerRow {
  readonly cueId: CueId;
  /** Campaign or relay; null where it was sent by hand. */
  readonly itemId: ItemId | null;
  readonly bulletinId: BulletinId;
  readonly title: string;
  readonly category: string;
  readonly class: BulletinClass;
  readonly source: CueSource;
  readonly sentBy: string | null;
  readonly nodeId: NodeId;
  /** In which the node stood at that time; null where nobody knows any more. */
  readonly unitId: UnitId | null;
  readonly plannedAtUs: number;
  readonly plannedMs: number;
  readonly startedAtUs: number | null;
  readonly endedAtUs: number | null;
  readonly heardMs: number;
  readonly outcome: LedgerOutcome;
  readonly reason: MissedReason | WithheldReason | null;
  /** The document that withheld it. */
  readonly rule: string | null;
  readonly cutBy: CueId | null;
}

/** A node that an occurrence means, or that reported it. */
export interface LedgerPlace {
  readonly nodeId: NodeId;
  readonly unitId: UnitId | null;
  /** A rule of its unit keeps the occurrence from it. */
  readonly excepted: Withheld | null;
}

/** What is known of an occurrence beside its plan. */
export interface Evidence {
  readonly receipts: readonly StoredReceipt[];
  readonly foreseenOn: (nodeId: NodeId) => Foreseen;
  readonly isOnline: (nodeId: NodeId) => boolean;
  readonly nowUs: number;
}

const FRAMES_A_MS = SAMPLE_RATE_HZ / 1000;

/** [REP1] [REP2] The lines of an occurrence, a node at a time: none is made before it is asked for. */
export function* ledgerRows(
  occurrence: Occurrence,
  places: Iterable<LedgerPlace>,
  evidence: Evidence,
): Generator<LedgerRow> {
  const byNode = Map.groupBy(evidence.receipts, ({ nodeId }) => nodeId);
  for (const place of places) {
    yield ledgerRow(occurrence, place, { ...evidence, receipts: byNode.get(place.nodeId) ?? [] });
  }
}

function ledgerRow(
  occurrence: Occurrence,
  { nodeId, unitId, excepted }: LedgerPlace,
  { receipts, foreseenOn, isOnline, nowUs }: Evidence,
): LedgerRow {
  const { source, durationFrames, stoppedAtUs } = occurrence;
  const heard = receipts.length === 0 ? NOTHING_HEARD : foldReceipts(receipts);
  const withheld = occurrence.withheld ?? excepted;
  // What sounded all the same is told as it was.
  const isWithheld = withheld !== null && receipts.length === 0;
  const foreseen = isWithheld ? null : foreseenOn(nodeId);
  const cue = { heard, source, durationFrames, stoppedAtUs, isOnline: isOnline(nodeId) };
  const play = foreseen && judgePlay({ ...cue, foreseen }, nowUs);
  return {
    cueId: occurrence.cueId,
    itemId: occurrence.itemId,
    bulletinId: occurrence.bulletinId,
    title: occurrence.title,
    category: occurrence.category,
    class: occurrence.class,
    source,
    sentBy: occurrence.sentBy,
    nodeId,
    unitId,
    plannedAtUs: foreseen?.startsAtUs ?? occurrence.startAtUs,
    plannedMs: Math.round(durationFrames / FRAMES_A_MS),
    startedAtUs: heard.startedAtUs,
    endedAtUs: heard.endedAtUs,
    heardMs: Math.round(heard.heardFrames / FRAMES_A_MS),
    outcome: play?.outcome ?? 'withheld',
    reason: play ? play.reason : (withheld?.why ?? null),
    rule: play ? null : (withheld?.rule ?? null),
    cutBy: play?.cutBy ?? null,
  };
}

/** Which part of the ledger is asked for; null is all. The unit is the node's, or one above it. */
export interface LedgerFilter {
  readonly nodeId: NodeId | null;
  readonly itemId: ItemId | null;
  readonly bulletinId: BulletinId | null;
  readonly class: BulletinClass | null;
  readonly category: string | null;
}

/** [REP3] Whether lines of an occurrence are asked for at all. */
export function isAskedFor(filter: LedgerFilter, occurrence: Occurrence): boolean {
  const fits = <T>(asked: T | null, held: T | null) => asked === null || asked === held;
  return (
    fits(filter.itemId, occurrence.itemId) &&
    fits(filter.bulletinId, occurrence.bulletinId) &&
    fits(filter.class, occurrence.class) &&
    fits(filter.category, occurrence.category)
  );
}

/** Whether anything of it was heard: such an occurrence was aired. */
export function wasHeard({ heardMs }: Pick<LedgerRow, 'heardMs'>): boolean {
  return heardMs > 0;
}
