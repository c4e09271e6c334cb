/** Where the bulletins of a campaign lie. */
import { parseCueId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import type { Programme } from './programme.ts';
import { benchOf, bulletinOf, campaign, idsOf, programmeOf, timingOf } from './sample-programme.ts';
import { unfoldCampaign } from './unfold.ts';

const DAY = '2026-11-22';
const BULLETINS = [
  bulletinOf('mot'),
  bulletinOf('hai', { durationFrames: 30 * 48_000 }),
  bulletinOf('nhac-hieu', { durationFrames: 5 * 48_000 }),
  bulletinOf('chua-duyet', { state: 'submitted' }),
];

/** Identity, bulletin, seconds after the first start asked for, reason. */
function laid(
  change: Parameters<typeof campaign>[1],
  days: { readonly fromDay: string; readonly throughDay: string } = {
    fromDay: DAY,
    throughDay: DAY,
  },
  more: Partial<Programme> = {},
): string[] {
  const one = campaign('sang', change);
  const bench = benchOf({ ...programmeOf({ campaigns: [one] }, BULLETINS), ...more });
  const pieces = unfoldCampaign(one, bench, days);
  const fromUs = pieces[0]?.blockStartUs ?? 0;
  return pieces.map(({ cueId, bulletinId, startAtUs, withheld }) => {
    const why = withheld ? ` ${withheld.why}` : '';
    return `${cueId.slice(5 + 11)} ${bulletinId} ${(startAtUs - fromUs) / 1e6}${why}`;
  });
}

describe('unfolding a campaign', () => {
  it('[CAL80] a start is the chime and then the bulletins, with silence between them', () => {
    const bulletins = idsOf('mot', 'hai');
    const [chime = null] = idsOf('nhac-hieu');
    expect(laid({ bulletins, chime, separationSeconds: 2 })).toEqual([
      '05:30.c nhac-hieu 0',
      '05:30 mot 5',
      '05:30.1 hai 67',
    ]);
  });

  it('[CAL80] the whole is repeated with its gap, the chime once', () => {
    const [chime = null] = idsOf('nhac-hieu');
    const repeats = { times: 2, gapSeconds: 10 };
    expect(laid({ bulletins: idsOf('mot', 'hai'), chime, repeats, separationSeconds: 1 })).toEqual([
      '05:30.c nhac-hieu 0',
      '05:30 mot 5',
      '05:30.1 hai 66',
      '05:30.2 mot 106',
      '05:30.3 hai 167',
    ]);
  });

  it('[CAL81] a rotation goes on where it was, whatever days are asked for, after years too', () => {
    const rotation = {
      bulletins: idsOf('mot', 'hai', 'tin'),
      order: 'rotation',
      timing: timingOf('2016-02-01T05:30', 'FREQ=DAILY;BYHOUR=5,17;BYMINUTE=30'),
    } as const;
    const whole = laid(rotation, { fromDay: '2016-02-01', throughDay: DAY });
    const turnOf = (line: string | undefined) => line?.split(' ')[1];
    for (const fromDay of ['2016-02-02', '2019-03-01', '2026-11-21']) {
      const part = laid(rotation, { fromDay, throughDay: DAY });
      expect(part.map(turnOf)).toEqual(whole.slice(-part.length).map(turnOf));
    }
  });

  it('[CAL82] what is withheld takes no time, and a chime announces nothing by itself', () => {
    const [chime = null] = idsOf('nhac-hieu');
    expect(laid({ bulletins: idsOf('mot', 'chua-duyet', 'hai'), separationSeconds: 1 })).toEqual([
      '05:30 mot 0',
      '05:30.1 chua-duyet 61 not-approved',
      '05:30.2 hai 61',
    ]);
    expect(laid({ bulletins: idsOf('chua-duyet'), chime })).toEqual([
      '05:30.c nhac-hieu 0 not-approved',
      '05:30 chua-duyet 5 not-approved',
    ]);
  });

  it('[CAL93] a decision ranks a start just above or just below the other item', () => {
    const other = campaign('tren', { priority: 70 });
    const own = campaign('sang', { bulletins: idsOf('mot', 'hai') });
    const [cue, against] = ['sang@2026-11-22T05:30.1', 'tren@2026-11-22T05:30'].map(parseCueId);
    if (!cue || !against) throw new Error('no cue');
    const ranked = (order: 'before' | 'after', priority = 70) => {
      const decision = { id: 'q', unit: own.unit, cue, against, order, by: 'lan' };
      const campaigns = [own, { ...other, priority }];
      const bench = benchOf(programmeOf({ campaigns, decisions: [decision] }, BULLETINS));
      const days = { fromDay: DAY, throughDay: '2026-11-23' };
      return unfoldCampaign(own, bench, days).map((piece) => piece.priority);
    };
    expect(ranked('before')).toEqual([71, 71, 50, 50]);
    expect(ranked('after')).toEqual([69, 69, 50, 50]);
    expect(ranked('before', 98)).toEqual([99, 99, 50, 50]);
  });
});
