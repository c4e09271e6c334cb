import type { Authorisation } from '@loa/protocol/playout';
import {
  type AuthorisationId,
  type CueId,
  type NodeId,
  parseAuthorisationId,
} from '@loa/protocol/vocabulary';
import type { Logger } from '@loa/runtime/pure';
import { civilDayOf, instantUsOf } from '../domain/calendar/civil-time.ts';
import { utcOffsetsFrom } from '../domain/calendar/utc-offsets.ts';
import type { Audience } from '../domain/playout/audiences.ts';
import type { DayPage } from '../domain/playout/day-plans.ts';
import { levelTableOf, type VolumeDecisions } from '../domain/playout/level-table.ts';
import {
  contentText,
  type HeadContent,
  type HeadText,
  headBody,
  headListing,
  headOf,
  type PageList,
  pageListOf,
} from '../domain/playout/plan-head.ts';
import { type Spare, sparesFor, sparesOf } from '../domain/playout/spares.ts';
import type { PlanMemory } from './plan-memory.ts';
import type { PublishedHead, Signer, Stores, Timeline } from './ports.ts';
import { programmeNow } from './programme-now.ts';

export interface PublicationDeps {
  readonly stores: Pick<Stores, 'library' | 'calendar' | 'documents' | 'plan'>;
  readonly signer: Signer;
  readonly timeline: Timeline;
  readonly logger: Logger;
  /** Base64url SHA-256 of text. */
  nameOf(text: string): string;
}

/** What was published since it was asked last. */
export interface Published {
  readonly occurrences: readonly CueId[];
  readonly heads: readonly NodeId[];
  /** The start of the soonest day that a head changed in; null without heads. */
  readonly dueAtUs: number | null;
}

/** Heads signed between two pauses. */
const HEADS_AT_ONCE = 16;
/** Clashes named in one line of the log. */
const NAMED_CLASHES = 20;

/** Nodes whose heads are to be looked at, and what they are to list. */
interface Job extends Audience {
  readonly pages: readonly DayPage[];
  /** The first day whose pages are others than the nodes have; empty where that is not known. */
  readonly changesOn: string;
}

/**
 * One publication, in pieces: `advance` may stop after each, and what was done until then is whole in
 * itself. Occurrences and authorisations come before the pages that cite them, pages before their heads.
 */
export class PublicationRun {
  isDone = false;
  private readonly deps: PublicationDeps;
  private readonly memory: PlanMemory;
  private readonly steps: Generator<void, void, undefined>;
  private occurrences: CueId[] = [];
  private heads: NodeId[] = [];
  private dueAtUs: number | null = null;
  private volume: VolumeDecisions = { volumes: [], mutes: [], utcOffsets: [], nowUs: 0 };
  private spares: readonly Spare[] = [];

  constructor(deps: PublicationDeps, memory: PlanMemory) {
    this.deps = deps;
    this.memory = memory;
    this.steps = this.publish();
  }

  /** Goes on while `mayGoOn`, at least one step. */
  advance(mayGoOn: () => boolean): void {
    do this.isDone = this.steps.next().done === true;
    while (!this.isDone && mayGoOn());
  }

  take(): Published {
    const { occurrences, heads, dueAtUs } = this;
    this.occurrences = [];
    this.heads = [];
    this.dueAtUs = null;
    return { occurrences, heads, dueAtUs };
  }

  private *publish(): Generator<void, void, undefined> {
    const nowUs = this.deps.timeline.nowUs();
    yield* this.memory.load(nowUs);
    yield* this.bringCalendarUp();
    this.volume = this.volumeDecisions(nowUs);
    this.spares = this.sparesNow(nowUs);
    this.followHeads();
    const jobs = yield* this.jobs(nowUs);
    const dayStarts = new Map<string, number>([['', 0]]);
    for (const job of jobs) {
      const { changesOn } = job;
      const dueAtUs = dayStarts.get(changesOn) ?? instantUsOf(changesOn, this.memory.map.timeZone);
      dayStarts.set(changesOn, dueAtUs);
      yield* this.publishHeads(job, dueAtUs);
    }
    yield* this.emptyHeads();
  }

