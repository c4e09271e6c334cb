/** What the rules make of the plan, of its pages and of the ledger. */
import type { AuthorisationId, CueId, PageHash } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { instantUsOf } from '../calendar/civil-time.ts';
import type { Programme } from '../campaign/programme.ts';
import {
  airRule,
  bulletinOf,
  campaign,
  idsOf,
  programmeOf,
  session,
  suspension,
  timingOf,
  unitsOf,
  WARD_A,
  WARD_B,
  ZONE,
} from '../campaign/sample-programme.ts';
import { audiencesOf } from './audiences.ts';
import { DayPlans } from './day-plans.ts';
import { type Held, Materialiser, materialise } from './materialise.ts';
import type { Occurrence } from './occurrence.ts';

const NOON = instantUsOf('2026-11-22T12:00', ZONE);
const nameOf = (body: unknown) => {
  let sum = 7;
  for (const letter of JSON.stringify(body)) sum = (sum * 31 + letter.charCodeAt(0)) % 2 ** 42;
  return sum.toString(36).padStart(43, '0') as AuthorisationId & PageHash;
};
const BULLETINS = [
  bulletinOf('nhac-hieu', { durationFrames: 5 * 48_000 }),
  bulletinOf('nhac-tang', { category: 'lễ tang' }),
  bulletinOf('hai'),
];

const plan = (documents: Partial<Programme>, existing: readonly Occurrence[] = [], nowUs = NOON) =>
  materialise(programmeOf(documents, BULLETINS), existing, { nowUs, nameOf });

const on = (day: string, put: readonly Occurrence[]) =>
  put
    .filter(({ cueId }) => cueId.includes(`@${day}`))
    .sort((a, b) => a.startAtUs - b.startAtUs || (a.cueId < b.cueId ? -1 : 1))
    .map(
      ({ cueId, withheld }) =>
        cueId.replace(`@${day}T`, ' ') + (withheld ? ` ${withheld.why}` : ''),
    );

