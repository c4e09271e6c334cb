import type { Targets } from '@loa/protocol/playout';
import type { Campaign, Timing as ProgrammeTiming } from '@loa/protocol/programme';
import type { ItemId } from '@loa/protocol/vocabulary';
import { type Span, startsOn, type Timing } from '../calendar/occurrences.ts';
import { normalTargets } from '../zoning/targets.ts';
import type { ProgrammeBench } from './bench.ts';
import type { Carrier, Piece } from './piece.ts';
import { layOutPlaying, partsOf } from './playing.ts';

/** When a document recurs, in the calendar's words. */
export function timingOf(id: string, timing: ProgrammeTiming): Timing {
  const { start, rule, until, except, extra } = timing;
  return { itemId: id as ItemId, start, rrule: rule, until, except, extraStarts: extra };
}

export function carrierOf(campaign: Campaign, targets: Targets = campaign.targets): Carrier {
  const normal = normalTargets(targets);
  return {
    itemId: campaign.id,
    unitId: campaign.unit,
    title: campaign.title,
    priority: campaign.priority,
    gainDb: campaign.gainDb,
    whenPreempted: campaign.whenPreempted,
    lateUs: Math.round(campaign.lateMinutes * 60e6),
    targets: normal,
    targetsText: JSON.stringify(normal),
    isOverridden: campaign.override !== null,
    isSubstitute: false,
  };
}

/**
 * [CAL80] [CAL94] Where each bulletin of each start of a campaign at its own times lies. What days are
 * asked for makes no difference to what lies on them.
 */
export function unfoldCampaign(campaign: Campaign, bench: ProgrammeBench, days: Span): Piece[] {
  const timing = timingOf(campaign.id, campaign.timing);
  const carrier = carrierOf(campaign);
  const starts = startsOn(timing, days, bench.days);
  const [first] = starts;
  if (!first) return [];
  const isRotation = campaign.order === 'rotation' && campaign.bulletins.length > 1;
  let turn = isRotation ? bench.turns.before(timing, first.localStart.slice(0, 10)).starts : 0;
  const pieces: Piece[] = [];
  for (const { cueId, localStart, startAtUs } of starts) {
    const laid = layOutPlaying(
      {
        carrier,
        cueId,
        localStart,
        blockStartUs: startAtUs,
        startAtUs,
        priority: bench.decisions.priorityOf(cueId) ?? campaign.priority,
        chime: campaign.chime,
        parts: partsOf(campaign, turn),
      },
      bench,
    );
    pieces.push(...laid.pieces);
    turn += 1;
  }
  return pieces;
}
