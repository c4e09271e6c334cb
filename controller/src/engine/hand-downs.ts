/** Bulletins from above: handed down to units, scheduled or declined there, followed to their end. */
import type { Campaign, Distribution } from '@loa/protocol/programme';
import {
  type BulletinId,
  type ItemId,
  type NodeId,
  parseItemId,
  type UnitId,
} from '@loa/protocol/vocabulary';
import type { Clock, Random } from '@loa/runtime/pure';
import { civilDayOf, civilSecondOf } from '../domain/calendar/civil-time.ts';
import {
  answerOf,
  handDownState,
  handedDownCampaign,
  withAnswer,
} from '../domain/documents/hand-down.ts';
import { silenceOf } from '../domain/library/review.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { type CityMap, isWithin, resolveTargets } from '../domain/zoning/city-map.ts';
import type { DocumentDesk } from './document-facade.ts';
import type { EventBus } from './events.ts';
import type { ProofOfPlay } from './facades.ts';
import type {
  HandDownAnswer,
  HandDownReport,
  HandDowns,
  HandedDown,
  NewHandDown,
} from './hand-down-facade.ts';
import type { Stores } from './ports.ts';
import type { Refused } from './refused.ts';

const HAND_DOWN_LIMITS = {
  /** Playings whose receipts a report looks at, the latest of a campaign. */
  playings: 120,
  /** Handed down bulletins in one list, the latest. */
  listed: 100,
} as const;

export interface HandDownDeps {
  readonly stores: Pick<
    Stores,
    'city' | 'library' | 'calendar' | 'documents' | 'audit' | 'transactions'
  >;
  readonly desk: Pick<DocumentDesk, 'put'>;
  readonly proof: Pick<ProofOfPlay, 'proofs'>;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly random: Random;
}

export function createHandDowns(deps: HandDownDeps): HandDowns {
  return {
    send: (actor, wanted) => deps.stores.transactions.run(() => send(deps, actor, wanted)),
    sent: (actor) => listed(deps, (map, { unit }) => (isIn(map, unit, actor) ? 'all' : [])),
    inbox: (actor) =>
      listed(deps, (map, { to }) => to.filter((unit) => isIn(map, unit, actor))).filter(
        ({ units }) => units.length > 0,
      ),
    answer: (actor, id, answer) => {
      const answered = deps.stores.transactions.run(() => reply(deps, actor, { id, ...answer }));
      if (!('outcome' in answered)) {
        deps.events.emit({ kind: 'documents-changed', documentKinds: ['distribution'] });
      }
      return answered;
    },
  };
}

function isIn(map: CityMap, unit: UnitId, actor: Actor): boolean {
  return isWithin(map, unit, actor.unitId);
}

/** [APR51] */
function send(deps: HandDownDeps, actor: Actor, wanted: NewHandDown): HandedDown | Refused {
  const { stores, desk, random, clock } = deps;
  const map = stores.city.load();
  if (!map) return refused('unavailable', 'the city has not been set up: apply a city file first');
  const bulletin = stores.library.get(wanted.bulletin);
  if (!bulletin) return refused('not-found', `no bulletin ${wanted.bulletin}`, 'bulletin');
  if (bulletin.class === 'emergency') {
    return refused('emergency-waits-for-nobody', 'send it: POST /api/broadcasts', 'bulletin');
  }
  const silence = silenceOf(bulletin, wanted.fromDay);
  if (silence === 'not-approved') {
    return refused(
      'bulletin-not-approved',
      `it is ${bulletin.state}; have it approved`,
      'bulletin',
    );
  }
  if (silence === 'expired') {
    return refused('bulletin-expired', `it is not valid on ${wanted.fromDay}`, 'fromDay');
  }
  const stranger = wanted.to.find((unit) => !map.units.has(unit) || !isIn(map, unit, actor));
  if (stranger !== undefined) {
    return refused('not-allowed', `to: ${stranger} is not a unit that you answer for`, 'to');
  }
  const id = newId(random);
  const at = civilSecondOf(clock.nowMs() * 1000, map.timeZone);
  if (wanted.throughDay < at.slice(0, 10)) {
    return refused('start-in-past', `throughDay: ${wanted.throughDay} is over`, 'throughDay');
  }
  const isChosen = bulletin.class === 'normal';
  const scheduled = (unit: UnitId) => ({
    ...{ unit, answer: 'scheduled' as const, campaign: id, reason: '' },
    ...{ by: actor.username, at },
  });
  const to = [...new Set(wanted.to)];
  const answers = isChosen ? [] : to.map(scheduled);
  const body = { ...wanted, to, id, unit: actor.unitId, answers };
  const basis = { kind: 'new' } as const;
  if (!isChosen) {
    const { title, bulletinId } = bulletin;
    const how = { kind: 'sessions' } as const;
    const campaign = handedDownCampaign({ ...body, id, title, bulletin: bulletinId, how });
    const put = desk.put(actor, { kind: 'campaign', body: campaign, basis });
    if (put.outcome === 'refused') return put;
  }
  const put = desk.put(actor, { kind: 'distribution', body, basis });
  return put.outcome === 'refused' ? put : viewOf(deps, map, { distribution: body, units: 'all' });
}

