import type { Campaign, Session } from '@loa/protocol/programme';
import { localStartsOn, type Span } from '../calendar/occurrences.ts';
import type { ProgrammeBench } from './bench.ts';
import type { Carrier } from './piece.ts';
import { targetsWithin } from './session-targets.ts';
import { carrierOf, timingOf } from './unfold.ts';

/** A campaign that a session takes up. */
export interface Member {
  readonly campaign: Campaign;
  /** Aimed at what the campaign means within the session's unit. */
  readonly carrier: Carrier;
}

/** The campaigns that one session takes up, by id. */
export function membersOf(session: Session, bench: ProgrammeBench): Member[] {
  return bench.programme.campaigns
    .filter((campaign) => namesSession(campaign, session))
    .map((campaign) => ({ campaign, whole: carrierOf(campaign) }))
    .map(({ campaign, whole }) => {
      const reach = bench.rules.reachOf(whole.targets, whole.targetsText);
      return { campaign, whole, reach };
    })
    .filter(({ reach }) => reach.within.has(session.unit))
    .map(({ campaign, whole, reach }) => {
      const aim = { targets: whole.targets, reach };
      const targets = targetsWithin(bench.programme.map, aim, session.unit);
      return { campaign, carrier: carrierOf(campaign, targets) };
    })
    .sort((a, b) => (a.campaign.id < b.campaign.id ? -1 : 1));
}

function namesSession({ placement }: Campaign, { id }: Session): boolean {
  if (placement.kind !== 'sessions') return false;
  return placement.sessions.length === 0 || placement.sessions.includes(id);
}

/**
 * [CAL81] Which days of a span a campaign has, and its turn on each: in sessions that is the turn of the
 * day, the same in all of them.
 */
export function turnsOnDays(
  { campaign }: Member,
  bench: ProgrammeBench,
  span: Span,
): ReadonlyMap<string, number> {
  const timing = timingOf(campaign.id, campaign.timing);
  const locals = localStartsOn(timing, span, bench.days.timeZone);
  const days = [...new Set(locals.map((local) => local.slice(0, 10)))];
  const [first] = days;
  if (first === undefined) return new Map();
  const isRotation = campaign.order === 'rotation' && campaign.bulletins.length > 1;
  const before = isRotation ? bench.turns.before(timing, first).days : 0;
  return new Map(days.map((day, index) => [day, before + index]));
}
