import type { Campaign } from '@loa/protocol/programme';
import { parseRule } from '../calendar/rule.ts';
import { type DocumentFault, fault } from './known.ts';

/** Sounds that one campaign may have in a day: one every three minutes, round the clock. */
const SOUNDS_PER_DAY = 480;

/** [CAL59] A campaign that would fill the calendar alone is refused: everybody's planning waits for it. */
export function crowdFaults(campaign: Campaign): DocumentFault[] {
  const sounds = startsPerDay(campaign) * soundsPerStart(campaign);
  if (sounds <= SOUNDS_PER_DAY) return [];
  const message = `up to ${sounds} sounds a day; at most ${SOUNDS_PER_DAY}: fewer repeats, bulletins or times`;
  return [fault([campaign.repeats.times > 1 ? 'repeats' : 'bulletins'], message)];
}

function soundsPerStart({ bulletins, order, chime, repeats }: Campaign): number {
  const parts = order === 'rotation' ? 1 : bulletins.length;
  return parts * repeats.times + (chime === null ? 0 : 1);
}

/** Of one in sessions a session counts as a start, and fills itself no further than its minutes. */
function startsPerDay({ timing, placement }: Campaign): number {
  if (placement.kind === 'sessions') return 1;
  const rule = timing.rule === null ? null : parseRule(timing.rule);
  const extra = new Map<string, number>();
  for (const local of timing.extra) {
    const day = local.slice(0, 10);
    extra.set(day, (extra.get(day) ?? 0) + 1);
  }
  return (rule?.outcome === 'parsed' ? rule.startsPerDay : 1) + Math.max(0, ...extra.values());
}
