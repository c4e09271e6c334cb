import type { NodeId, UnitId } from '@loa/protocol/vocabulary';
import { CivilDays } from '../domain/calendar/civil-days.ts';
import { type Exception, exceptionFor } from '../domain/campaign/withheld.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import {
  isAskedFor,
  type LedgerFilter,
  type LedgerPlace,
  type LedgerRow,
  ledgerRows,
} from '../domain/proof/ledger.ts';
import type { StoredReceipt } from '../domain/proof/receipt.ts';
import {
  type CityMap,
  type CityNode,
  lineageOf,
  resolveTargets,
} from '../domain/zoning/city-map.ts';
import type { EventBus } from './events.ts';
import { createForesight } from './foresight.ts';
import type { Stores, Timeline } from './ports.ts';

const DAY_US = 86_400_000_000;
/** Lines between two breaths: a few milliseconds of work, so that nothing else waits. */
const LINES_A_BREATH = 500;
const OCCURRENCES_A_BREATH = 100;

export interface LedgerDeps {
  readonly stores: Pick<Stores, 'calendar' | 'plan' | 'documents' | 'receipts'>;
  readonly events: EventBus;
  readonly timeline: Timeline;
  readonly isOnline: (nodeId: NodeId) => boolean;
  /** Lets others work. */
  readonly breathe: () => Promise<void>;
}

export interface LedgerSpan extends LedgerFilter {
  /** `[fromUs, toUs)`, by planned start. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Of nodes that stood in it, or below it. */
  readonly unitId: UnitId;
}

interface OccurrenceLines {
  readonly occurrence: Occurrence;
  readonly rows: Iterable<LedgerRow>;
}

/**
 * [REP1] Occurrences by planned start, each with its lines, read from the stores a day and an
 * occurrence at a time. What changes meanwhile is told as it is when its turn comes.
 */
async function* walkLedger(
  deps: LedgerDeps,
  map: CityMap,
  span: LedgerSpan,
): AsyncGenerator<OccurrenceLines> {
  const { calendar, receipts } = deps.stores;
  // Its own: a report of a year would push out the days that consoles are looking at.
  using foresight = createForesight({ ...deps.stores, events: deps.events, map: () => map });
  const placesOf = createPlaces(map, span);
  const days = new CivilDays(map.timeZone);
  for (let fromUs = span.fromUs; fromUs < span.toUs; fromUs += DAY_US) {
    const toUs = Math.min(fromUs + DAY_US, span.toUs);
    await deps.breathe();
    let asked = 0;
    for (const occurrence of calendar.between(fromUs, toUs)) {
      if (occurrence.startAtUs < fromUs || !isAskedFor(span, occurrence)) continue;
      asked += 1;
      if (asked % OCCURRENCES_A_BREATH === 0) await deps.breathe();
      const lines = receipts.ofCue(occurrence.cueId);
      if (lines.length > LINES_A_BREATH) await deps.breathe();
      const day = days.dayAt(occurrence.startAtUs);
      const rows = ledgerRows(occurrence, placesOf(occurrence, { lines, day }), {
        receipts: lines,
        foreseenOn: (nodeId) => foresight.of(occurrence, nodeId),
        isOnline: deps.isOnline,
        nowUs: deps.timeline.nowUs(),
      });
      yield { occurrence, rows };
    }
  }
}

/** The ledger line by line, with room for others in between. */
export async function* ledgerLines(
  deps: LedgerDeps,
  map: CityMap,
  span: LedgerSpan,
): AsyncGenerator<LedgerRow> {
  let lines = 0;
  for await (const { rows } of walkLedger(deps, map, span)) {
    for (const row of rows) {
      yield row;
      lines += 1;
      if (lines % LINES_A_BREATH === 0) await deps.breathe();
    }
  }
}

/** The lines of each occurrence that has any in the span's unit. */
export async function* wholeOccurrences(
  deps: LedgerDeps,
  map: CityMap,
  span: LedgerSpan,
): AsyncGenerator<{ readonly occurrence: Occurrence; readonly rows: readonly LedgerRow[] }> {
  let lines = 0;
  for await (const { occurrence, rows } of walkLedger(deps, map, span)) {
    const whole: LedgerRow[] = [];
    for (const row of rows) {
      whole.push(row);
      lines += 1;
      if (lines % LINES_A_BREATH === 0) await deps.breathe();
    }
    if (whole.length > 0) yield { occurrence, rows: whole };
  }
}

/** Aims whose places are kept for a day of the ledger: many occurrences share few. */
const KEPT_AIMS = 1_000;

type Places = (
  occurrence: Occurrence,
  known: { readonly lines: readonly StoredReceipt[]; readonly day: string },
) => readonly LedgerPlace[];

/**
 * [PRF3] The nodes meant, and those that reported although they are no longer: sorted, within the unit
 * asked for. A node that is gone belongs to the city as a whole.
 */
function createPlaces(map: CityMap, span: LedgerSpan): Places {
  const kept = new Map<string, readonly LedgerPlace[]>();
  let keptDay = '';

  function placeOf(nodeId: NodeId, exceptions: readonly Exception[]): LedgerPlace | null {
    if (span.nodeId !== null && span.nodeId !== nodeId) return null;
    const node = map.nodes.get(nodeId);
    const unitId = node ? unitOn(map, node, keptDay) : null;
    const lineage = lineageOf(map, unitId ?? map.cityId);
    if (!lineage.includes(span.unitId)) return null;
    return { nodeId, unitId, excepted: exceptionFor(exceptions, lineage) };
  }

  function meantBy({ targets, exceptions }: Occurrence): readonly LedgerPlace[] {
    const key = JSON.stringify([targets, exceptions]);
    const known = kept.get(key);
    if (known) return known;
    const made = resolveTargets(map, targets).flatMap((id) => placeOf(id, exceptions) ?? []);
    if (kept.size >= KEPT_AIMS) kept.clear();
    kept.set(key, made);
    return made;
  }

  return (occurrence, { lines, day }) => {
    if (day !== keptDay) kept.clear();
    keptDay = day;
    const meant = meantBy(occurrence);
    const known = new Set(meant.map(({ nodeId }) => nodeId));
    const others = new Set(lines.map(({ nodeId }) => nodeId).filter((id) => !known.has(id)));
    if (others.size === 0) return meant;
    const reported = [...others].flatMap((id) => placeOf(id, occurrence.exceptions) ?? []);
    return [...meant, ...reported].sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
  };
}

/** [REP14] The unit in which a node stood on a day: of those it has left, the first to end after it. */
function unitOn(map: CityMap, { unitId, formerUnits = [] }: CityNode, day: string): UnitId {
  const endOf = (id: UnitId): string => map.units.get(id)?.until ?? '';
  const [first] = formerUnits
    .filter((id) => endOf(id) > day)
    .sort((a, b) => (endOf(a) < endOf(b) ? -1 : 1));
  return first ?? unitId;
}