/** [APR50] [APR53] */
function reply(
  deps: HandDownDeps,
  actor: Actor,
  { id, unit, answer }: HandDownAnswer & { readonly id: string },
): HandedDown | Refused {
  const { stores, clock } = deps;
  const map = stores.city.load();
  const held = stores.documents.get('distribution', id);
  if (!map || !held?.body.to.includes(unit) || !isIn(map, unit, actor)) {
    return refused('not-found', `nothing called ${id} was handed down to ${unit}`);
  }
  const nowUs = clock.nowMs() * 1000;
  const state = handDownState(held.body, unit, civilDayOf(nowUs, map.timeZone));
  if (state === 'scheduled') return refused('bulletin-state', 'it is in the programme already');
  if (state === 'lapsed') return refused('bulletin-expired', 'its last day has passed');
  const campaign =
    answer.kind === 'declined' ? null : schedule(deps, actor, held.body, { unit, answer });
  if (campaign !== null && 'outcome' in campaign) return campaign;
  const reason = answer.kind === 'declined' ? answer.reason.trim() : '';
  if (answer.kind === 'declined' && reason === '') {
    return refused('bad-request', 'reason: say why', 'reason');
  }
  const distribution = withAnswer(held.body, {
    ...{ unit, answer: answer.kind, campaign: campaign?.id ?? null, reason },
    ...{ by: actor.username, at: civilSecondOf(nowUs, map.timeZone) },
  });
  const changedAtMs = Math.max(clock.nowMs(), held.changedAtMs + 1);
  stores.documents.put('distribution', {
    ...{ body: distribution, origin: held.origin, author: held.author, changedAtMs },
  });
  stores.audit.append({
    ...{ atMs: clock.nowMs(), actor: actor.username, action: 'distribution.answer', subject: id },
    detail: { unit, answer: answer.kind, campaign: campaign?.id ?? null, reason },
  });
  return viewOf(deps, map, { distribution, units: [unit] });
}

function schedule(
  { stores, desk, random }: HandDownDeps,
  actor: Actor,
  ...[held, { unit, answer }]: [
    held: Distribution,
    wanted: { unit: UnitId; answer: Extract<HandDownAnswer['answer'], { kind: 'scheduled' }> },
  ]
): Campaign | Refused {
  const { bulletin, fromDay, throughDay } = held;
  const title = stores.library.get(bulletin)?.title ?? bulletin;
  const { how } = answer;
  const day = how.kind === 'times' ? how.start.slice(0, 10) : fromDay;
  if (day < fromDay || day > throughDay) {
    return refused('bad-request', `start: between ${fromDay} and ${throughDay}`, 'start');
  }
  const id = newId(random);
  const to = [unit];
  const body = handedDownCampaign({ id, unit, title, bulletin, to, fromDay, throughDay, how });
  const put = desk.put(actor, { kind: 'campaign', body, basis: { kind: 'new' } });
  return put.outcome === 'refused' ? put : put.document.body;
}