  private *bringCalendarUp(): Generator<void, void, undefined> {
    const { stores, timeline, nameOf, logger } = this.deps;
    const { memory } = this;
    const programme = programmeNow(stores, memory.map);
    const moment = {
      get nowUs() {
        return timeline.nowUs();
      },
      nameOf: (body: Authorisation) => parseAuthorisationId(nameOf(JSON.stringify(body))),
    };
    const { materialiser } = memory;
    for (const change of materialiser.changes(programme, memory, moment)) {
      const { put, remove, authorisations } = change;
      if (put.length > 0) {
        for (const [id, body] of authorisations) authorise(this.deps, id, body);
        stores.calendar.put(put);
      }
      if (remove.length > 0) stores.calendar.remove(remove);
      if (put.length + remove.length > 0) memory.stored(change);
      // One by one: so many arguments as a large city has changes no call takes.
      for (const { cueId } of put) this.occurrences.push(cueId);
      for (const cueId of remove) this.occurrences.push(cueId);
      yield;
    }
    const { orphans } = materialiser;
    if (orphans.length > 0) {
      logger.warn({ items: orphans }, 'items whose bulletin is gone are withheld');
    }
  }

  /** [CAL45] What changes soonest comes first. */
  private *jobs(nowUs: number): Generator<void, readonly Job[], undefined> {
    const { memory } = this;
    const days = memory.listedDays(nowUs);
    const jobs: Job[] = [];
    const clashes = new Set<CueId>();
    for (const audience of yield* memory.audiencesNow()) {
      const pages = memory.days.pagesOf(audience.aims, days);
      // Nodes of one audience mostly hold the same pages: these are compared once.
      const byPages = Map.groupBy(audience.nodeIds, (nodeId) => memory.settled.get(nodeId));
      const changed = new Map<string | null, NodeId[]>();
      for (const [held, nodeIds] of byPages) {
        const changesOn = firstDifference(held, pages);
        changed.set(changesOn, [...(changed.get(changesOn) ?? []), ...nodeIds]);
      }
      for (const [changesOn, nodeIds] of changed) {
        if (changesOn !== null) jobs.push({ aims: audience.aims, nodeIds, pages, changesOn });
      }
      if (!changed.has(null)) for (const page of pages) noteClashes(page, clashes);
      yield;
    }
    if (clashes.size > 0) {
      const named = [...clashes].slice(0, NAMED_CLASHES);
      const text = 'something else holds the air when these are due: they will not sound in full';
      this.deps.logger.warn({ cues: clashes.size, named }, text);
    }
    return jobs.sort((a, b) =>
      a.changesOn < b.changesOn ? -1 : a.changesOn > b.changesOn ? 1 : 0,
    );
  }

  private *publishHeads(job: Job, dueAtUs: number): Generator<void, void, undefined> {
    const { memory } = this;
    const listed = pageListOf(
      job.pages.flatMap(({ day, hashes }) => hashes.map((hash) => ({ day, hash }))),
    );
    for (let at = 0; at < job.nodeIds.length; at += HEADS_AT_ONCE) {
      const nodeIds = job.nodeIds.slice(at, at + HEADS_AT_ONCE);
      const heads = nodeIds.map((nodeId) => this.headOf(nodeId, listed));
      if (this.putHeads(heads, () => this.storePages(job.pages)) > 0) {
        this.dueAtUs = Math.min(this.dueAtUs ?? dueAtUs, dueAtUs);
      }
      for (const nodeId of nodeIds) memory.settled.set(nodeId, job.pages);
      yield;
    }
  }

  private headOf(nodeId: NodeId, listed: PageList): HeadText {
    const { map } = this.memory;
    const node = map.nodes.get(nodeId);
    if (!node) throw new Error(`${nodeId} is not in the city`);
    const { table, leftOut } = levelTableOf(map, node, this.volume);
    if (leftOut > 0) {
      const text = 'more rules of volume and mutes than a head has room for: some are left out';
      this.deps.logger.warn({ nodeId, leftOut }, text);
    }
    const spares = sparesFor(map, node, this.spares);
    const { head, daysLeftOut } = headOf(map, node, { listed, table, spares });
    if (daysLeftOut.length > 0) {
      this.deps.logger.warn({ nodeId, daysLeftOut }, 'the plan is too long for one head');
    }
    return head;
  }

