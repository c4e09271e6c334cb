import type { Authorisation } from '@loa/protocol/playout';
import {
  type AuthorisationId,
  type CueId,
  type NodeId,
  parseAuthorisationId,
  parsePageHash,
} from '@loa/protocol/vocabulary';
import type { Logger, Timers } from '@loa/runtime/pure';
import { addDays, civilDayOf, instantUsOf } from '../domain/calendar/civil-time.ts';
import { buildDayPages, type DayPageText } from '../domain/playout/day-pages.ts';
import { HORIZON_DAYS, type Materialised, materialise } from '../domain/playout/materialise.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import {
  type HeadContent,
  headContentOf,
  type PlanHeadBody,
  planHeadBody,
} from '../domain/playout/plan-head.ts';
import { type CityMap, resolveTargets } from '../domain/zoning/city-map.ts';
import type { EventBus } from './events.ts';
import type { PublishedHead, Signer, Stores, Timeline } from './ports.ts';

/** Requests within this time are one publication. */
const COALESCE_MS = 50;
/** After a publication that failed. */
const RETRY_MS = 5_000;
/** Later than any occurrence: the end of the wire's range of instants. */
const FAR_US = 7.3e15;

export interface PlannerDeps {
  readonly stores: Pick<Stores, 'city' | 'library' | 'calendar' | 'plan' | 'transactions'>;
  readonly signer: Signer;
  readonly timeline: Timeline;
  readonly timers: Timers;
  readonly events: EventBus;
  readonly logger: Logger;
  /** Base64url SHA-256 of text. */
  nameOf(text: string): string;
}

export interface Publication {
  readonly heads: readonly NodeId[];
  readonly occurrences: readonly CueId[];
}

/**
 * Brings what nodes hold into line with what the city wants. Whatever changes the city, the library,
 * the programme or what was sent calls `republish` or `request`; the nightly top-up calls `republish`.
 */
export interface Planner extends Disposable {
  /**
   * Plans, signs what changed and stores it as one transaction, then tells. Planning twice in a
   * row publishes nothing the second time.
   *
   * @throws what the stores or the signer throw; nothing is half done, and it is tried again later
   */
  republish(): Publication;
  /** Republishes soon; many requests become one. */
  request(): void;
  /**
   * [CAL21] A node holds a head that this controller does not know: its database came back from a
   * backup. The node takes only what is newer, so its head is signed again under a higher version.
   */
  outrun(nodeId: NodeId, heldVersion: number): void;
}

export function createPlanner(deps: PlannerDeps): Planner {
  const { timers, events, logger } = deps;
  let waiting: Disposable | null = null;
  const schedule = (delayMs: number): void => {
    waiting ??= timers.after(delayMs, () => {
      waiting = null;
      try {
        republish();
      } catch (error) {
        logger.error({ err: error }, 'planning failed; it is tried again');
      }
    });
  };
  const republish = (): Publication => {
    waiting?.[Symbol.dispose]();
    waiting = null;
    let published: Publication;
    try {
      published = deps.stores.transactions.run(() => publish(deps));
    } catch (error) {
      schedule(RETRY_MS);
      throw error;
    }
    if (published.occurrences.length > 0) {
      events.emit({ kind: 'broadcasts-changed', cueIds: published.occurrences });
    }
    if (published.heads.length > 0) {
      events.emit({ kind: 'heads-published', nodeIds: published.heads });
      logger.info({ heads: published.heads.length }, 'plan published');
    }
    return published;
  };
  return {
    republish,
    request: () => schedule(COALESCE_MS),
    outrun: (nodeId, heldVersion) => {
      const raised = deps.stores.transactions.run(() => raiseVersion(deps, nodeId, heldVersion));
      if (!raised) return;
      logger.warn({ nodeId, heldVersion }, 'a node was ahead of its plan; its head is signed anew');
      events.emit({ kind: 'heads-published', nodeIds: [nodeId] });
    },
    [Symbol.dispose]: () => {
      waiting?.[Symbol.dispose]();
      waiting = null;
    },
  };
}

function publish(deps: PlannerDeps): Publication {
  const map = deps.stores.city.load();
  if (!map) return { heads: [], occurrences: [] };
  const nowUs = deps.timeline.nowUs();
  const changes = plan(deps, map, nowUs);
  return {
    occurrences: [...changes.put.map(({ cueId }) => cueId), ...changes.remove],
    heads: publishHeads(deps, map, nowUs),
  };
}

