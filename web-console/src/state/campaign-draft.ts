/** A campaign in the making: what the form holds, and the document it makes. */
import type { Bulletin } from '@loa/protocol/console-api';
import type { Targets } from '@loa/protocol/playout';
import type { Campaign, Timing } from '@loa/protocol/programme';
import type { BulletinId, ItemId, UnitId, WhenPreempted } from '@loa/protocol/vocabulary';
import { NO_TARGETS, targetsGap } from './draft.ts';
import { type Repetition, repetitionOf, timingOf } from './repetition.ts';

/** When something recurs, in the making. */
export interface TimingDraft {
  readonly repetition: Repetition;
  readonly fromDay: string;
  /** Empty is without end. */
  readonly untilDay: string;
  readonly place: Campaign['placement']['kind'];
  /** `HH:MM`. */
  readonly times: readonly string[];
  /** Civil days on which it does not sound. */
  readonly except: readonly string[];
  /** Civil starts beyond the rule, `YYYY-MM-DDTHH:MM`. */
  readonly extra: readonly string[];
}

export interface CampaignDraft extends TimingDraft {
  /** Empty: it is called as its first bulletin is. */
  readonly title: string;
  readonly bulletins: readonly BulletinId[];
  readonly targets: Targets;
  /** None is every one of where it sounds. */
  readonly sessions: readonly string[];
  readonly order: Campaign['order'];
  readonly separationSeconds: number;
  readonly chime: BulletinId | null;
  readonly repeatTimes: number;
  readonly repeatGapMinutes: number;
  readonly gainDb: number;
  readonly lateMinutes: number;
  readonly whenPreempted: WhenPreempted;
  readonly priority: number;
  /** Why it sounds outside the hours of its class; empty is within them. */
  readonly overrideReason: string;
}

/** Bulletins that one campaign may have, as the contract bounds it. */
const BULLETINS_MOST = 64;
/** Times of day that the form takes: more are for a rule as text. */
export const TIMES_MOST = 12;

const FIRST_TIMES: readonly string[] = ['17:00'];

type TimingGap = 'weekdays' | 'rule' | 'times' | 'from' | 'until';

/** What still stands between the draft and keeping it; the first of them is shown. */
export type CampaignGap = 'bulletins' | 'many-bulletins' | 'targets' | 'many' | TimingGap | 'past';

export type CampaignOutcome =
  | { readonly outcome: 'ready'; readonly body: Campaign }
  | { readonly outcome: 'gap'; readonly gap: CampaignGap };

export function newCampaign(first: {
  readonly targets: Targets;
  readonly today: string;
}): CampaignDraft {
  return {
    title: '',
    bulletins: [],
    targets: first.targets,
    repetition: { kind: 'daily' },
    fromDay: first.today,
    untilDay: '',
    place: 'times',
    sessions: [],
    times: FIRST_TIMES,
    except: [],
    extra: [],
    order: 'sequence',
    separationSeconds: 0,
    chime: null,
    repeatTimes: 1,
    repeatGapMinutes: 0,
    gainDb: 0,
    lateMinutes: 15,
    whenPreempted: 'continue',
    priority: 50,
    overrideReason: '',
  };
}

export function draftOfCampaign(campaign: Campaign): CampaignDraft {
  return {
    title: campaign.title,
    bulletins: campaign.bulletins,
    targets: { ...NO_TARGETS, ...campaign.targets },
    ...timingDraftOf(campaign.timing, campaign.placement.kind),
    sessions: campaign.placement.kind === 'sessions' ? campaign.placement.sessions : [],
    order: campaign.order,
    separationSeconds: campaign.separationSeconds,
    chime: campaign.chime,
    repeatTimes: campaign.repeats.times,
    repeatGapMinutes: campaign.repeats.gapSeconds / 60,
    gainDb: campaign.gainDb,
    lateMinutes: campaign.lateMinutes,
    whenPreempted: campaign.whenPreempted,
    priority: campaign.priority,
    overrideReason: campaign.override?.reason ?? '',
  };
}

export function timingDraftOf(timing: Timing, place: TimingDraft['place']): TimingDraft {
  const { repetition, times } = repetitionOf(timing);
  return {
    repetition,
    fromDay: timing.start.slice(0, 10),
    untilDay: timing.until ?? '',
    place,
    // In sessions the time of day says nothing.
    times: place === 'times' ? times : FIRST_TIMES,
    except: timing.except,
    extra: timing.extra.filter((one) => !isShown(one, timing)),
  };
}

