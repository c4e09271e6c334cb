/**
 * Laws of planning over random programmes and random instants: planning is idempotent, editing and
 * taking the edit back restores every byte, and a node accepts whatever is planned for it.
 */
import { type Authorisation, type Cue, coverageGap } from '@loa/protocol/playout';
import {
  type AuthorisationId,
  type BulletinId,
  type CueId,
  type NodeId,
  type PageHash,
  parseAssetId,
  parseBulletinId,
  parseItemId,
  parseNodeId,
  parseUnitId,
  type UnitId,
  WHEN_PREEMPTED,
} from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaignOf } from '../../../test/words/campaign-of.ts';
import { addDays, civilDayOf, instantUsOf } from '../calendar/civil-time.ts';
import { NO_DOCUMENTS } from '../campaign/programme.ts';
import { AS_BROUGHT_IN, type Bulletin } from '../library/bulletin.ts';
import type { CityMap, Unit } from '../zoning/city-map.ts';
import { buildDayPages } from './day-pages.ts';
import { HORIZON_DAYS, materialise, SHORT_NOTICE_US } from './materialise.ts';
import type { Occurrence } from './occurrence.ts';

const CITY = parseUnitId('tp');
const WARDS = ['phuong-a', 'phuong-b', 'phuong-c'].map(parseUnitId);
const ZONES = ['Asia/Ho_Chi_Minh', 'America/New_York', 'Pacific/Apia'];
const NODES = WARDS.map((ward, n) => ({
  nodeId: parseNodeId(`loa-${n}`),
  units: [ward, CITY],
  zones: [],
}));
const mapOf = (timeZone: string): CityMap => {
  const unit = { kind: 'ward', parentId: CITY, from: null, until: null, place: null } as const;
  return {
    cityId: CITY,
    timeZone,
    units: new Map<UnitId, Unit>([
      [CITY, { ...unit, unitId: CITY, kind: 'city', name: 'TP', parentId: null }],
      ...WARDS.map((unitId) => [unitId, { ...unit, unitId, name: unitId }] as const),
    ]),
    nodes: new Map(),
    zones: new Map(),
  };
};
const nameOf = (body: unknown) => {
  let sum = 7;
  for (const letter of JSON.stringify(body)) sum = (sum * 31 + letter.charCodeAt(0)) % 2 ** 42;
  return sum.toString(36).padStart(43, '0') as AuthorisationId & PageHash;
};

const bulletins = fc.array(
  fc.record({
    class: fc.constantFrom('normal' as const, 'priority' as const, 'emergency' as const),
    revision: fc.integer({ min: 1, max: 5 }),
    durationFrames: fc.integer({ min: 24_000, max: 3600 * 48_000 }),
  }),
  { minLength: 1, maxLength: 3 },
);
const bulletinOf = (
  shape: Pick<Bulletin, 'class' | 'revision' | 'durationFrames'>,
  n: number,
): Bulletin => ({
  ...shape,
  bulletinId: parseBulletinId(`tin-${n}`),
  title: `Tin ${n}`,
  category: '',
  language: 'vi',
  unitId: CITY,
  author: 'schedule-file',
  createdAtMs: 1.7e12,
  assetId: parseAssetId(String(n).repeat(43)),
  loudnessLufs: -16,
  truePeakDbtp: -1,
  ...AS_BROUGHT_IN,
});
const items = fc.array(
  fc.record({
    bulletin: fc.nat(2),
    units: fc.subarray([...WARDS, CITY], { minLength: 1 }),
    hour: fc.nat(23),
    rrule: fc.constantFrom(
      null,
      'FREQ=DAILY',
      'FREQ=DAILY;INTERVAL=3',
      'FREQ=WEEKLY;BYDAY=SU,WE',
      'FREQ=DAILY;BYHOUR=5,11,17;BYMINUTE=0,30',
      'LUNAR:DAYS=1,10,15,23;TIMES=05:30,17:00',
    ),
    priority: fc.nat(99),
    gainDb: fc.integer({ min: -40, max: 6 }),
    whenPreempted: fc.constantFrom(...WHEN_PREEMPTED),
    lateMinutes: fc.nat(600),
  }),
  { maxLength: 6 },
);
const programme = fc
  .tuple(bulletins, items, fc.constantFrom(...ZONES), fc.nat(800))
  .map(([shapes, drawn, timeZone, hours]) => {
    const all = shapes.map(bulletinOf);
    const byId = new Map<BulletinId, Bulletin>(all.map((one) => [one.bulletinId, one]));
    return {
      nowUs: instantUsOf('2026-12-01T00:20', 'UTC') + hours * 3600e6,
      programme: {
        ...NO_DOCUMENTS,
        map: mapOf(timeZone),
        bulletins: byId,
        campaigns: drawn.map(({ bulletin, units, hour, lateMinutes, ...rest }, n) =>
          campaignOf({
            ...rest,
            itemId: parseItemId(`muc-${n}`),
            bulletinId: parseBulletinId(`tin-${bulletin % all.length}`),
            targets: { units, zones: [], nodes: [] },
            start: `2026-12-0${1 + (hour % 9)}T${String(hour).padStart(2, '0')}:30`,
            until: null,
            except: [],
            lateUs: lateMinutes * 60e6,
          }),
        ),
      },
    };
  });
