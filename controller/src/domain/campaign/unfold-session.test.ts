/** How a session fills itself. */
import { describe, expect, it } from 'vitest';
import type { Programme } from './programme.ts';
import {
  benchOf,
  bulletinOf,
  campaign,
  dayOrder,
  idsOf,
  programmeOf,
  session,
  TOWN,
  timingOf,
  unitsOf,
  WARD_A,
  WARD_B,
} from './sample-programme.ts';
import { membersOf } from './session-members.ts';
import { unfoldSession } from './unfold-session.ts';

// A Monday and the day after it.
const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';
const BULLETINS = [
  bulletinOf('mo', { durationFrames: 10 * 48_000 }),
  bulletinOf('dong', { durationFrames: 10 * 48_000 }),
  bulletinOf('khan', { class: 'priority' }),
  bulletinOf('bao', { class: 'emergency' }),
  bulletinOf('dai', { durationFrames: 8 * 60 * 48_000 }),
  bulletinOf('chua-duyet', { state: 'draft' }),
];
const inSessions = { placement: { kind: 'sessions', sessions: [] } } as const;
const item = (name: string, change: Parameters<typeof campaign>[1] = {}) =>
  campaign(name, { ...inSessions, unit: WARD_A, ...change });

function filled(
  documents: Partial<Programme>,
  days = { fromDay: MONDAY, throughDay: MONDAY },
): string[] {
  const one = documents.sessions?.[0] ?? session('chieu');
  const programme = programmeOf({ sessions: [one], ...documents }, BULLETINS);
  const bench = benchOf(programme);
  return unfoldSession(one, membersOf(one, bench), bench, days).map((piece) => {
    const { cueId, startAtUs, blockStartUs, withheld } = piece;
    const why = withheld ? ` ${withheld.why}` : '';
    const day = cueId.includes(TUESDAY) ? ' tue' : '';
    return `${cueId.replace(/@.*T17:00/, '')}${day} ${(startAtUs - blockStartUs) / 1e6}${why}`;
  });
}

describe('a session', () => {
  it('[CAL83] plays its opening, then by class, own before those from above, priority and id, then its closing', () => {
    const [opening = null, closing = null] = idsOf('mo', 'dong');
    const campaigns = [
      item('b'),
      item('a'),
      item('tu-tren', { unit: TOWN, priority: 90 }),
      item('quan-trong', { priority: 60 }),
      item('uu-tien', { bulletins: idsOf('khan'), unit: TOWN }),
    ];
    expect(filled({ campaigns, sessions: [session('chieu', { opening, closing })] })).toEqual([
      'chieu~chieu.998 0',
      'uu-tien~chieu 10',
      'quan-trong~chieu 70',
      'a~chieu 130',
      'b~chieu 190',
      'tu-tren~chieu 250',
      'chieu~chieu.999 310',
    ]);
  });

  it('[CAL83] plays in the order a person gave it, and the rest by the usual one', () => {
    const campaigns = [item('a'), item('b'), item('c'), item('d', { priority: 99 })];
    const dayOrders = [dayOrder('chieu', `${MONDAY}T17:00`, ['c', 'gone', 'a'])];
    expect(filled({ campaigns, dayOrders })).toEqual([
      'c~chieu 0',
      'a~chieu 60',
      'd~chieu 120',
      'b~chieu 180',
    ]);
  });

  it('[CAL84] shows what does not fit, lets what is smaller fit, and brings it first in the next', () => {
    const campaigns = [
      item('a'),
      item('b', { bulletins: idsOf('dai') }),
      item('c', { priority: 40 }),
    ];
    const sessions = [session('chieu', { minutes: 9 })];
    const days = { fromDay: MONDAY, throughDay: TUESDAY };
    expect(
      filled({ campaigns: [...campaigns, item('d', { priority: 30 })], sessions }, days),
    ).toEqual([
      'a~chieu 0',
      'b~chieu 60',
      'c~chieu 540 session-full',
      'd~chieu 540 session-full',
      'c~chieu tue 0',
      'd~chieu tue 60',
      'a~chieu tue 120',
      'b~chieu tue 180 session-full',
    ]);
  });

  it('[CAL84] what did not fit is followed from the Monday before, whatever days are asked for', () => {
    const campaigns = [
      item('a', { bulletins: idsOf('dai') }),
      item('b', { bulletins: idsOf('dai') }),
    ];
    const days = { fromDay: MONDAY, throughDay: '2026-12-06' };
    const whole = filled({ campaigns }, days);
    expect(
      whole.filter((line) => line.startsWith('a~chieu') && !line.includes('full')),
    ).toHaveLength(8);
    for (const fromDay of [TUESDAY, '2026-11-29', '2026-11-30', '2026-12-04']) {
      const part = filled({ campaigns }, { ...days, fromDay });
      expect(part).toEqual(whole.slice(-part.length));
    }
  });

  it('[CAL84] an emergency is never left out of a session', () => {
    const campaigns = [
      item('a', { bulletins: idsOf('dai') }),
      item('b', { bulletins: idsOf('bao') }),
    ];
    const dayOrders = [dayOrder('chieu', `${MONDAY}T17:00`, ['a', 'b'])];
    const sessions = [session('chieu', { minutes: 8 })];
    expect(filled({ campaigns, dayOrders, sessions })).toEqual(['a~chieu 0', 'b~chieu 480']);
  });

  it('[CAL132] a notice for sessions is repeated in the next one unless sessions are named', () => {
    const sessions = [session('sang', { timing: timingOf('2026-11-01T05:30') }), session('chieu')];
    const notice = { timing: timingOf(`${MONDAY}T00:00`, null) };
    const campaigns = [
      item('a', notice),
      item('b', { ...notice, placement: { kind: 'sessions', sessions: ['sang'] } }),
    ];
    const bench = benchOf(programmeOf({ campaigns, sessions }, BULLETINS));
    const days = { fromDay: MONDAY, throughDay: TUESDAY };
    const cues = sessions.flatMap((one) =>
      unfoldSession(one, membersOf(one, bench), bench, days).map(({ cueId }) => cueId),
    );
    expect(cues).toEqual([
      `a~sang@${MONDAY}T05:30`,
      `b~sang@${MONDAY}T05:30`,
      `a~chieu@${MONDAY}T17:00`,
    ]);
  });

  it('[CAL85] takes up what is aimed at its unit, there alone, and is silent when it has nothing', () => {
    const [opening = null] = idsOf('mo');
    const sessions = [session('chieu', { opening })];
    const elsewhere = item('b', { targets: unitsOf(WARD_B) });
    const other = item('c', { placement: { kind: 'sessions', sessions: ['sang'] } });
    expect(filled({ campaigns: [elsewhere, other], sessions })).toEqual([]);
    const unready = item('d', { bulletins: idsOf('chua-duyet') });
    expect(filled({ campaigns: [unready], sessions })).toEqual(['d~chieu 10 not-approved']);
    const bench = benchOf(programmeOf({ campaigns: [item('a')], sessions }, BULLETINS));
    const members = membersOf(sessions[0] ?? session('x'), bench);
    expect(members.map(({ carrier }) => carrier.targets)).toEqual([unitsOf(WARD_A)]);
  });
});
