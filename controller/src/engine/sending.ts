import type { Authorisation, Targets } from '@loa/protocol/playout';
import {
  type CueId,
  cueIdOf,
  parseAuthorisationId,
  parseItemId,
  usOfFrames,
} from '@loa/protocol/vocabulary';
import type { Random } from '@loa/runtime/pure';
import { civilDayOf, civilSecondOf } from '../domain/calendar/civil-time.ts';
import type { Bulletin } from '../domain/library/bulletin.ts';
import { silenceOf, stepReview } from '../domain/library/review.ts';
import { sendLeadUs } from '../domain/paging/send-lead.ts';
import { sendAuthorisation } from '../domain/playout/authorise.ts';
import { cueOf, validUntilOf } from '../domain/playout/cue-of.ts';
import { SHORT_NOTICE_US } from '../domain/playout/materialise.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { decide } from '../domain/policy/permissions.ts';
import { type CityMap, resolveTargets } from '../domain/zoning/city-map.ts';
import { normalTargets } from '../domain/zoning/targets.ts';
import { type BeyondHours, beyondHours } from './air-hours.ts';
import { ownContext } from './approval-rights.ts';
import { noteStep } from './approvals.ts';
import type { Refused, Sending } from './facades.ts';
import {
  audit,
  fitsTheWire,
  issue,
  notAllowed,
  orderBody,
  refused,
  replan,
  type SendingDeps,
} from './ordering.ts';
import { authorise } from './publication.ts';
import { stop, stopUnit } from './stopping.ts';
import type { Ways } from './ways.ts';

/** How late a sending may still begin where something else holds the air. */
const SEND_LATE_US = 15 * 60e6;
/** [ARB8] Within its class a person's sending goes before the programme, whose default is 50. */
const SEND_PRIORITY = 60;
/** The furthest ahead that something can be sent. */
const FURTHEST_AHEAD_US = 366 * 86_400e6;

export interface SenderDeps extends SendingDeps {
  readonly ways: Pick<Ways, 'linksOf'>;
}

export function createSending(deps: SenderDeps): Sending {
  return {
    send: (actor, request) => send(deps, actor, request),
    stop: (actor, cueId) => stop(deps, actor, cueId),
    stopUnit: (actor, unitId) => stopUnit(deps, actor, unitId),
  };
}

type Request = Parameters<Sending['send']>[1];

function send(deps: SenderDeps, actor: Actor, request: Request): ReturnType<Sending['send']> {
  const map = deps.stores.city.load();
  if (!map) return refused('unavailable', 'no city yet; apply a city file first');
  const bulletin = deps.stores.library.get(request.bulletinId);
  if (!bulletin) {
    return refused('not-found', `no bulletin ${request.bulletinId}`, 'bulletinId');
  }
  const targets = normalTargets(request.targets);
  const resource = { kind: 'sending', bulletinUnitId: bulletin.unitId, targets } as const;
  const decision = decide({ actor, action: 'broadcast.send', resource, map });
  if (decision !== 'allowed') return notAllowed(decision.refused, 'targets');
  const nowUs = deps.timeline.nowUs();
  const links = deps.ways.linksOf(resolveTargets(map, targets), nowUs);
  const soonestUs = nowUs + sendLeadUs(links);
  const wantedUs = request.startAtUs ?? soonestUs;
  if (wantedUs < nowUs) {
    return refused('start-in-past', 'the start has passed; send it now instead', 'startAt');
  }
  if (wantedUs > nowUs + FURTHEST_AHEAD_US) {
    return refused('start-too-far', 'at most 366 days ahead', 'startAt');
  }
  const startAtUs = Math.max(wantedUs, soonestUs);
  const sound = soundOf(deps, map, { actor, bulletin, startAtUs });
  if ('outcome' in sound) return sound;
  const { class: of, durationFrames } = sound;
  const endUs = startAtUs + usOfFrames(durationFrames);
  const beyond = beyondHours(deps.stores, map, {
    ...{ actor, targets, class: of, startAtUs, endUs, reason: request.reason ?? null },
  });
  if ('outcome' in beyond) return beyond;
  return commission(deps, map, { actor, bulletin: sound, targets, startAtUs, nowUs, beyond });
}