type Drawn = typeof programme extends fc.Arbitrary<infer T> ? T : never;

function planned(drawn: Drawn, existing: readonly Occurrence[], nowUs = drawn.nowUs) {
  const changes = materialise(drawn.programme, existing, { nowUs, nameOf });
  const all = new Map<CueId, Occurrence>(existing.map((one) => [one.cueId, one]));
  for (const cueId of changes.remove) all.delete(cueId);
  for (const one of changes.put) all.set(one.cueId, one);
  return { changes, occurrences: [...all.values()] };
}

function pagesOf(drawn: Drawn, occurrences: readonly Occurrence[]) {
  return buildDayPages(occurrences, {
    timeZone: drawn.programme.map.timeZone,
    nodesOf: ({ targets }): NodeId[] =>
      NODES.filter(({ units }) => units.some((unit) => targets.units.includes(unit))).map(
        ({ nodeId }) => nodeId,
      ),
    hashOf: (text) => nameOf(text),
  });
}

describe('materialise', () => {
  it('[CAL7] planning again changes nothing, and the horizon is whole', () => {
    fc.assert(
      fc.property(programme, (drawn) => {
        const { occurrences } = planned(drawn, []);
        expect(planned(drawn, occurrences).changes).toMatchObject({ put: [], remove: [] });
        const { timeZone } = drawn.programme.map;
        const today = civilDayOf(drawn.nowUs, timeZone);
        for (const { startAtUs } of occurrences) {
          expect(startAtUs).toBeGreaterThan(drawn.nowUs);
          const last = addDays(today, HORIZON_DAYS);
          expect(civilDayOf(startAtUs, timeZone) <= last).toBe(true);
        }
      }),
    );
  });

  it('[CAL10] an edit that is taken back restores the pages byte for byte', () => {
    fc.assert(
      fc.property(programme, programme, (drawn, other) => {
        const before = planned(drawn, []).occurrences;
        const edit = { ...drawn, programme: { ...other.programme, map: drawn.programme.map } };
        const edited = planned(edit, before).occurrences;
        const fixed = (one: Occurrence) => one.startAtUs <= drawn.nowUs + SHORT_NOTICE_US;
        const restored = planned(
          drawn,
          edited.filter((one) => !fixed(one) || before.includes(one)),
        );
        expect([...pagesOf(drawn, restored.occurrences)].sort()).toEqual(
          [...pagesOf(drawn, before)].sort(),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('[SGN4] a node accepts whatever is planned for it, before and after an edit', () => {
    fc.assert(
      fc.property(programme, programme, (drawn, other) => {
        const bodies = new Map<AuthorisationId, Authorisation>();
        const first = planned(drawn, []);
        const edit = { ...other, nowUs: drawn.nowUs };
        const second = planned(edit, first.occurrences);
        for (const { changes } of [first, second]) {
          for (const [id, body] of changes.authorisations) bodies.set(id, body);
        }
        for (const [nodeId, pages] of pagesOf(edit, second.occurrences)) {
          const cues: Cue[] = pages.flatMap(({ text }) => JSON.parse(text).cues);
          expect(cues.map((cue) => refusal(nodeId, cue, bodies)).filter(Boolean)).toEqual([]);
          for (const [id, citing] of Map.groupBy(cues, (cue) => cue.authorisationId)) {
            expect(citing.length).toBeLessThanOrEqual(bodies.get(id)?.maxPlays ?? 0);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** Why the node would refuse the cue, or null. */
function refusal(
  nodeId: NodeId,
  cue: Cue,
  bodies: ReadonlyMap<AuthorisationId, Authorisation>,
): string | null {
  const node = NODES.find((one) => one.nodeId === nodeId);
  const body = bodies.get(cue.authorisationId);
  return body && node ? coverageGap(body, cue, node) : 'nobody signed what it cites';
}
