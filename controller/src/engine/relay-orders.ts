/** What nodes are told of a relay: its cue when it is joined, and what sounds in its place. */
import { slotEndUs, type Targets } from '@loa/protocol/playout';
import type { Relay } from '@loa/protocol/programme';
import { type CueId, LIMITS, parseAuthorisationId, parseCueId } from '@loa/protocol/vocabulary';
import { civilSecondOf } from '../domain/calendar/civil-time.ts';
import type { Bulletin } from '../domain/library/bulletin.ts';
import { sendLeadUs } from '../domain/paging/send-lead.ts';
import { sendAuthorisation } from '../domain/playout/authorise.ts';
import { cueOf } from '../domain/playout/cue-of.ts';
import { nodesMeant } from '../domain/playout/meant.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { type CityMap, resolveTargets } from '../domain/zoning/city-map.ts';
import { audit, issue, orderBody, type SendingDeps } from './ordering.ts';
import type { StoredDocument } from './ports.ts';
import { authorise } from './publication.ts';
import type { StreamKey } from './stream-keys-port.ts';
import type { Ways } from './ways.ts';

export interface RelayOrderDeps extends SendingDeps {
  readonly ways: Ways;
}

/** A relay that is joined, and who stands behind it. */
export interface JoinedRelay {
  readonly relay: StoredDocument<'relay'>;
  readonly occurrence: Occurrence;
}

/** Rank of what sounds instead: below all that is scheduled, above every relay [ARB1]. */
const FALLBACK_PRIORITY = 0;
const TAKE_BACK_LEAD_US = 0.2e6;

/** [REL13] Durable and signed before it returns. What nodes were told already is not said again. */
export function orderRelay(
  deps: RelayOrderDeps,
  { relay, occurrence }: JoinedRelay,
  key: Pick<StreamKey, 'streamId'>,
): Occurrence {
  const map = deps.stores.city.load();
  if (!map || occurrence.assetId === key.streamId) return occurrence;
  const { bulletinId, class: of, targets, startAtUs, validUntilUs, cueId } = occurrence;
  const bulletin = { bulletinId, revision: 1, assetId: key.streamId, class: of };
  const authorisation = authorised(deps, map, {
    ...{ bulletin, targets, startAtUs, validUntilUs },
    gainDb: occurrence.gainDb,
    orderedBy: relay.author,
  });
  const ordered = { ...occurrence, assetId: key.streamId, authorisationId: authorisation.id };
  const issued = deps.stores.transactions.run(() => {
    authorise(deps, authorisation.id, authorisation.body);
    deps.stores.calendar.put([ordered]);
    const detail = { streamId: key.streamId, url: relay.body.url };
    audit(deps, by(relay), { action: 'relay.joined', subject: cueId, detail });
    return issueToAll(deps, map, { occurrence: ordered, orderedBy: relay.author });
  });
  tell(deps, issued, cueId);
  return ordered;
}

/** [REL14] Orders the fallback; null where there is none that may sound. */
export function orderFallback(
  deps: RelayOrderDeps,
  { relay, occurrence: instead }: JoinedRelay,
): Occurrence | null {
  const map = deps.stores.city.load();
  const bulletin = fallbackOf(deps, relay.body);
  if (!map || !bulletin) return null;
  const nowUs = deps.timeline.nowUs();
  const links = deps.ways.linksOf(resolveTargets(map, instead.targets), nowUs);
  const startAtUs = Math.ceil(nowUs + sendLeadUs(links));
  const { targets, gainDb } = instead;
  const validUntilUs = slotEndUs(instead);
  if (startAtUs >= validUntilUs) return null;
  const authorisation = authorised(deps, map, {
    ...{ bulletin, targets, startAtUs, validUntilUs, gainDb },
    orderedBy: relay.author,
  });
  const occurrence: Occurrence = {
    ...instead,
    cueId: parseCueId(
      `${relay.body.id}~${FALLBACK}@${civilSecondOf(startAtUs, map.timeZone).slice(0, 19)}`,
    ),
    origin: 'sent',
    sentBy: relay.author,
    bulletinId: bulletin.bulletinId,
    title: bulletin.title,
    category: bulletin.category,
    assetId: bulletin.assetId,
    durationFrames: bulletin.durationFrames,
    class: bulletin.class,
    source: 'scheduled',
    priority: FALLBACK_PRIORITY,
    lateUs: Math.max(0, Math.floor(validUntilUs - startAtUs)),
    startAtUs,
    blockStartUs: startAtUs,
    validUntilUs,
    authorisationId: authorisation.id,
  };
  const issued = deps.stores.transactions.run(() => {
    authorise(deps, authorisation.id, authorisation.body);
    deps.stores.calendar.put([occurrence]);
    const detail = { cueId: occurrence.cueId, bulletinId: bulletin.bulletinId };
    audit(deps, by(relay), { action: 'relay.fallback', subject: instead.cueId, detail });
    return issueToAll(deps, map, { occurrence, orderedBy: relay.author });
  });
  tell(deps, issued, occurrence.cueId);
  return occurrence;
}

