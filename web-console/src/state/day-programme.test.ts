import { describe, expect, it } from 'vitest';
import { sessions } from '../../test/fixtures/programme.ts';
import { besideSessions, ofSession, SESSION_AT } from '../../test/fixtures/sessions.ts';
import { dayOrderOf, dayProgramme, movable, type SessionStart } from './day-programme.ts';
import { moved } from './order.ts';

const held = sessions.map(({ document }) => document);
const entries = dayProgramme([...besideSessions, ...ofSession.toReversed()], held);
const session = entries.find((entry): entry is SessionStart => entry.kind === 'session');
if (session === undefined) throw new Error('no session');

describe('the programme of a day', () => {
  it('[CON59] puts what lies in a session together, in the order in which it sounds', () => {
    expect(entries.map((entry) => entry.kind)).toEqual(['session', 'single']);
    expect(session.start).toBe(SESSION_AT);
    expect(session.items.map((item) => [item.itemId, item.parts.length])).toEqual([
      ['buoi-chieu', 1],
      ['tong-ve-sinh', 2],
      ['tiem-chung', 1],
      ['ram', 1],
    ]);
    expect(session.usedMs).toBe(13 * 60_000);
  });

  it('[CON59] keeps what did not fit in its place, with the reason', () => {
    const left = session.items.filter((item) => item.withheld !== null);
    expect(left.map((item) => [item.itemId, item.withheld])).toEqual([
      ['tiem-chung', 'session-full'],
    ]);
  });

  it('[CON60] makes an order of what may be moved: all but the opening and the closing', () => {
    const ids = movable(session).map((item) => item.itemId);
    expect(dayOrderOf(session, moved(ids, 2, 0))).toEqual({
      id: 'buoi-chieu.2026-11-22t18-00',
      unit: 'tam-ky',
      session: 'buoi-chieu',
      start: SESSION_AT,
      items: ['ram', 'tong-ve-sinh', 'tiem-chung'],
    });
  });

  it('[CON59] shows what sounded in a session that is no more by itself', () => {
    expect(dayProgramme(ofSession, []).map((entry) => entry.kind)).toEqual(
      ofSession.map(() => 'single'),
    );
  });

  it('[CON60] moves an entry up and down, and nothing else', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'b', 'c']);
  });
});
