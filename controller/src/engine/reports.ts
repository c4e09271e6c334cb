import type { BulletinId, UnitId } from '@loa/protocol/vocabulary';
import { CivilDays } from '../domain/calendar/civil-days.ts';
import { addDays, instantUsOf, isCivilTime } from '../domain/calendar/civil-time.ts';
import type { Bulletin } from '../domain/library/bulletin.ts';
import { SCHEDULE_AUTHOR } from '../domain/playout/authorise.ts';
import { type EffortRow, effortMedians, effortRow } from '../domain/proof/effort.ts';
import { createAirings, createMinutes, type DiaryRow, diaryRows } from '../domain/proof/summary.ts';
import { type CityMap, isWithin } from '../domain/zoning/city-map.ts';
import { mapOn } from '../domain/zoning/map-on.ts';
import { type LedgerDeps, type LedgerSpan, ledgerLines, wholeOccurrences } from './ledger-walk.ts';
import { createPace, type PaceDeps, paced } from './pace.ts';
import type { Stores } from './ports.ts';
import type { Refused } from './refused.ts';
import type { ReportQuestion, Reports } from './report-facade.ts';
import type { ReportContent, ReportHead, ReportWriter, RoyaltyRow } from './report-writer-port.ts';

export const REPORT_LIMITS = {
  /** Longest period of one report: a year and a month, so that a year can be told in January. */
  spanDays: 400,
  /** Reports that are made at the same time. */
  atOnce: 4,
  /** Sums of one report: units × classes × categories × months. */
  groups: 100_000,
  /** How long after its period the first airing of a bulletin is looked for. */
  firstAirDays: 62,
} as const;

export interface ReportDeps extends Omit<LedgerDeps, 'pace'>, PaceDeps {
  readonly stores: Pick<
    Stores,
    'calendar' | 'plan' | 'documents' | 'receipts' | 'library' | 'city' | 'accounts'
  >;
  readonly map: () => CityMap | null;
  readonly writer: ReportWriter;
}

/** What one report is made of. */
interface Task {
  readonly deps: ReportDeps & LedgerDeps;
  readonly map: CityMap;
  readonly span: LedgerSpan;
  readonly days: CivilDays;
  readonly names: ReportHead['names'];
}

export function createReports(deps: ReportDeps): Reports {
  let running = 0;

  /** Counts a report for as long as somebody reads it. */
  async function* counted<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
    running += 1;
    try {
      yield* rows;
    } finally {
      running -= 1;
    }
  }

  return {
    write: async (question, { format, language }) => {
      const map = deps.map();
      if (!map) return refuse('unavailable', 'the city has not been set up yet');
      const fault = faultOf(question);
      if (fault) return fault;
      if (running >= REPORT_LIMITS.atOnce) {
        return refuse('unavailable', 'too many reports are being made: try again in a minute');
      }
      const { fromDay, throughDay, unitId } = question;
      const { timeZone } = map;
      const span: LedgerSpan = {
        ...question,
        fromUs: instantUsOf(fromDay, timeZone),
        toUs: instantUsOf(addDays(throughDay, 1), timeZone),
      };
      const names = namesOf(deps, map);
      const ground = { ...deps, pace: createPace(deps) };
      const task = { deps: ground, map, span, days: new CivilDays(timeZone), names };
      // Sums are made before anything is read of them: that counts too.
      running += 1;
      const content = await contentOf(task, question).finally(() => {
        running -= 1;
      });
      if ('outcome' in content) return content;
      const head: ReportHead = {
        header: deps.stores.city.settings().header,
        ...{ unitId, fromDay, throughDay, timeZone, language, names },
        madeAtUs: deps.timeline.nowUs(),
      };
      const rows = counted<unknown>(content.rows);
      return deps.writer(head, { ...content, rows } as ReportContent, format);
    },
  };
}

function refuse(code: Refused['code'], detail: string, field?: string): Refused {
  return { outcome: 'refused', code, detail, ...(field === undefined ? {} : { field }) };
}

/** [REP12] */
function faultOf({ fromDay, throughDay }: ReportQuestion): Refused | null {
  if (!isCivilTime(fromDay)) return refuse('bad-request', `from: ${fromDay} is no day`, 'from');
  if (!isCivilTime(throughDay)) return refuse('bad-request', `to: ${throughDay} is no day`, 'to');
  if (throughDay < fromDay) return refuse('bad-request', 'to: must not be before "from"', 'to');
  if (throughDay > addDays(fromDay, REPORT_LIMITS.spanDays - 1)) {
    const detail = `to: ask for at most ${REPORT_LIMITS.spanDays} days`;
    return refuse('bad-request', detail, 'to');
  }
  return null;
}

async function contentOf(task: Task, { kind }: ReportQuestion): Promise<ReportContent | Refused> {
  switch (kind) {
    case 'as-run':
      return { kind, rows: ledgerLines(task.deps, task.map, task.span) };
    case 'diary':
      return { kind, rows: diary(task) };
    case 'minutes':
      return await minutes(task);
    case 'royalties':
      return await royalties(task);
    case 'effort':
      return await effort(task);
  }
}

