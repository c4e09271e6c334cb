/**
 * Reports over a real database: what is asked of the ledger, and that what leaves as a file is what
 * the receipts say.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import {
  type CueId,
  parseBulletinId,
  parseCueId,
  parseItemId,
  parseNodeId,
  parseUnitId,
} from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeReport } from '../../../src/adapters/reports/index.ts';
import {
  createSqliteStores,
  type Database,
  openDatabase,
} from '../../../src/adapters/sqlite/index.ts';
import { NOT_REVIEWED } from '../../../src/domain/library/bulletin.ts';
import type { CityMap } from '../../../src/domain/zoning/city-map.ts';
import { createEventBus } from '../../../src/engine/events.ts';
import type { Stores } from '../../../src/engine/ports.ts';
import type { ReportQuestion, Reports } from '../../../src/engine/report-facade.ts';
import { createReports, REPORT_LIMITS } from '../../../src/engine/reports.ts';
import {
  aBulletin,
  aCity,
  aNode,
  anOccurrence,
  aReceipt,
  CITY,
  CUE,
  NODE,
  OTHER_NODE,
  START_US,
  WARD,
} from '../../support/stored-things.ts';

const DAY_US = 86_400_000_000;
const OTHER_WARD = parseUnitId('hoa-huong');
let folder: string;
let db: Database;
let stores: Stores;
let reports: Reports;
let nowUs: number;
let sequence: number;
/** What the clock of the work goes on by at each look, and how often others had their turn. */
let stepUs: number;
let clockUs: number;
let breaths: number;
/** A city whose units have moved. */
let moved: CityMap | null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-reports-'));
  db = openDatabase(join(folder, 'loa.db'));
  stores = createSqliteStores(db);
  stores.city.replace(aCity());
  nowUs = START_US + 3 * DAY_US;
  sequence = 0;
  [stepUs, clockUs, breaths] = [0, 0, 0];
  moved = null;
  reports = createReports({
    stores,
    events: createEventBus((error) => {
      throw error;
    }),
    timeline: { timelineId: 't', nowUs: () => nowUs },
    map: () => moved ?? stores.city.load(),
    isOnline: () => true,
    clock: { monotonicUs: () => (clockUs += stepUs) },
    breathe: () => {
      breaths += 1;
      return Promise.resolve();
    },
    writer: writeReport,
  });
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const question = (change: Partial<ReportQuestion> = {}): ReportQuestion => ({
  kind: 'as-run',
  ...{ unitId: CITY, fromDay: '2026-11-01', throughDay: '2026-11-30' },
  ...{ nodeId: null, itemId: null, bulletinId: null, class: null, category: null },
  ...change,
});

const inJson = { format: 'json', language: 'vi' } as const;

async function rowsOf(change: Partial<ReportQuestion> = {}): Promise<Record<string, unknown>[]> {
  const written = await reports.write(question(change), inJson);
  if (written.outcome !== 'written') throw new Error(written.detail);
  return ((await json(written.body)) as { rows: Record<string, unknown>[] }).rows;
}

/** Heard on a node from its start, so many seconds of it. */
function hear(cueId: CueId, nodeId = NODE, { atUs = START_US, seconds = 10 } = {}): void {
  const why = seconds < 10 ? ('preempted' as const) : ('finished' as const);
  const ended = { atUs: atUs + seconds * 1e6, positionFrames: seconds * 48_000, why };
  stores.receipts.append(nodeId, [
    aReceipt(++sequence, { nodeId, cueId, atUs }),
    aReceipt(++sequence, { nodeId, cueId, kind: 'ended', ...ended }),
  ]);
}

const second = parseCueId('thu-gom-rac@2026-11-23T17:00');
const withheld = parseCueId('ca-nhac@2026-11-24T17:00');

/** Two heard in whole or part, one withheld, over three days. */
function fill(): void {
  stores.calendar.put([
    anOccurrence(),
    anOccurrence({
      ...{ cueId: second, itemId: parseItemId('thu-gom-rac'), title: 'Thu gom rác' },
      ...{ bulletinId: parseBulletinId('thu-gom-rac'), category: 'môi trường', unitId: WARD },
      ...{ startAtUs: START_US + DAY_US, validUntilUs: START_US + DAY_US + 910e6 },
      targets: { units: [WARD], zones: [], nodes: [] },
    }),
    anOccurrence({
      ...{ cueId: withheld, itemId: parseItemId('ca-nhac'), title: 'Ca nhạc' },
      ...{ bulletinId: parseBulletinId('ca-nhac'), category: 'văn nghệ' },
      ...{ startAtUs: START_US + 2 * DAY_US, validUntilUs: START_US + 2 * DAY_US + 910e6 },
      withheld: { why: 'suspended', rule: 'quoc-tang' },
    }),
  ]);
  hear(CUE, NODE);
  hear(CUE, OTHER_NODE, { seconds: 4 });
  hear(second, NODE, { atUs: START_US + DAY_US });
}