describe('a programme with rules', () => {
  it('[CAL88] a substitute sounds once at each start that is suspended, where it is', () => {
    const [substitute = null] = idsOf('nhac-tang');
    const campaigns = [
      campaign('a'),
      campaign('b', { targets: unitsOf(WARD_B), bulletins: idsOf('tin', 'hai') }),
      campaign('c', { timing: timingOf('2026-11-01T06:00') }),
    ];
    const of = (change: Parameters<typeof suspension>[1]) =>
      plan({ campaigns, suspensions: [suspension('tang', { substitute, ...change })] }).put;
    const whole = of({});
    expect(on('2026-11-24', whole)).toEqual([
      'a 05:30 suspended',
      'b 05:30 suspended',
      'b 05:30.1 suspended',
      'tang~substitute 05:30',
      'c 06:00 suspended',
      'tang~substitute 06:00',
    ]);
    expect(on('2026-11-26', whole)).not.toContain('tang~substitute 05:30');
    const [inWard] = of({ unit: WARD_A }).filter(({ cueId }) => cueId.includes('~substitute'));
    expect(inWard).toMatchObject({ targets: unitsOf(WARD_A), bulletinId: 'nhac-tang' });
    expect(inWard?.unitId).toBe(WARD_A);
  });

  it('[CAL90] minutes are counted in order of start; what goes beyond them is withheld there', () => {
    const campaigns = ['a', 'b', 'c'].map((name, n) =>
      campaign(name, { timing: timingOf(`2026-11-01T05:3${n}`), priority: 50 + n }),
    );
    const windows = [{ from: '05:00', to: '06:00', minutes: 2 }];
    const { put } = plan({ campaigns, airRules: [airRule('gio', { windows })] });
    expect(on('2026-11-24', put)).toEqual(['a 05:30', 'b 05:31', 'c 05:32 air-time']);
    const inWard = plan({ campaigns, airRules: [airRule('gio', { windows, unit: WARD_A })] }).put;
    const third = inWard.find(({ cueId }) => cueId.startsWith('c@'));
    expect(third?.withheld).toBeNull();
    expect(third?.exceptions).toEqual([{ units: [WARD_A], but: [], why: 'air-time', rule: 'gio' }]);
    const override = { reason: 'khẩn', by: 'lan' };
    const [first, ...rest] = campaigns;
    const passing = [{ ...(first ?? campaign('a')), override }, ...rest];
    const last = { ...(campaigns[2] ?? campaign('c')), override };
    const rule = [airRule('gio', { windows })];
    expect(on('2026-11-24', plan({ campaigns: passing, airRules: rule }).put)[2]).toContain(
      'air-time',
    );
    const overridden = plan({ campaigns: [...campaigns.slice(0, 2), last], airRules: rule }).put;
    expect(on('2026-11-24', overridden)[2]).toBe('c 05:32');
  });

  it('[CAL90] what was counted follows every change of the others', () => {
    const materialiser = new Materialiser();
    const stored = new Map<CueId, Occurrence>();
    const held: Held = {
      get: (cueId) => stored.get(cueId),
      keys: () => stored.keys(),
      touched: new Set(),
    };
    const apply = (programme: Programme): Map<CueId, Occurrence> => {
      for (const { put, remove } of materialiser.changes(programme, held, {
        nowUs: NOON,
        nameOf,
      })) {
        for (const one of put) stored.set(one.cueId, one);
        for (const cueId of remove) stored.delete(cueId);
      }
      return new Map([...stored].sort(([a], [b]) => (a < b ? -1 : 1)));
    };
    const windows = [{ from: '05:00', to: '06:00', minutes: 1 }];
    const airRules = [airRule('gio', { windows })];
    const early = campaign('som', { timing: timingOf('2026-11-01T05:10') });
    const only = programmeOf({ campaigns: [campaign('a')], airRules }, BULLETINS);
    const both = programmeOf({ campaigns: [campaign('a'), early], airRules }, BULLETINS);
    const alone = apply(only);
    const crowded = apply(both);
    expect(
      [...crowded.values()].filter(({ withheld }) => withheld?.why === 'air-time'),
    ).toHaveLength(21);
    expect(apply(only)).toEqual(alone);
    expect(
      apply({ ...both, airRules: [] }).get('a@2026-11-24T05:30' as CueId)?.withheld,
    ).toBeNull();
  });

  it('[CAL96] pages leave out what is withheld, and where it is excepted', () => {
    const suspensions = [suspension('tang', { unit: WARD_A })];
    const programme = programmeOf({ campaigns: [campaign('a')], suspensions });
    const { put } = materialise(programme, [], { nowUs: NOON, nameOf });
    const plans = new DayPlans({ timeZone: ZONE, hashOf: nameOf });
    for (const one of put) plans.replace(undefined, one);
    const daysOf = (node: string): string[] => {
      const audience = audiencesOf(programme.map, plans.aims()).find(({ nodeIds }) =>
        nodeIds.some((nodeId) => nodeId === node),
      );
      return plans.pagesOf(audience?.aims ?? [], plans.days()).map(({ day }) => day);
    };
    expect(daysOf('loa-b')).toHaveLength(21);
    for (const node of ['loa-a', 'loa-to-1']) {
      expect(daysOf(node)).toHaveLength(19);
      expect(daysOf(node)).not.toContain('2026-11-24');
    }
  });

  it('[CAL97] what is withheld stands in the ledger with its rule, unsigned and on no page', () => {
    const { put, authorisations } = plan({
      campaigns: [campaign('a')],
      suspensions: [suspension('tang', { fromDay: '2026-11-01', throughDay: '2027-01-01' })],
    });
    expect(put).toHaveLength(21);
    for (const one of put) expect(one.withheld).toEqual({ why: 'suspended', rule: 'tang' });
    expect(authorisations.size).toBe(0);
    const plans = new DayPlans({ timeZone: ZONE, hashOf: nameOf });
    for (const one of put) plans.replace(undefined, one);
    expect(plans.days()).toEqual([]);
  });

  it('[CAL98] a playing that has begun keeps its revision with all its parts, and a session as a whole', () => {
    const [chime = null] = idsOf('nhac-hieu');
    const inSession = { placement: { kind: 'sessions', sessions: [] } } as const;
    const documents = (gainDb: number, more: readonly ReturnType<typeof campaign>[] = []) => ({
      campaigns: [
        campaign('a', { chime, bulletins: idsOf('tin', 'hai'), separationSeconds: 300, gainDb }),
        campaign('b', { ...inSession, gainDb }),
        ...more,
      ],
      sessions: [session('sang', { timing: timingOf('2026-11-01T05:30') })],
    });
    const before = plan(documents(0)).put;
    const nowUs = instantUsOf('2026-11-23T05:32', ZONE);
    const added = campaign('0-moi', { ...inSession, targets: unitsOf(WARD_A) });
    const { put, remove } = plan(documents(-3, [added]), before, nowUs);
    expect(remove).toEqual([]);
    expect(on('2026-11-23', put)).toEqual([]);
    expect(on('2026-11-24', put)).toHaveLength(5);
    expect(plan({ ...documents(0), campaigns: [] }, before, nowUs).remove).toHaveLength(
      before.length - on('2026-11-23', before).length,
    );
  });
});

describe('authorisations', () => {
  it('[SGN7] allow for what a rotation, repeats and a chime play, a chime in the class it announces', () => {
    const [chime = null] = idsOf('nhac-hieu');
    const urgent = bulletinOf('gap', { class: 'priority' });
    const repeats = { times: 3, gapSeconds: 0 };
    const one = campaign('a', { chime, bulletins: idsOf('gap'), order: 'rotation', repeats });
    const programme = programmeOf({ campaigns: [one] }, [...BULLETINS, urgent]);
    const { authorisations, put } = materialise(programme, [], { nowUs: NOON, nameOf });
    const bodies = [...authorisations.values()].filter(({ notBeforeUs }) => notBeforeUs < NOON);
    expect(bodies.map((body) => [body.bulletin, body.class, body.maxPlays])).toEqual([
      ['nhac-hieu', 'priority', 1024],
      ['gap', 'priority', 4096],
    ]);
    expect(new Set(put.map((occurrence) => occurrence.class))).toEqual(new Set(['priority']));
  });
});
