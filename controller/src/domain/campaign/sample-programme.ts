/** The programme of a small city: what tests ask planning about. */
import type {
  AirRule,
  Campaign,
  DayOrder,
  Session,
  Suspension,
  Timing,
} from '@loa/protocol/programme';
import {
  type BulletinId,
  parseAssetId,
  parseBulletinId,
  parseItemId,
  type UnitId,
} from '@loa/protocol/vocabulary';
import { CivilDays } from '../calendar/civil-days.ts';
import { AS_BROUGHT_IN, type Bulletin } from '../library/bulletin.ts';
import { STREET, TOWN, townMap, WARD_A, WARD_B, ZONE } from '../zoning/sample-town.ts';
import { ProgrammeBench } from './bench.ts';
import { NO_DOCUMENTS, type Programme } from './programme.ts';
import { Rulebook } from './rulebook.ts';
import { Turns } from './turns.ts';

export { STREET, TOWN, townMap, WARD_A, WARD_B, ZONE };

/** A minute long unless said otherwise. */
export function bulletinOf(name: string, change: Partial<Bulletin> = {}): Bulletin {
  return {
    bulletinId: parseBulletinId(name),
    revision: 1,
    title: `Bản tin ${name}`,
    class: 'normal',
    category: '',
    language: 'vi',
    unitId: TOWN,
    author: 'lan',
    createdAtMs: 1.79e12,
    assetId: parseAssetId(name.replace(/[^a-z0-9]/g, '').padEnd(43, 'x')),
    durationFrames: 60 * 48_000,
    loudnessLufs: -16,
    truePeakDbtp: -1,
    ...AS_BROUGHT_IN,
    ...change,
  };
}

export function idsOf(...names: readonly string[]): BulletinId[] {
  return names.map(parseBulletinId);
}

export function unitsOf(...units: readonly UnitId[]) {
  return { units, zones: [], nodes: [] };
}

export function timingOf(start: string, rule: string | null = 'FREQ=DAILY'): Timing {
  return { start, rule, until: null, except: [], extra: [] };
}

export function campaign(name: string, change: Partial<Campaign> = {}): Campaign {
  return {
    id: parseItemId(name),
    unit: TOWN,
    title: `Đợt ${name}`,
    bulletins: idsOf('tin'),
    order: 'sequence',
    separationSeconds: 0,
    chime: null,
    targets: unitsOf(TOWN),
    timing: timingOf('2026-11-01T05:30'),
    placement: { kind: 'times' },
    repeats: { times: 1, gapSeconds: 0 },
    priority: 50,
    gainDb: 0,
    lateMinutes: 15,
    whenPreempted: 'continue',
    override: null,
    ...change,
  };
}

export function session(name: string, change: Partial<Session> = {}): Session {
  return {
    id: name,
    unit: WARD_A,
    title: `Buổi ${name}`,
    timing: timingOf('2026-11-01T17:00'),
    minutes: 10,
    opening: null,
    closing: null,
    ...change,
  };
}

export function dayOrder(of: string, start: string, items: readonly string[]): DayOrder {
  const id = `${of}.${start.replace('T', 't').replace(':', '-')}`;
  return { id, unit: WARD_A, session: of, start, items: items.map(parseItemId) };
}

export function airRule(name: string, change: Partial<AirRule> = {}): AirRule {
  return {
    id: name,
    unit: TOWN,
    title: name,
    classes: ['normal'],
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    windows: [{ from: '05:00', to: '06:00', minutes: null }],
    overridableBy: ['culture-office'],
    ...change,
  };
}

export function suspension(name: string, change: Partial<Suspension> = {}): Suspension {
  return {
    id: name,
    unit: TOWN,
    title: name,
    fromDay: '2026-11-24',
    throughDay: '2026-11-25',
    classes: ['normal', 'priority'],
    categories: [],
    exceptions: [],
    substitute: null,
    ...change,
  };
}

/** @param bulletins beside `tin` */
export function programmeOf(
  documents: Partial<Omit<Programme, 'bulletins'>>,
  bulletins: readonly Bulletin[] = [],
): Programme {
  const all = [bulletinOf('tin'), ...bulletins];
  return {
    ...NO_DOCUMENTS,
    map: townMap(),
    ...documents,
    bulletins: new Map(all.map((one) => [one.bulletinId, one])),
  };
}

export function benchOf(programme: Programme): ProgrammeBench {
  const { timeZone } = programme.map;
  const days = new CivilDays(timeZone);
  const rules = new Rulebook(programme, days);
  return new ProgrammeBench(programme, { days, turns: new Turns(timeZone), rules });
}