type Units = 'all' | readonly UnitId[];

/** What became of a campaign so far. */
interface Aired {
  readonly playings: readonly Occurrence[];
  /** Nodes that have sounded one of them in full. */
  readonly heardOn: ReadonlySet<NodeId>;
}

/** Many units have the same campaign: it is looked at once. */
type AiredBy = (campaign: ItemId, bulletin: BulletinId) => Aired;

function airings({ stores, proof }: HandDownDeps): AiredBy {
  const known = new Map<ItemId, Aired>();
  return (campaign, bulletin) => {
    const found = known.get(campaign);
    if (found) return found;
    const playings = stores.calendar
      .ofItem(campaign)
      .filter((one) => one.bulletinId === bulletin && one.withheld === null);
    const heard = playings
      .slice(-HAND_DOWN_LIMITS.playings)
      .flatMap(({ cueId }) => proof.proofs(cueId))
      .filter(({ outcome }) => outcome === 'full');
    const made = { playings, heardOn: new Set(heard.map(({ nodeId }) => nodeId)) };
    known.set(campaign, made);
    return made;
  };
}

function listed(
  deps: HandDownDeps,
  unitsOf: (map: CityMap, distribution: Distribution) => Units,
): HandedDown[] {
  const map = deps.stores.city.load();
  if (!map) return [];
  const aired = airings(deps);
  return deps.stores.documents
    .list('distribution')
    .map(({ body }) => ({ distribution: body, units: unitsOf(map, body) }))
    .filter(({ units }) => units.length > 0)
    .sort(({ distribution: a }, { distribution: b }) => latestFirst(a, b))
    .slice(0, HAND_DOWN_LIMITS.listed)
    .map((one) => viewOf(deps, map, { ...one, aired }));
}

function latestFirst(a: Distribution, b: Distribution): number {
  const [one, other] = [a, b].map(({ fromDay, id }) => `${fromDay} ${id}`) as [string, string];
  return one < other ? 1 : one > other ? -1 : 0;
}

function viewOf(
  deps: HandDownDeps,
  map: CityMap,
  {
    distribution,
    units,
    aired = airings(deps),
  }: { distribution: Distribution; units: Units; aired?: AiredBy },
): HandedDown {
  const bulletin = deps.stores.library.get(distribution.bulletin);
  const shown = units === 'all' ? distribution.to : units;
  return {
    distribution,
    bulletin,
    units: shown.map((unit) => reportOf(deps, map, { distribution, unit, aired })),
  };
}

/** [APR54] */
function reportOf(
  { clock }: HandDownDeps,
  map: CityMap,
  {
    distribution,
    unit,
    aired,
  }: { readonly distribution: Distribution; readonly unit: UnitId; readonly aired: AiredBy },
): HandDownReport {
  const answer = answerOf(distribution, unit);
  const campaign = answer?.campaign ?? null;
  const nodes = resolveTargets(map, { units: [unit], zones: [], nodes: [] });
  const within = new Set(nodes);
  const { playings, heardOn } =
    campaign === null ? NOT_AIRED : aired(campaign, distribution.bulletin);
  return {
    unit,
    state: handDownState(distribution, unit, civilDayOf(clock.nowMs() * 1000, map.timeZone)),
    reason: answer?.reason ?? '',
    by: answer?.by ?? null,
    planned: playings.filter(({ targets }) =>
      resolveTargets(map, targets).some((nodeId) => within.has(nodeId)),
    ).length,
    nodes: nodes.length,
    heard: nodes.filter((nodeId) => heardOn.has(nodeId)).length,
  };
}

const NOT_AIRED: Aired = { playings: [], heardOn: new Set() };

function newId(random: Random) {
  const name = [...random.bytes(6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return parseItemId(`tin-tren-${name}`);
}

function refused(code: Refused['code'], detail: string, field?: string): Refused {
  return { outcome: 'refused', code, detail, ...(field === undefined ? {} : { field }) };
}