test('[REP1] a line for each occurrence and node, in order of time', async () => {
  fill();
  const rows = await rowsOf();
  expect(rows.map(({ cueId, node, outcome, heardSeconds }) => [cueId, node, outcome, heardSeconds]))
    // biome-ignore format: a table
    .toEqual([
    [CUE, NODE, 'full', 10],
    [CUE, OTHER_NODE, 'part', 4],
    [second, NODE, 'full', 10],
    [withheld, NODE, 'withheld', 0],
    [withheld, OTHER_NODE, 'withheld', 0],
  ]);
  expect(rows[3]).toMatchObject({ reason: 'suspended', rule: 'quoc-tang' });
});

test('[REP40] a long report rests again and again, and reads some nodes at a time', async () => {
  const ids = Array.from({ length: 450 }, (_, n) =>
    parseNodeId(`loa-${String(n).padStart(3, '0')}`),
  );
  const nodes = new Map(ids.map((id) => [id, aNode(id)]));
  stores.city.replace({ ...aCity(), nodes, zones: new Map() });
  stores.calendar.put([anOccurrence({ targets: { units: [CITY], zones: [], nodes: [] } })]);
  for (const id of ids) hear(CUE, id);
  // One that is gone, amid the others.
  hear(CUE, parseNodeId('loa-1005'));
  const reads: number[] = [];
  const { ofCueAmong } = stores.receipts;
  Object.assign(stores.receipts, {
    ofCueAmong: (...args: Parameters<typeof ofCueAmong>) => {
      const lines = ofCueAmong(...args);
      reads.push(lines.length);
      return lines;
    },
  });
  stepUs = 1_000;
  const rows = await rowsOf();
  expect(rows.map(({ node }) => node)).toEqual([...ids, 'loa-1005'].sort());
  expect(new Set(rows.map(({ heardSeconds }) => heardSeconds))).toEqual(new Set([10]));
  expect(reads).toEqual([402, 400, 100]);
  expect(breaths).toBeGreaterThan(rows.length / 20);
});

test('[REP1] a node that reported although it is not meant, or is gone, has a line', async () => {
  stores.calendar.put([anOccurrence({ targets: { units: [WARD], zones: [], nodes: [] } })]);
  hear(CUE, OTHER_NODE);
  const gone = parseNodeId('khong-con');
  hear(CUE, gone);
  const rows = await rowsOf();
  expect(rows.map(({ node, outcome }) => [node, outcome])).toEqual([
    [NODE, 'unknown'],
    [OTHER_NODE, 'full'],
    [gone, 'full'],
  ]);
  expect((await rowsOf({ nodeId: gone })).map(({ node }) => node)).toEqual([gone]);
  expect((await rowsOf({ unitId: OTHER_WARD })).map(({ node }) => node)).toEqual([OTHER_NODE]);
});

test('[REP2] a unit in which a rule kept it back has the rule, the others their receipts', async () => {
  const exception = { units: [OTHER_WARD], but: [], why: 'quiet-hours', rule: 'gio-phat' } as const;
  stores.calendar.put([anOccurrence({ exceptions: [exception] })]);
  hear(CUE, NODE);
  const rows = await rowsOf();
  expect(rows.map(({ node, outcome, rule }) => [node, outcome, rule])).toEqual([
    [NODE, 'full', null],
    [OTHER_NODE, 'withheld', 'gio-phat'],
  ]);
});

test('[REP3] by days of the city, unit, node, campaign, bulletin, class and category', async () => {
  fill();
  const cues = async (change: Partial<ReportQuestion>) => {
    return (await rowsOf(change)).map(({ cueId }) => cueId);
  };
  // 05:30 in the city is still the day before in UTC.
  expect(await cues({ fromDay: '2026-11-22', throughDay: '2026-11-22' })).toEqual([CUE, CUE]);
  expect(await cues({ fromDay: '2026-11-21', throughDay: '2026-11-21' })).toEqual([]);
  expect(await cues({ unitId: OTHER_WARD })).toEqual([CUE, withheld]);
  expect(await cues({ nodeId: NODE })).toEqual([CUE, second, withheld]);
  expect(await cues({ itemId: parseItemId('thu-gom-rac') })).toEqual([second]);
  expect(await cues({ bulletinId: parseBulletinId('ca-nhac') })).toEqual([withheld, withheld]);
  expect(await cues({ category: 'môi trường' })).toEqual([second]);
  expect(await cues({ class: 'emergency' })).toEqual([]);
});

test('[REP4] minutes by unit, class, category and month are those of the ledger', async () => {
  fill();
  const lines = await rowsOf();
  const rows = await rowsOf({ kind: 'minutes' });
  const sum = (all: Record<string, unknown>[], key: string) =>
    all.reduce((total, row) => total + Number(row[key]), 0);
  expect(sum(rows, 'heardSeconds')).toBe(sum(lines, 'heardSeconds'));
  expect(rows.filter(({ unit }) => unit === WARD)).toMatchObject([
    { month: '2026-11', category: 'môi trường', aired: 1, airedSeconds: 10, full: 1 },
    { month: '2026-11', category: 'thời sự', aired: 1, airedSeconds: 10, full: 1 },
    { month: '2026-11', category: 'văn nghệ', aired: 0, airedSeconds: 0, withheld: 1 },
  ]);
});

