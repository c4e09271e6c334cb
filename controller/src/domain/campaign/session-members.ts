import type { Targets } from '@loa/protocol/playout';
import type { Campaign, Session } from '@loa/protocol/programme';
import { localStartsOn, type Span } from '../calendar/occurrences.ts';
import type { ProgrammeBench } from './bench.ts';
import type { Carrier } from './piece.ts';
import type { Reach } from './rulebook.ts';
import { targetsWithin } from './session-targets.ts';
import { carrierOf, timingOf } from './unfold.ts';

/** A campaign that a session takes up. */
export interface Member {
  readonly campaign: Campaign;
  /** Aimed at what the campaign means within the session's unit. */
  readonly carrier: Carrier;
}

/** A campaign for sessions, and where it is heard. */
interface Candidate {
  readonly campaign: Campaign;
  readonly sessions: readonly string[];
  readonly aim: { readonly targets: Targets; readonly reach: Reach };
}

/** All campaigns for sessions, by id: looked at once for all sessions. */
export function candidatesFor({ programme, rules }: ProgrammeBench): Candidate[] {
  return programme.campaigns
    .flatMap((campaign) => {
      const { placement } = campaign;
      if (placement.kind !== 'sessions') return [];
      const { targets, targetsText } = carrierOf(campaign);
      const aim = { targets, reach: rules.reachOf(targets, targetsText) };
      return [{ campaign, sessions: placement.sessions, aim }];
    })
    .sort((a, b) => (a.campaign.id < b.campaign.id ? -1 : 1));
}

/** The campaigns that one session takes up, by id. */
export function membersOf(
  session: Session,
  bench: ProgrammeBench,
  candidates: readonly Candidate[] = candidatesFor(bench),
): Member[] {
  return candidates
    .filter(({ aim }) => aim.reach.within.has(session.unit))
    .filter(({ sessions }) => sessions.length === 0 || sessions.includes(session.id))
    .map(({ campaign, aim }) => {
      const targets = targetsWithin(bench.programme.map, aim, session.unit);
      return { campaign, carrier: carrierOf(campaign, targets) };
    });
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