function plan({ stores, signer, nameOf, logger }: PlannerDeps, map: CityMap, nowUs: number) {
  const changes: Materialised = materialise(
    {
      city: map,
      items: stores.calendar.items(),
      bulletins: new Map(stores.library.list().map((one) => [one.bulletinId, one])),
    },
    stores.calendar.between(nowUs, FAR_US),
    { nowUs, nameOf: (body) => parseAuthorisationId(nameOf(JSON.stringify(body))) },
  );
  if (changes.orphans.length > 0) {
    logger.warn({ items: changes.orphans }, 'items without their bulletin are not planned');
  }
  for (const [id, body] of changes.authorisations) authorise({ stores, signer }, id, body);
  if (changes.put.length > 0) stores.calendar.put(changes.put);
  if (changes.remove.length > 0) stores.calendar.remove(changes.remove);
  return changes;
}

/** Signs an authorisation that is not stored yet. */
export function authorise(
  { stores, signer }: { readonly stores: Pick<Stores, 'plan'>; readonly signer: Signer },
  id: AuthorisationId,
  body: Authorisation,
): void {
  if (stores.plan.authorisation(id) !== null) return;
  stores.plan.putAuthorisation(id, signer.authorisation(body).envelope, body.bulletin);
}

function publishHeads(deps: PlannerDeps, map: CityMap, nowUs: number): NodeId[] {
  const { stores, signer, nameOf } = deps;
  const held = new Map(stores.plan.heads().map((head) => [head.nodeId, head]));
  const changed: PublishedHead[] = [];
  const pages = new Map<string, DayPageText>();
  for (const [content, ofNode] of headContents(deps, map, nowUs)) {
    const former = held.get(content.nodeId);
    const contentHash = nameOf(JSON.stringify(content));
    if (former?.contentHash === contentHash) continue;
    for (const page of ofNode) pages.set(page.hash, page);
    const version = (former?.version ?? 0) + 1;
    const { envelope } = signer.planHead(planHeadBody(content, { version, issuedAtUs: nowUs }));
    changed.push({ nodeId: content.nodeId, version, envelope, contentHash });
  }
  if (pages.size > 0) stores.plan.putPages([...pages.values()]);
  if (changed.length > 0) stores.plan.putHeads(changed);
  return changed.map(({ nodeId }) => nodeId);
}

function headContents(
  deps: PlannerDeps,
  map: CityMap,
  nowUs: number,
): [HeadContent, readonly DayPageText[]][] {
  const pages = pagesOf(deps, map, nowUs);
  const contents: [HeadContent, readonly DayPageText[]][] = [];
  for (const node of map.nodes.values()) {
    const ofNode = pages.get(node.nodeId) ?? [];
    const { content, daysLeftOut } = headContentOf(map, node, ofNode);
    if (daysLeftOut.length > 0) {
      deps.logger.warn({ nodeId: node.nodeId, daysLeftOut }, 'the plan is too long for one head');
    }
    contents.push([content, ofNode]);
  }
  for (const { nodeId, envelope } of deps.stores.plan.heads()) {
    if (!map.nodes.has(nodeId)) contents.push([withoutPages(envelope), []]);
  }
  return contents;
}

function pagesOf({ stores, nameOf }: PlannerDeps, map: CityMap, nowUs: number) {
  const { timeZone } = map;
  const today = civilDayOf(nowUs, timeZone);
  // What began yesterday may still sound.
  const fromUs = instantUsOf(addDays(today, -1), timeZone);
  const endUs = instantUsOf(addDays(today, HORIZON_DAYS), timeZone);
  const resolved = new Map<string, readonly NodeId[]>();
  const nodesOf = ({ targets }: Occurrence): readonly NodeId[] => {
    const key = JSON.stringify(targets);
    const known = resolved.get(key) ?? resolveTargets(map, targets);
    resolved.set(key, known);
    return known;
  };
  const occurrences = stores.calendar
    .between(fromUs, endUs)
    .filter(({ startAtUs }) => startAtUs >= fromUs);
  const hashOf = (text: string) => parsePageHash(nameOf(text));
  return buildDayPages(occurrences, { timeZone, nodesOf, hashOf });
}

/** [CAL14] A node that left the city is told to play nothing more. */
function withoutPages(envelope: string): HeadContent {
  return { ...contentOf(envelope), pages: [] };
}

/** What an own head said. */
function contentOf(envelope: string): HeadContent {
  const { body } = JSON.parse(envelope) as { body: string };
  const { city, nodeId, units, zones, settings, pages } = JSON.parse(body) as PlanHeadBody;
  return { city, nodeId, units, zones, settings, pages };
}

function raiseVersion(deps: PlannerDeps, nodeId: NodeId, heldVersion: number): boolean {
  const { stores, signer, timeline } = deps;
  const former = stores.plan.head(nodeId);
  if (!former || former.version >= heldVersion) return false;
  const version = heldVersion + 1;
  const body = planHeadBody(contentOf(former.envelope), { version, issuedAtUs: timeline.nowUs() });
  stores.plan.putHeads([{ ...former, version, envelope: signer.planHead(body).envelope }]);
  return true;
}
