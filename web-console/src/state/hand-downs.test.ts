import { type HandedDown, handedDownSchema } from '@loa/protocol/console-api';
import { parseUnitId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { bulletins } from '../../test/fixtures/city.ts';
import { type AnswerDraft, daysLeft, inboxLines, planAnswer, planHandDown } from './hand-downs.ts';

const DAYS = { fromDay: '2026-11-20', throughDay: '2026-11-29' };
const report = (unit: string, state: string) => ({
  ...{ unit, state, reason: '', by: null, planned: 0, nodes: 2, heard: 0 },
});
const handed = (id: string, unit: string, units: object[]): HandedDown =>
  handedDownSchema.parse({
    ...{ id, unit, bulletin: 'ban-tin-chieu', title: id, class: 'normal', note: '', ...DAYS },
    units,
  });

it('[CON122] what waits comes first, and what one’s own units sent is not from above', () => {
  const inbox = [
    handed('cu', 'tam-ky', [report('an-my', 'scheduled')]),
    handed('moi', 'tam-ky', [report('an-my', 'waiting')]),
    handed('cua-minh', 'an-my', [report('to-1', 'waiting')]),
  ];
  const ids = (within: string[]) =>
    inboxLines(inbox, new Set(within)).map((line) => line.handed.id);
  expect(ids(['an-my', 'to-1'])).toEqual(['moi', 'cu']);
  expect(ids(['tam-ky', 'an-my', 'to-1'])).toEqual([]);
});

describe('an answer', () => {
  const draft: AnswerDraft = { kind: 'times', repeat: 'once', day: '2026-11-23', time: '17:00' };
  const days = daysLeft(DAYS, '2026-11-22T16:58');

  it('[CON122] goes into the sessions, or at times within the days that are left', () => {
    expect(planAnswer({ ...draft, kind: 'sessions' }, days)).toEqual({
      answer: { kind: 'scheduled', how: { kind: 'sessions' } },
    });
    expect(planAnswer(draft, days)).toEqual({
      answer: { kind: 'scheduled', how: { kind: 'times', start: '2026-11-23T17:00', rule: null } },
    });
    expect(planAnswer({ ...draft, repeat: 'daily' }, days)).toMatchObject({
      answer: { how: { start: '2026-11-22T17:00', rule: 'FREQ=DAILY' } },
    });
  });

  it('[CON122] names what is missing: a time, a day of it, a time to come', () => {
    expect(planAnswer({ ...draft, time: '' }, days)).toEqual({ gap: 'time' });
    expect(planAnswer({ ...draft, day: '2026-11-30' }, days)).toEqual({ gap: 'day' });
    expect(planAnswer({ ...draft, day: '' }, days)).toEqual({ gap: 'day' });
    const past = { ...draft, day: '2026-11-22', time: '16:58' };
    expect(planAnswer(past, days)).toEqual({ gap: 'past' });
  });
});

describe('handing down', () => {
  const [bulletin] = bulletins;
  if (bulletin === undefined) throw new Error('no fixtures');
  const draft = { bulletin, to: [parseUnitId('an-my')], note: ' Phát buổi sáng ', ...DAYS };

  it('[CON124] takes an approved bulletin, units, days and a note', () => {
    expect(planHandDown(draft)).toEqual({
      body: { bulletin: 'ban-tin-chieu', to: ['an-my'], note: 'Phát buổi sáng', ...DAYS },
    });
  });

  it('[CON124] names what is missing first', () => {
    const gap = (change: Partial<Parameters<typeof planHandDown>[0]>) =>
      planHandDown({ ...draft, ...change });
    expect(gap({ bulletin: null })).toEqual({ gap: 'bulletin' });
    expect(gap({ bulletin: { ...bulletin, class: 'emergency' } })).toEqual({ gap: 'emergency' });
    expect(gap({ bulletin: { ...bulletin, state: 'draft' } })).toEqual({ gap: 'approved' });
    expect(gap({ to: [] })).toEqual({ gap: 'units' });
    const many = Array.from({ length: 65 }, (_, index) => parseUnitId(`to-${index}`));
    expect(gap({ to: many })).toEqual({ gap: 'many' });
    expect(gap({ throughDay: '2026-11-19' })).toEqual({ gap: 'days' });
  });
});