/** The source is there again, or the relay was stopped: what sounds instead ends. */
export function takeBack(deps: RelayOrderDeps, fallback: Occurrence): void {
  const map = deps.stores.city.load();
  const stored = deps.stores.calendar.get(fallback.cueId);
  const nowUs = deps.timeline.nowUs();
  if (!map || !stored || stored.stoppedAtUs !== null || stored.validUntilUs <= nowUs) return;
  const atUs = nowUs + TAKE_BACK_LEAD_US;
  const cancel = { kind: 'cues', cueIds: [fallback.cueId] } as const;
  const orderedBy = fallback.sentBy ?? '';
  const issued = deps.stores.transactions.run(() => {
    deps.stores.calendar.markStopped(fallback.cueId, atUs);
    const body = { effectiveAtUs: atUs, expiresAtUs: fallback.validUntilUs, add: [], cancel };
    return aimsOf(map, fallback).map((targets) =>
      issue(deps, { username: orderedBy }, orderBody(deps, map, { targets, ...body })),
    );
  });
  tell(
    deps,
    issued.map(({ sequence }) => sequence),
    fallback.cueId,
  );
}

/** Stands where a session's name would: no session is called so. */
const FALLBACK = 'fallback';

function fallbackOf({ stores }: RelayOrderDeps, relay: Relay): Bulletin | null {
  const bulletin = relay.fallback === null ? null : stores.library.get(relay.fallback);
  return bulletin?.state === 'approved' && bulletin.durationFrames > 0 ? bulletin : null;
}

function by({ author }: StoredDocument<'relay'>): { readonly username: string } {
  return { username: author };
}

function authorised(
  deps: RelayOrderDeps,
  map: CityMap,
  wanted: Omit<Parameters<typeof sendAuthorisation>[1], 'issuedAtUs'> & { readonly gainDb: number },
) {
  const { gainDb, ...sending } = wanted;
  const granted = sendAuthorisation(map, { ...sending, issuedAtUs: deps.timeline.nowUs() });
  const body = { ...granted, maxGainDb: Math.max(0, gainDb) };
  return { body, id: parseAuthorisationId(deps.nameOf(JSON.stringify(body))) };
}

function issueToAll(
  deps: RelayOrderDeps,
  map: CityMap,
  { occurrence, orderedBy }: { readonly occurrence: Occurrence; readonly orderedBy: string },
): number[] {
  const body = {
    effectiveAtUs: deps.timeline.nowUs(),
    expiresAtUs: occurrence.validUntilUs,
    add: [cueOf(occurrence)],
    cancel: null,
  };
  return aimsOf(map, occurrence).map(
    (targets) =>
      issue(deps, { username: orderedBy }, orderBody(deps, map, { targets, ...body })).sequence,
  );
}

/** [REL15] Where a rule keeps some units out, the nodes that are left, as many as an order names. */
function aimsOf(map: CityMap, occurrence: Occurrence): Targets[] {
  if (occurrence.exceptions.length === 0) return [occurrence.targets];
  const nodes = nodesMeant(map, occurrence);
  const aims: Targets[] = [];
  for (let at = 0; at < nodes.length; at += LIMITS.orderNodes) {
    aims.push({ units: [], zones: [], nodes: nodes.slice(at, at + LIMITS.orderNodes) });
  }
  return aims;
}

function tell({ events }: RelayOrderDeps, sequences: readonly number[], cueId: CueId): void {
  for (const sequence of sequences) events.emit({ kind: 'order-issued', sequence });
  events.emit({ kind: 'broadcasts-changed', cueIds: [cueId] });
}