/** When it recurs, or what is missing for that to be known. */
export function draftTiming(
  draft: TimingDraft,
  base: { readonly timing: Timing } | null,
): { readonly outcome: 'ready'; readonly timing: Timing } | { outcome: 'gap'; gap: TimingGap } {
  const gap = timingGap(draft);
  if (gap !== null) return { outcome: 'gap', gap };
  const { fromDay, untilDay, repetition, place } = draft;
  const times = [...new Set(draft.times)].sort();
  const when = { fromDay, untilDay: untilDay === '' ? null : untilDay };
  const timing = timingOf(repetition, when, place === 'times' ? times : ['00:00']);
  const { except } = draft;
  const extra = [...timing.extra, ...draft.extra];
  // The form has no seconds.
  const before = base?.timing.start ?? '';
  const start = before.startsWith(timing.start) ? before : timing.start;
  return { outcome: 'ready', timing: { ...timing, start, except, extra } };
}

export function planCampaign(
  draft: CampaignDraft,
  world: {
    readonly reached: number;
    readonly today: string;
    readonly library: readonly Bulletin[];
    /** Who keeps it. */
    readonly by: string;
    /** What is changed, or who makes it new. */
    readonly base: Campaign | { readonly id: ItemId; readonly unit: UnitId };
  },
): CampaignOutcome {
  const { base, library } = world;
  if (draft.bulletins.length === 0) return { outcome: 'gap', gap: 'bulletins' };
  if (draft.bulletins.length > BULLETINS_MOST) return { outcome: 'gap', gap: 'many-bulletins' };
  const aim = targetsGap(draft.targets, world.reached);
  if (aim !== null) return { outcome: 'gap', gap: aim };
  const when = draftTiming(draft, 'timing' in base ? base : null);
  if (when.outcome === 'gap') return when;
  if (lastDay(when.timing) < world.today) return { outcome: 'gap', gap: 'past' };
  const first = library.find((one) => one.bulletinId === draft.bulletins[0]);
  const { place, sessions } = draft;
  const body: Campaign = {
    ...base,
    title: draft.title.trim() || (first?.title ?? base.id),
    bulletins: draft.bulletins,
    order: draft.order,
    separationSeconds: draft.separationSeconds,
    chime: draft.chime,
    targets: draft.targets,
    timing: when.timing,
    placement: place === 'sessions' ? { kind: place, sessions } : { kind: place },
    repeats: { times: draft.repeatTimes, gapSeconds: Math.round(draft.repeatGapMinutes * 60) },
    gainDb: draft.gainDb,
    lateMinutes: draft.lateMinutes,
    whenPreempted: draft.whenPreempted,
    priority: draft.priority,
    override: overrideOf(draft, { by: world.by, before: 'timing' in base ? base.override : null }),
  };
  return { outcome: 'ready', body };
}

/** Whether it is still to come, or over, on a day. */
export function campaignPhase(timing: Timing, today: string): 'coming' | 'running' | 'over' {
  if (lastDay(timing) < today) return 'over';
  return timing.start.slice(0, 10) > today ? 'coming' : 'running';
}

/** The last civil day on which it may occur. */
export function lastDay({ start, rule, until, extra }: Timing): string {
  const ruled = rule === null ? start.slice(0, 10) : (until ?? '9999-12-31');
  return [ruled, ...extra.map((one) => one.slice(0, 10))].sort().at(-1) as string;
}

function timingGap(draft: TimingDraft): TimingGap | null {
  const { repetition, fromDay, untilDay, times, place } = draft;
  if (repetition.kind === 'weekdays' && repetition.weekdays.length === 0) return 'weekdays';
  if (repetition.kind === 'rule' && repetition.rule.trim() === '') return 'rule';
  const isTimed = times.length > 0 && times.every((time) => /^\d{2}:\d{2}$/.test(time));
  if (place === 'times' && !isTimed) return 'times';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(fromDay)) return 'from';
  return untilDay !== '' && untilDay < fromDay ? 'until' : null;
}

function isShown(extra: string, { start, rule }: Timing): boolean {
  return rule === null && extra.startsWith(start.slice(0, 10));
}

/** In the name of who gave the reason as it stands. */
function overrideOf(
  draft: CampaignDraft,
  { by, before }: { readonly by: string; readonly before: Campaign['override'] },
): Campaign['override'] {
  const reason = draft.overrideReason.trim();
  if (reason === '') return null;
  return reason === before?.reason ? before : { reason, by };
}