  private sparesNow(nowUs: number): readonly Spare[] {
    const { documents, library } = this.deps.stores;
    const { map } = this.memory;
    const relays = documents.list('relay').map(({ body }) => body);
    const today = civilDayOf(nowUs, map.timeZone);
    return sparesOf(relays, { today, bulletin: (id) => library.get(id) });
  }

  /** What stands in heads alone: where some of it changed, every head is looked at. */
  private followHeads(): void {
    const { documents } = this.deps.stores;
    const spares = JSON.stringify(this.spares);
    this.memory.followHeads(documents.list('volume'), documents.list('mute'), spares);
  }

  private volumeDecisions(nowUs: number): VolumeDecisions {
    const { stores } = this.deps;
    const { memory } = this;
    const rules = stores.documents.list('volume');
    const mutes = stores.documents.list('mute');
    const utcOffsets = rules.length > 0 ? utcOffsetsFrom(nowUs, memory.map.timeZone) : [];
    return { volumes: rules.map(({ body }) => body), mutes, utcOffsets, nowUs };
  }

  /** Signs and stores the heads that say something new; returns how many. */
  private putHeads(heads: readonly HeadText[], beforehand: () => void): number {
    const { stores, signer, timeline, nameOf } = this.deps;
    const changed: PublishedHead[] = [];
    for (const head of heads) {
      const { nodeId } = head;
      const former = this.memory.heads.get(nodeId);
      const contentHash = nameOf(contentText(head));
      if (former?.contentHash === contentHash) continue;
      const version = (former?.version ?? 0) + 1;
      const issue = { version, issuedAtUs: timeline.nowUs() };
      const { envelope } = signer.planHead(headBody(head, issue));
      changed.push({ nodeId, version, envelope, contentHash });
    }
    if (changed.length === 0) return 0;
    beforehand();
    stores.plan.putHeads(changed);
    for (const { nodeId, version, contentHash } of changed) {
      this.memory.heads.set(nodeId, { version, contentHash });
      this.heads.push(nodeId);
    }
    return changed.length;
  }

  private storePages(pages: readonly DayPage[]): void {
    const fresh = pages.filter(({ isStored }) => !isStored);
    if (fresh.length === 0) return;
    this.deps.stores.plan.putPages(fresh.flatMap((page) => this.memory.days.textsOf(page)));
    for (const page of fresh) page.isStored = true;
  }

  /** [CAL14] A node that left the city is told to play nothing more. */
  private *emptyHeads(): Generator<void, void, undefined> {
    const { memory } = this;
    for (const nodeId of memory.heads.keys()) {
      if (memory.map.nodes.has(nodeId) || memory.settled.has(nodeId)) continue;
      const head = this.deps.stores.plan.head(nodeId);
      const empty = head && headListing({ ...contentOfHead(head.envelope), spares: [], pages: [] });
      if (empty) this.putHeads([empty], () => {});
      memory.settled.set(nodeId, []);
      yield;
    }
  }
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

/** What an own head said. */
export function contentOfHead(envelope: string): HeadContent {
  const { body } = JSON.parse(envelope) as { body: string };
  const { city, nodeId, units, zones, settings, spares, pages } = JSON.parse(body) as HeadContent;
  return { city, nodeId, units, zones, settings, ...(spares ? { spares } : {}), pages };
}

/** The first day whose pages differ; empty where nothing is known; null where nothing differs. */
function firstDifference(
  held: readonly DayPage[] | undefined,
  wanted: readonly DayPage[],
): string | null {
  if (!held) return '';
  const differing = [...held, ...wanted].filter((page, at) => {
    const other = at < held.length ? wanted[at] : held[at - held.length];
    return page !== other && !isSamePage(page, other);
  });
  return differing.map(({ day }) => day).sort()[0] ?? null;
}

function isSamePage(page: DayPage, other: DayPage | undefined): boolean {
  return page.day === other?.day && page.hashes.join() === other.hashes.join();
}

function noteClashes({ clashes }: DayPage, all: Set<CueId>): void {
  for (const cueId of clashes) all.add(cueId);
}
