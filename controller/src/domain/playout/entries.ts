import type { Relay, Session, Suspension } from '@loa/protocol/programme';
import type { BulletinId, CueId, ItemId } from '@loa/protocol/vocabulary';
import type { Steps } from '@loa/runtime/pure';
import { addDays } from '../calendar/civil-time.ts';
import type { Span } from '../calendar/occurrences.ts';
import type { ProgrammeBench } from '../campaign/bench.ts';
import { frameCarrier } from '../campaign/fill-session.ts';
import type { Piece } from '../campaign/piece.ts';
import { candidatesFor, type Member, membersOf } from '../campaign/session-members.ts';
import { SUBSTITUTE, type SuspendedStart, unfoldSubstitutes } from '../campaign/substitutes.ts';
import { carrierOf, unfoldCampaign } from '../campaign/unfold.ts';
import { relayCarrier, unfoldRelay } from '../campaign/unfold-relay.ts';
import { unfoldSession } from '../campaign/unfold-session.ts';
import { Grants } from './grants.ts';

/** What is planned as a whole: a campaign, a session, a relay, what sounds in the place of a suspension. */
export interface Entry {
  readonly id: string;
  /** All that its pieces follow from: equal means the same pieces. */
  readonly key: string;
  pieces(): Piece[];
}

export interface Entries {
  /** Each is made when its turn comes: what it follows from is a long text. */
  readonly entries: Iterable<Entry>;
  readonly grants: Grants;
  /** Campaigns of which a bulletin is gone. */
  readonly orphans: readonly ItemId[];
}

/** The entry that a cue of the calendar belongs to. */
export function entryIdOf(cueId: CueId): string {
  const item = cueId.slice(0, cueId.indexOf('@'));
  const tilde = item.indexOf('~');
  if (tilde === -1) return item;
  const place = item.slice(tilde);
  return place === `~${SUBSTITUTE}` ? item : place;
}

/** The campaigns at their own times and the sessions, each with what it follows from. */
export function* gatherEntries(bench: ProgrammeBench, days: Span): Steps<Entries> {
  const texts = new Map<BulletinId, string>();
  const bulletinText = (id: BulletinId): string => {
    const known = texts.get(id);
    if (known !== undefined) return known;
    const made = JSON.stringify(bench.bulletin(id));
    texts.set(id, made);
    return made;
  };
  const { programme } = bench;
  const atTimes = programme.campaigns
    .filter(({ placement }) => placement.kind === 'times')
    .map((campaign) => ({ campaign, carrier: carrierOf(campaign) }));
  yield;
  const candidates = candidatesFor(bench);
  const inSessions: SessionWithMembers[] = [];
  for (const session of programme.sessions) {
    yield;
    inSessions.push({ session, members: membersOf(session, bench, candidates) });
  }
  const grants = yield* Grants.of({ campaigns: atTimes, sessions: inSessions }, bench);
  const context = { bench, days, grants, bulletinText };
  const orphans = programme.campaigns
    .filter(({ bulletins }) => bulletins.some((id) => bench.bulletin(id) === null))
    .map(({ id }) => id);
  yield;
  const entries = inTurn({ atTimes, inSessions, relays: programme.relays }, context);
  return { entries, grants, orphans };
}

interface Context {
  readonly bench: ProgrammeBench;
  readonly days: Span;
  readonly grants: Grants;
  bulletinText(id: BulletinId): string;
}

interface SessionWithMembers {
  readonly session: Session;
  readonly members: readonly Member[];
}

function* inTurn(
  planned: {
    readonly atTimes: readonly Member[];
    readonly inSessions: readonly SessionWithMembers[];
    readonly relays: readonly Relay[];
  },
  context: Context,
): Generator<Entry, void, undefined> {
  for (const one of planned.atTimes) yield campaignEntry(one, context);
  for (const one of planned.inSessions) yield sessionEntry(one, context);
  for (const one of planned.relays) yield relayEntry(one, context);
}

function campaignEntry({ campaign, carrier }: Member, context: Context): Entry {
  const { bench, days, grants } = context;
  return {
    id: campaign.id,
    key: [memberText({ campaign, carrier }, context), grants.textOf(campaign)].join('\n'),
    pieces: () => unfoldCampaign(campaign, bench, days),
  };
}

function sessionEntry({ session, members }: SessionWithMembers, context: Context): Entry {
  const { bench, days, grants, bulletinText } = context;
  const orders = bench.programme.dayOrders.filter((order) => order.session === session.id);
  const frame = frameCarrier(session);
  const ends = [session.opening, session.closing].flatMap((id) => id ?? []);
  return {
    id: `~${session.id}`,
    key: [
      days.fromDay,
      JSON.stringify([session, orders]),
      ...ends.map(bulletinText),
      bench.rules.concernOf(frame.targets, frame.targetsText),
      ...members.map((member) => memberText(member, context)),
      ...members.map(({ campaign }) => bench.rules.standsWithin(campaign.unit, session.unit)),
      grants.textOf(session),
    ].join('\n'),
    pieces: () => unfoldSession(session, members, bench, days),
  };
}

function relayEntry(relay: Relay, { bench, days }: Context): Entry {
  const { targets, targetsText } = relayCarrier(relay);
  return {
    id: relay.id,
    key: [
      days.fromDay,
      JSON.stringify(relay),
      targetsText,
      bench.rules.concernOf(targets, targetsText),
    ].join('\n'),
    pieces: () => unfoldRelay(relay, bench, days),
  };
}

function memberText({ campaign, carrier }: Member, context: Context): string {
  const { bench, days, bulletinText } = context;
  const { bulletins, chime } = campaign;
  return [
    days.fromDay,
    JSON.stringify(campaign),
    carrier.targetsText,
    ...(chime === null ? bulletins : [...bulletins, chime]).map(bulletinText),
    bench.rules.concernOf(carrier.targets, carrier.targetsText),
    bench.decisions.textOf(campaign.id),
  ].join('\n');
}

/** What sounds instead, by suspension, given all starts that are suspended. */
export function substituteEntries(
  starts: readonly SuspendedStart[],
  bench: ProgrammeBench,
): Entry[] {
  if (starts.length === 0) return [];
  const bySuspension = Map.groupBy(starts, ({ suspension }) => suspension);
  return bench.programme.suspensions.flatMap((suspension) => {
    const own = bySuspension.get(suspension.id);
    if (!own || suspension.substitute === null) return [];
    return [substituteEntry(suspension, own, bench)];
  });
}

function substituteEntry(
  suspension: Suspension,
  starts: readonly SuspendedStart[],
  bench: ProgrammeBench,
): Entry {
  const { substitute } = suspension;
  const pieces = unfoldSubstitutes(suspension, starts, bench);
  const bulletin = substitute === null ? null : bench.bulletin(substitute);
  return {
    id: `${suspension.id}~${SUBSTITUTE}`,
    key: JSON.stringify([suspension, bulletin, pieces.map(({ bulletin: _, ...rest }) => rest)]),
    pieces: () => pieces,
  };
}

/** The civil days that are planned. */
export function horizonFrom(today: string, dayCount: number): Span {
  return { fromDay: today, throughDay: addDays(today, dayCount - 1) };
}