/** [APR32] The bulletin as it may sound then; who speaks it themselves approves it by sending it. */
function soundOf(
  { stores, clock }: SendingDeps,
  map: CityMap,
  { actor, bulletin, startAtUs }: Pick<Commission, 'actor' | 'bulletin' | 'startAtUs'>,
): Bulletin | Refused {
  const day = civilDayOf(startAtUs, map.timeZone);
  const silence = silenceOf(bulletin, day);
  if (silence === null) return bulletin;
  if (silence === 'expired') {
    const detail = `it is not valid on ${day}; change its validity or send another`;
    return refused('bulletin-expired', detail, 'bulletinId');
  }
  const ground = { documents: stores.documents, map, nowMs: clock.nowMs() };
  const spoken = stepReview(bulletin, { kind: 'speak' }, ownContext(ground, bulletin, actor));
  if (spoken.outcome === 'stepped') return spoken.bulletin;
  const remedy =
    bulletin.state === 'submitted'
      ? 'it waits for its approver'
      : `it is ${bulletin.state}: put it forward`;
  const detail = `${remedy}; where it cannot wait, break the glass with a reason`;
  return refused('bulletin-not-approved', detail, 'bulletinId');
}

interface Commission {
  readonly actor: Actor;
  readonly bulletin: Bulletin;
  readonly targets: Targets;
  readonly startAtUs: number;
  readonly nowUs: number;
  readonly beyond: BeyondHours;
}

function commission(
  deps: SendingDeps,
  map: CityMap,
  wanted: Commission,
): ReturnType<Sending['send']> {
  const { stores } = deps;
  const { actor, nowUs } = wanted;
  const { occurrence, authorisation } = occurrenceOf(deps, map, wanted);
  const order = orderBody(deps, map, {
    targets: occurrence.targets,
    effectiveAtUs: nowUs,
    expiresAtUs: occurrence.validUntilUs,
    add: [cueOf(occurrence)],
    cancel: null,
  });
  if (!fitsTheWire(authorisation, order)) {
    return refused(
      'bad-request',
      'too many targets for one sending; choose units or zones',
      'targets',
    );
  }
  const isShort = occurrence.carriedBy === 'order';
  const issued = stores.transactions.run(() => {
    authorise(deps, occurrence.authorisationId, authorisation);
    stores.calendar.put([occurrence]);
    if (stores.library.get(wanted.bulletin.bulletinId)?.state !== wanted.bulletin.state) {
      stores.library.put(wanted.bulletin);
      noteStep(deps, actor, { kind: 'speak', bulletin: wanted.bulletin });
    }
    audit(deps, actor, {
      action: 'broadcast.sent',
      subject: occurrence.cueId,
      detail: {
        bulletinId: occurrence.bulletinId,
        targets: occurrence.targets,
        startAtUs: occurrence.startAtUs,
        ...wanted.beyond,
      },
    });
    return isShort ? issue(deps, actor, order) : null;
  });
  if (issued) deps.events.emit({ kind: 'order-issued', sequence: issued.sequence });
  else replan(deps);
  deps.events.emit({ kind: 'broadcasts-changed', cueIds: [occurrence.cueId] });
  if (wanted.bulletin.review.how === 'own-voice') deps.events.emit({ kind: 'library-changed' });
  return { outcome: 'sent', cueId: occurrence.cueId };
}

function occurrenceOf(
  deps: SendingDeps,
  map: CityMap,
  { actor, bulletin, targets, startAtUs, nowUs }: Commission,
): { occurrence: Occurrence; authorisation: Authorisation } {
  const timing = { startAtUs, durationFrames: bulletin.durationFrames, lateUs: SEND_LATE_US };
  const validUntilUs = validUntilOf(timing);
  const authorisation = sendAuthorisation(map, {
    bulletin,
    targets,
    startAtUs,
    validUntilUs,
    orderedBy: actor.username,
    issuedAtUs: nowUs,
  });
  const occurrence: Occurrence = {
    cueId: newCueId(deps.random, civilSecondOf(startAtUs, map.timeZone)),
    origin: 'sent',
    itemId: null,
    sentBy: actor.username,
    bulletinId: bulletin.bulletinId,
    title: bulletin.title,
    category: bulletin.category,
    unitId: actor.unitId,
    assetId: bulletin.assetId,
    class: bulletin.class,
    source: 'scheduled',
    priority: SEND_PRIORITY,
    gainDb: 0,
    whenPreempted: 'continue',
    ...timing,
    blockStartUs: startAtUs,
    validUntilUs,
    targets,
    exceptions: [],
    withheld: null,
    authorisationId: parseAuthorisationId(deps.nameOf(JSON.stringify(authorisation))),
    carriedBy: startAtUs < nowUs + SHORT_NOTICE_US ? 'order' : 'page',
    stoppedAtUs: null,
  };
  return { occurrence, authorisation };
}

function newCueId(random: Random, civilSecond: string): CueId {
  const name = [...random.bytes(6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return cueIdOf(parseItemId(`sent-${name}`), civilSecond);
}