test('[REP5] the diary goes day by day, by unit and then by time', async () => {
  fill();
  const rows = await rowsOf({ kind: 'diary' });
  expect(rows.map(({ day, unit, cueId, reasons }) => [day, unit, cueId, reasons]))
    // biome-ignore format: a table
    .toEqual([
    ['2026-11-22', WARD, CUE, []],
    ['2026-11-22', OTHER_WARD, CUE, ['preempted']],
    ['2026-11-23', WARD, second, []],
    ['2026-11-24', WARD, withheld, ['suspended']],
    ['2026-11-24', OTHER_WARD, withheld, ['suspended']],
  ]);
});

test('[REP7] royalties name the author, what was aired and how often', async () => {
  stores.library.put(aBulletin({ author: 'chi-lan' }));
  fill();
  expect(await rowsOf({ kind: 'royalties' })).toMatchObject([
    { author: null, title: 'Thu gom rác', times: 1, airedSeconds: 10 },
    { author: 'chi-lan', title: 'Bản tin sáng', times: 1, airedSeconds: 10 },
  ]);
});

test('[REP8] effort of the bulletins made in the period, to their first airing', async () => {
  const createdAtMs = START_US / 1000 - 3_600_000;
  const review = { ...NOT_REVIEWED, submittedAtMs: createdAtMs + 600_000 };
  stores.library.put(aBulletin({ createdAtMs, review, author: 'schedule-file' }));
  const old = { bulletinId: parseBulletinId('tin-cu'), createdAtMs: createdAtMs - 40 * 86_400_000 };
  stores.library.put(aBulletin(old));
  fill();
  const written = await reports.write(question({ kind: 'effort' }), inJson);
  if (written.outcome !== 'written') throw new Error(written.detail);
  expect(await json(written.body)).toMatchObject({
    medians: { toSubmitMs: 600_000, wholeMs: 3_600_000 },
    rows: [{ bulletin: 'ban-tin-sang', author: null, toSubmitMinutes: 10, wholeMinutes: 60 }],
  });
});

test('[REP12] days that are none, too many or in the wrong order are refused by field', async () => {
  const field = async (fromDay: string, throughDay: string) => {
    const answer = await reports.write(question({ fromDay, throughDay }), inJson);
    return answer.outcome === 'refused' ? [answer.code, answer.field] : answer.outcome;
  };
  expect(await field('2026-02-30', '2026-03-01')).toEqual(['bad-request', 'from']);
  expect(await field('2026-03-01', '2026-02-01')).toEqual(['bad-request', 'to']);
  expect(await field('2026-01-01', '2027-02-04')).toBe('written');
  expect(await field('2026-01-01', '2027-02-05')).toEqual(['bad-request', 'to']);
});

test('[REP12] sums in the making count among the reports at the same time', async () => {
  stores.calendar.put([anOccurrence({})]);
  const sums = question({ kind: 'minutes' });
  const making = Array.from({ length: REPORT_LIMITS.atOnce }, () => reports.write(sums, inJson));
  expect(await reports.write(sums, inJson)).toMatchObject({ code: 'unavailable' });
  for (const made of await Promise.all(making)) expect(made.outcome).toBe('written');
});

test('[REP12] [REP13] a fifth report at the same time is refused, until somebody leaves one', async () => {
  const many = Array.from({ length: 300 }, (_, i) => {
    const startAtUs = START_US + i * 60e6;
    const cueId = parseCueId(`tin-${i}@2026-11-22T05:30`);
    return anOccurrence({ cueId, startAtUs, validUntilUs: startAtUs + 60e6 });
  });
  stores.calendar.put(many);
  const begin = async () => {
    const written = await reports.write(question(), inJson);
    if (written.outcome !== 'written') return written.code;
    const reading = written.body[Symbol.asyncIterator]();
    await reading.next();
    return reading;
  };
  const open = [];
  for (let i = 0; i < REPORT_LIMITS.atOnce; i++) open.push(await begin());
  expect(await begin()).toBe('unavailable');
  const [first] = open;
  if (typeof first === 'string') throw new Error(first);
  await first?.return?.();
  const next = await begin();
  expect(next).not.toBe('unavailable');
  for (const one of [...open, next]) if (typeof one === 'object') await one.return?.();
});

test('[REP14] a line belongs to the unit in which its node stood on that day', async () => {
  const city = aCity();
  const ended = parseUnitId('an-my-cu');
  const unit = { kind: 'ward', name: 'An Mỹ cũ', parentId: CITY, place: null } as const;
  const node = city.nodes.get(NODE);
  if (!node) throw new Error('no node');
  moved = {
    ...city,
    units: new Map([
      ...city.units,
      [ended, { ...unit, unitId: ended, from: null, until: '2026-11-23' }],
    ]),
    nodes: new Map([...city.nodes, [NODE, { ...node, formerUnits: [ended] }]]),
  };
  fill();
  const units = (await rowsOf({ nodeId: NODE })).map(({ unit: of }) => of);
  expect(units).toEqual([ended, WARD, WARD]);
  expect((await rowsOf({ unitId: ended })).map(({ cueId }) => cueId)).toEqual([CUE]);
});
