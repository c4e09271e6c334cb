/** What keeps a sound from the air. */
import { describe, expect, it } from 'vitest';
import type { Programme } from './programme.ts';
import {
  airRule,
  benchOf,
  bulletinOf,
  campaign,
  idsOf,
  programmeOf,
  STREET,
  suspension,
  TOWN,
  timingOf,
  unitsOf,
  WARD_A,
  WARD_B,
} from './sample-programme.ts';
import { unfoldCampaign } from './unfold.ts';
import { exceptionFor } from './withheld.ts';

const BULLETINS = [
  bulletinOf('khan', { class: 'priority' }),
  bulletinOf('bao', { class: 'emergency' }),
  bulletinOf('han', { validFrom: '2026-11-23', validThrough: '2026-11-24' }),
  bulletinOf('thoi-su', { category: 'thời sự' }),
  bulletinOf('dai', { durationFrames: 45 * 60 * 48_000 }),
];

/** What becomes of the starts of 22 to 26 November, a word each. */
function fates(
  documents: Partial<Programme>,
  change: Parameters<typeof campaign>[1] = {},
  days = { fromDay: '2026-11-22', throughDay: '2026-11-26' },
): string[] {
  const one = campaign('sang', change);
  const bench = benchOf(programmeOf({ campaigns: [one], ...documents }, BULLETINS));
  return unfoldCampaign(one, bench, days).map(({ withheld, exceptions }) => {
    if (withheld) return `${withheld.why}:${withheld.rule ?? ''}`;
    const shown = exceptions.map(({ why, rule, units, but }) =>
      [`${why}:${rule}`, units.join('+'), ...but.map((unit) => `-${unit}`)].join(' '),
    );
    return shown.join(', ') || 'kept';
  });
}

describe('the rules', () => {
  it('[CAL86] only an approved bulletin with sound is kept, within its validity', () => {
    expect(fates({}, { bulletins: idsOf('han') })).toEqual([
      'bulletin-expired:',
      'kept',
      'kept',
      'bulletin-expired:',
      'bulletin-expired:',
    ]);
    expect(new Set(fates({}, { bulletins: idsOf('khong-co') }))).toEqual(new Set(['no-sound:']));
    const drafts = ['draft', 'submitted', 'returned'] as const;
    for (const state of drafts) {
      const programme = programmeOf({}, [bulletinOf('tin', { state })]);
      const pieces = unfoldCampaign(campaign('a'), benchOf(programme), {
        fromDay: '2026-11-22',
        throughDay: '2026-11-22',
      });
      expect(pieces[0]?.withheld).toEqual({ why: 'not-approved', rule: null });
    }
  });

  it('[CAL87] a suspension withholds by day, class and category, but for its exceptions', () => {
    const days = ['kept', 'kept', 'suspended:tang', 'suspended:tang', 'kept'];
    expect(fates({ suspensions: [suspension('tang')] })).toEqual(days);
    const kept = new Set(['kept']);
    const of = (rule: Parameters<typeof suspension>[1], change = {}) =>
      new Set(fates({ suspensions: [suspension('tang', rule)] }, change));
    expect(of({ classes: ['priority'] })).toEqual(kept);
    expect(of({ categories: ['thời sự'] })).toEqual(kept);
    expect(of({ exceptions: [campaign('sang').id] })).toEqual(kept);
    expect(of({ categories: ['thời sự'] }, { bulletins: idsOf('thoi-su') }).size).toBe(2);
  });

  it('[CAL87] a suspension of one unit is an exception for what is aimed at more', () => {
    const rules = { suspensions: [suspension('tang', { unit: WARD_A })] };
    expect(fates(rules)[2]).toBe('suspended:tang phuong-a');
    expect(fates(rules, { targets: unitsOf(STREET) })[2]).toBe('suspended:tang');
    expect(fates(rules, { targets: unitsOf(WARD_B) })[2]).toBe('kept');
    const both = ['a', 'b'].map((name, n) => suspension(name, { unit: n ? WARD_B : WARD_A }));
    expect(fates({ suspensions: both })[2]).toBe('suspended:a');
  });

  it('[CAL89] a class sounds wholly within a window of the nearest unit upwards that has any', () => {
    const airRules = [airRule('gio')];
    expect(new Set(fates({ airRules }))).toEqual(new Set(['kept']));
    const late = { timing: timingOf('2026-11-01T05:59:30') };
    expect(new Set(fates({ airRules }, late))).toEqual(new Set(['quiet-hours:gio']));
    const street = airRule('rieng', {
      unit: STREET,
      windows: [{ from: '05:00', to: '07:00', minutes: null }],
    });
    expect(fates({ airRules: [...airRules, street] }, late)[0]).toBe('quiet-hours:gio tp -to-1');
    expect(fates({ airRules: [street, ...airRules] })[0]).toBe('kept');
    const noWindow = airRule('im', { unit: WARD_A, windows: [] });
    expect(fates({ airRules: [...airRules, noWindow] })[0]).toBe('quiet-hours:im phuong-a');
    const weekdays = airRule('gio', { weekdays: [1, 2, 3, 4, 5] });
    // The 22nd is a Sunday.
    expect(fates({ airRules: [weekdays] }).slice(0, 2)).toEqual(['quiet-hours:gio', 'kept']);
  });

  it('[CAL89] a window goes on over midnight where the next day begins with one', () => {
    const evening = { from: '20:00', to: '24:00', minutes: null };
    const night = { from: '00:00', to: '01:00', minutes: null };
    const change = { bulletins: idsOf('dai'), timing: timingOf('2026-11-01T23:30') };
    const of = (windows: Parameters<typeof airRule>[1]) =>
      fates({ airRules: [airRule('g', windows)] }, change)[0];
    expect(of({ windows: [evening] })).toBe('quiet-hours:g');
    expect(of({ windows: [evening, night] })).toBe('kept');
  });

  it('[CAL91] an override passes the hours, and nothing else', () => {
    const override = { reason: 'mất nước', by: 'lan' };
    const night = { timing: timingOf('2026-11-01T22:00'), override };
    expect(new Set(fates({ airRules: [airRule('gio')] }, night))).toEqual(new Set(['kept']));
    expect(fates({ suspensions: [suspension('tang')] }, night)[2]).toBe('suspended:tang');
  });

  it('[CAL92] no suspension and no hours hold back an emergency', () => {
    const rules = { suspensions: [suspension('tang')], airRules: [airRule('gio')] };
    const night = { bulletins: idsOf('bao'), timing: timingOf('2026-11-01T22:00') };
    expect(new Set(fates(rules, night))).toEqual(new Set(['kept']));
  });

  it('[CAL96] an exception is for its units and all below, but for those that have rules of their own', () => {
    const one = { units: [WARD_A], but: [STREET] };
    expect(exceptionFor([one], [WARD_A, TOWN])).toBe(one);
    expect(exceptionFor([one], [STREET, WARD_A, TOWN])).toBeNull();
    expect(exceptionFor([one], [WARD_B, TOWN])).toBeNull();
  });
});
