/** A bulletin handed down to units: what each may do with it, and the campaign that follows. */
import type { Campaign, Distribution } from '@loa/protocol/programme';
import type { BulletinId, ItemId, UnitId } from '@loa/protocol/vocabulary';

type Answer = Distribution['answers'][number];

/** How a unit that was asked puts it into its programme. */
export type HowScheduled =
  /** In each of its sessions while it lasts. */
  | { readonly kind: 'sessions' }
  /** At a time of its own, by a rule of recurrence or once. */
  | { readonly kind: 'times'; readonly start: string; readonly rule: string | null };

/** What became of it in a unit, as far as decisions go. */
export type HandDownState = 'waiting' | 'scheduled' | 'declined' | 'lapsed';

/** [APR52] The last word of a unit counts; without one it lapses after its last day. */
export function handDownState(
  { answers, throughDay }: Pick<Distribution, 'answers' | 'throughDay'>,
  unit: UnitId,
  day: string,
): HandDownState {
  const answer = answerOf({ answers }, unit);
  if (answer !== null) return answer.answer;
  return day > throughDay ? 'lapsed' : 'waiting';
}

export function answerOf({ answers }: Pick<Distribution, 'answers'>, unit: UnitId): Answer | null {
  return answers.find((one) => one.unit === unit) ?? null;
}

export function withAnswer(distribution: Distribution, answer: Answer): Distribution {
  const others = distribution.answers.filter(({ unit }) => unit !== answer.unit);
  return { ...distribution, answers: [...others, answer] };
}

/** [APR51] [APR53] The campaign that carries it out, of the unit that decided. */
export function handedDownCampaign(wanted: {
  readonly id: ItemId;
  readonly unit: UnitId;
  readonly title: string;
  readonly bulletin: BulletinId;
  readonly to: readonly UnitId[];
  readonly fromDay: string;
  readonly throughDay: string;
  readonly how: HowScheduled;
}): Campaign {
  const { id, unit, title, bulletin, to, fromDay, throughDay, how } = wanted;
  const daily = { start: `${fromDay}T00:00`, rule: 'FREQ=DAILY' };
  const { start, rule } = how.kind === 'times' ? how : daily;
  return {
    ...{ id, unit, title, bulletins: [bulletin], order: 'sequence', separationSeconds: 0 },
    ...{ chime: null, targets: { units: [...to], zones: [], nodes: [] } },
    timing: { start, rule, until: rule === null ? null : throughDay, except: [], extra: [] },
    placement: how.kind === 'times' ? { kind: 'times' } : { kind: 'sessions', sessions: [] },
    repeats: { times: 1, gapSeconds: 0 },
    ...{ priority: 50, gainDb: 0, lateMinutes: 15, whenPreempted: 'continue', override: null },
  };
}
