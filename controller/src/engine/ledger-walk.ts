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
import { type CityMap, lineageOf, resolveTargets } from '../domain/zoning/city-map.ts';
import { mapOn } from '../domain/zoning/map-on.ts';
import type { EventBus } from './events.ts';
import { createForesight } from './foresight.ts';
import { type Pace, paced } from './pace.ts';
import type { Stores, Timeline } from './ports.ts';

const DAY_US = 86_400_000_000;
/** Occurrences that are read at a time. */
const READ_US = DAY_US / 8;
/** Nodes whose receipts are read at a time. */
const NODES_AT_ONCE = 200;

export interface LedgerDeps {
  readonly stores: Pick<Stores, 'calendar' | 'plan' | 'documents' | 'receipts'>;
  readonly events: EventBus;
  readonly timeline: Timeline;
  readonly isOnline: (nodeId: NodeId) => boolean;
  readonly pace: Pace;
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
  /** Made as they are asked for. */
  readonly rows: Iterable<LedgerRow>;
}

/**
 * [REP1] [REP40] Occurrences by planned start, each with its lines, read from the stores some hours and
 * some nodes at a time. What changes meanwhile is told as it is when its turn comes.
 */
async function* walkLedger(
  deps: LedgerDeps,
  map: CityMap,
  span: LedgerSpan,
): AsyncGenerator<OccurrenceLines> {
  const { pace } = deps;
  // As it stood on the day of the occurrence.
  let then = map;
  // Its own: a report of a year would push out the days that consoles are looking at.
  using foresight = createForesight({ ...deps.stores, events: deps.events, map: () => then });
  let stretchesOf = createStretches(deps, then, span);
  const days = new CivilDays(map.timeZone);

  function* rowsOf(occurrence: Occurrence): Generator<LedgerRow, void, undefined> {
    for (const { places, receipts } of stretchesOf(occurrence)) {
      yield* ledgerRows(occurrence, places, {
        receipts,
        foreseenOn: (nodeId) => foresight.of(occurrence, nodeId),
        isOnline: deps.isOnline,
        nowUs: deps.timeline.nowUs(),
      });
    }
  }

  for (const occurrence of occurrencesOf(deps, span)) {
    if (pace.isSpent()) await pace.rest();
    const stood = mapOn(map, days.dayAt(occurrence.startAtUs));
    if (stood !== then) stretchesOf = createStretches(deps, stood, span);
    then = stood;
    for (const _ of foresight.prepare(occurrence)) if (pace.isSpent()) await pace.rest();
    yield { occurrence, rows: rowsOf(occurrence) };
  }
}

/** What is asked for, by start, read some hours at a time. */
function* occurrencesOf({ stores }: LedgerDeps, span: LedgerSpan): Generator<Occurrence> {
  for (let fromUs = span.fromUs; fromUs < span.toUs; fromUs += READ_US) {
    const toUs = Math.min(fromUs + READ_US, span.toUs);
    for (const occurrence of stores.calendar.between(fromUs, toUs)) {
      if (occurrence.startAtUs >= fromUs && isAskedFor(span, occurrence)) yield occurrence;
    }
  }
}

/** The ledger line by line, with room for others in between. */
export async function* ledgerLines(
  deps: LedgerDeps,
  map: CityMap,
  span: LedgerSpan,
): AsyncGenerator<LedgerRow> {
  for await (const { rows } of walkLedger(deps, map, span)) yield* paced(rows, deps.pace);
}

/** The lines of each occurrence that has any in the span's unit. */
export async function* wholeOccurrences(
  deps: LedgerDeps,
  map: CityMap,
  span: LedgerSpan,
): AsyncGenerator<{ readonly occurrence: Occurrence; readonly rows: readonly LedgerRow[] }> {
  const { pace } = deps;
  for await (const { occurrence, rows } of walkLedger(deps, map, span)) {
    const whole: LedgerRow[] = [];
    for (const row of rows) {
      whole.push(row);
      if (pace.isSpent()) await pace.rest();
    }
    if (whole.length > 0) yield { occurrence, rows: whole };
  }
}

/** Aims whose places are kept: many occurrences share few. */
const KEPT_AIMS = 1_000;

/** Some nodes of an occurrence, with what they reported. */
interface Stretch {
  readonly places: readonly LedgerPlace[];
  readonly receipts: readonly StoredReceipt[];
}

/**
 * [PRF3] The nodes meant, and those that reported although they are no longer: sorted, within the unit
 * asked for. A node that is gone belongs to the city as a whole.
 */
function createStretches(
  { stores: { receipts } }: LedgerDeps,
  map: CityMap,
  span: LedgerSpan,
): (occurrence: Occurrence) => Iterable<Stretch> {
  const kept = new Map<string, readonly LedgerPlace[]>();

  function placeOf(nodeId: NodeId, exceptions: readonly Exception[]): LedgerPlace | null {
    if (span.nodeId !== null && span.nodeId !== nodeId) return null;
    const unitId = map.nodes.get(nodeId)?.unitId ?? null;
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

  /** In the city, and where there are many nodes: from one that is meant to another. */
  function* amongAll(occurrence: Occurrence): Generator<Stretch> {
    const { cueId, exceptions } = occurrence;
    const meant = meantBy(occurrence);
    for (let at = 0; at === 0 || at < meant.length; at += NODES_AT_ONCE) {
      const places = meant.slice(at, at + NODES_AT_ONCE);
      const from = at === 0 ? '' : (places[0]?.nodeId ?? '');
      const before = meant[at + NODES_AT_ONCE]?.nodeId ?? null;
      const lines = receipts.ofCueAmong(cueId, { from, before });
      const known = new Set(places.map(({ nodeId }) => nodeId));
      const others = new Set(lines.map(({ nodeId }) => nodeId).filter((id) => !known.has(id)));
      const reported = [...others].flatMap((id) => placeOf(id, exceptions) ?? []);
      const all = reported.length === 0 ? places : [...places, ...reported].sort(byNode);
      yield { places: all, receipts: lines };
    }
  }

  const { nodeId: only, unitId } = span;
  const some =
    only === null ? resolveTargets(map, { units: [unitId], zones: [], nodes: [] }) : [only];

  /** Where there are few: each of them. */
  function* amongSome(occurrence: Occurrence): Generator<Stretch> {
    const { cueId, exceptions } = occurrence;
    const known = new Set(meantBy(occurrence).map(({ nodeId }) => nodeId));
    for (const nodeId of some) {
      const lines = receipts.ofCueOn(cueId, nodeId);
      if (lines.length === 0 && !known.has(nodeId)) continue;
      const place = placeOf(nodeId, exceptions);
      if (place) yield { places: [place], receipts: lines };
    }
  }

  const isMany = unitId === map.cityId || some.length > NODES_AT_ONCE;
  return only === null && isMany ? amongAll : amongSome;
}

function byNode(a: LedgerPlace, b: LedgerPlace): number {
  return a.nodeId < b.nodeId ? -1 : 1;
}