/** [REP5] A day at a time: by unit, then as it was planned. */
async function* diary({ deps, map, span, days, names }: Task): AsyncGenerator<DiaryRow> {
  const placeOf = placesByName(map, names);
  let held: DiaryRow[] = [];
  const sorted = () =>
    held.sort(
      (a, b) =>
        placeOf(a.unitId) - placeOf(b.unitId) ||
        a.startAtUs - b.startAtUs ||
        (a.cueId < b.cueId ? -1 : 1),
    );
  for await (const { occurrence, rows } of wholeOccurrences(deps, map, span)) {
    const { startAtUs } = occurrence;
    const day = days.dayAt(startAtUs);
    if (held[0] && held[0].day !== day) {
      yield* paced(sorted(), deps.pace);
      held = [];
    }
    held.push(...diaryRows(rows, { day, startAtUs }));
  }
  yield* paced(sorted(), deps.pace);
}

/** The units in the order of their names; a node that is gone stands in none, and first. */
function placesByName(map: CityMap, names: ReportHead['names']): (unitId: UnitId | null) => number {
  const { compare } = new Intl.Collator('vi');
  const inOrder = [...map.units.keys()].sort((a, b) => compare(names.unit(a), names.unit(b)));
  const places = new Map(inOrder.map((unitId, place) => [unitId, place]));
  return (unitId) => (unitId === null ? -1 : (places.get(unitId) ?? -1));
}

const tooMany = (): Refused =>
  refuse('bad-request', 'to: the report would be too long; ask for fewer days or one unit', 'to');

/** [REP4] */
async function minutes({ deps, map, span, days }: Task): Promise<ReportContent | Refused> {
  const sums = createMinutes();
  for await (const { occurrence, rows } of wholeOccurrences(deps, map, span)) {
    sums.add(rows, days.dayAt(occurrence.startAtUs).slice(0, 7));
    if (sums.size > REPORT_LIMITS.groups) return tooMany();
  }
  return { kind: 'minutes', rows: paced(sums.rows(), deps.pace) };
}

/** [REP7] By author, then title. */
async function royalties({ deps, map, span, names }: Task): Promise<ReportContent | Refused> {
  const airings = createAirings();
  for await (const { rows } of wholeOccurrences(deps, map, span)) {
    airings.add(rows);
    if (airings.size > REPORT_LIMITS.groups) return tooMany();
  }
  const rows: RoyaltyRow[] = airings.rows().map((aired) => {
    const author = deps.stores.library.get(aired.bulletinId)?.author ?? null;
    return { ...aired, author: authorName(names, author) };
  });
  const { compare } = new Intl.Collator('vi');
  rows.sort((a, b) => compare(a.author ?? '', b.author ?? '') || compare(a.title, b.title));
  return { kind: 'royalties', rows: paced(rows, deps.pace) };
}

/** [REP8] Bulletins made in the period, oldest first. */
async function effort(task: Task): Promise<ReportContent> {
  const { map, span, deps, days } = task;
  const isMeant = (one: Bulletin) =>
    one.createdAtMs * 1000 >= span.fromUs &&
    one.createdAtMs * 1000 < span.toUs &&
    isWithin(mapOn(map, days.dayAt(one.createdAtMs * 1000)), one.unitId, span.unitId) &&
    (span.bulletinId === null || span.bulletinId === one.bulletinId) &&
    (span.class === null || span.class === one.class) &&
    (span.category === null || span.category === one.category);
  const made = deps.stores.library.list().filter(isMeant);
  const firstAir = await firstAirings(task, new Set(made.map(({ bulletinId }) => bulletinId)));
  const rows: EffortRow[] = made
    .map((one) => ({
      ...effortRow(one, firstAir.get(one.bulletinId) ?? null),
      author: authorName(task.names, one.author),
    }))
    .sort((a, b) => a.createdAtMs - b.createdAtMs);
  return { kind: 'effort', rows: paced(rows, deps.pace), medians: effortMedians(rows) };
}

const DAY_US = 86_400_000_000;
/** Occurrences that are read at a time. */
const READ_US = DAY_US / 8;

/** When each was heard first, anywhere. */
async function firstAirings(
  { deps, span }: Task,
  wanted: Set<BulletinId>,
): Promise<ReadonlyMap<BulletinId, number>> {
  const { calendar, receipts } = deps.stores;
  const { pace } = deps;
  const found = new Map<BulletinId, number>();
  const endUs = Math.min(deps.timeline.nowUs(), span.toUs + REPORT_LIMITS.firstAirDays * DAY_US);
  for (let fromUs = span.fromUs; fromUs < endUs && wanted.size > 0; fromUs += READ_US) {
    for (const { bulletinId, cueId } of calendar.between(fromUs, fromUs + READ_US)) {
      if (pace.isSpent()) await pace.rest();
      const firstUs = wanted.has(bulletinId) ? receipts.firstHeardUs(cueId) : null;
      if (firstUs === null) continue;
      found.set(bulletinId, Math.floor(firstUs / 1000));
      wanted.delete(bulletinId);
    }
  }
  return found;
}

/** What the city file brought, and does not say an author of, has none. */
function authorName(names: ReportHead['names'], author: string | null): string | null {
  return author === null || author === SCHEDULE_AUTHOR ? null : names.person(author);
}

function namesOf({ stores }: ReportDeps, map: CityMap): ReportHead['names'] {
  const people = new Map(stores.accounts.list().map(({ username, name }) => [username, name]));
  return {
    unit: (unitId) => (unitId === null ? '' : (map.units.get(unitId)?.name ?? unitId)),
    node: (nodeId) => map.nodes.get(nodeId)?.name ?? nodeId,
    person: (username) => (username === null ? '' : (people.get(username) ?? username)),
  };
}
