import {
  type Cancellation,
  type Layout,
  layOut,
  type Muting,
  type Stagger,
  silenced,
  slotEndUs,
  staggeredPlan,
} from '@loa/protocol/playout';
import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import { atOnce, type Steps } from '@loa/runtime/pure';
import { gatherAudiences } from '../domain/playout/audiences.ts';
import { cueOf } from '../domain/playout/cue-of.ts';
import type { AimId } from '../domain/playout/day-plans.ts';
import { mutesOf, type StandingMute } from '../domain/playout/level-table.ts';
import { aimOfText, aimTextOf } from '../domain/playout/meant.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { isSameOccurrence } from '../domain/playout/same-occurrence.ts';
import type { Foreseen } from '../domain/proof/judge-play.ts';
import { longestStaggerUs, staggerOf } from '../domain/zoning/acoustic.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { EventBus } from './events.ts';
import type { CalendarStore, DocumentStore, OrderRecord, PlanStore } from './ports.ts';

const DAY_US = 86_400_000_000;
/**
 * What is laid out beyond a day's edges: a cue sounds for at most an hour and may be resumed after
 * its preempters, so whatever can touch the day's cues begins within these hours.
 */
const MARGIN_US = 6 * 3_600_000_000;
/** Days (UTC) whose layouts are kept: those a console shows, and one that a report asks for. */
const KEPT_DAYS = 6;

export interface Foresight extends Disposable {
  /** What the plan foresees for an occurrence on a node. */
  of(occurrence: Occurrence, nodeId: NodeId): Foreseen;
  /** Gets ready, a piece at a time, for what is asked about an occurrence. */
  prepare(occurrence: Occurrence): Steps<void>;
}

/** What one set of aims sounds like on a day, with the offset that a node may have. */
interface Laid {
  readonly layout: Layout;
  /** When cues begin where they are set off; as they are planned for the others. */
  readonly startsAtUs: ReadonlyMap<CueId, number>;
  readonly foreseen: Map<CueId, Foreseen>;
}

/** Nodes that the same occurrences and cancellations mean. */
interface Group {
  readonly aims: ReadonlySet<AimId>;
  readonly laid: Map<string, Laid>;
}

/**
 * [PRF5] Lays out each node's plan with the function the nodes play by, once for all nodes that have the
 * same. Layouts are kept a day (UTC) until the plan changes.
 */
export function createForesight(deps: {
  readonly calendar: CalendarStore;
  readonly plan: PlanStore;
  readonly documents: Pick<DocumentStore, 'list'>;
  readonly events: EventBus;
  readonly map: () => CityMap | null;
}): Foresight {
  const days = new Map<number, DayPlan>();
  let changes = 0;
  const subscription = deps.events.on((event) => {
    if (event.kind === 'broadcasts-changed' && !changesPlan(event.cueIds)) return;
    if (event.kind === 'documents-changed' && !event.documentKinds.includes('mute')) return;
    if (!PLAN_EVENTS.includes(event.kind)) return;
    days.clear();
    changes += 1;
  });

  /** Receipts change broadcasts too; only an occurrence that is new, gone or different counts. */
  function changesPlan(cueIds: readonly CueId[]): boolean {
    if (days.size === 0) return true;
    return cueIds.some((cueId) => {
      const now = deps.calendar.get(cueId);
      if (!now) return true;
      const day = days.get(Math.floor(now.startAtUs / DAY_US));
      const before = day?.occurrences.get(cueId);
      return day !== undefined && !(before && isSameOccurrence(before, now));
    });
  }

  function* dayPlan(map: CityMap, day: number): Steps<DayPlan> {
    const known = days.get(day);
    // On the day of a reform two cities are asked about.
    if (known?.map === map) return known;
    const before = changes;
    const marginUs = MARGIN_US + longestStaggerUs(map);
    const fromUs = day * DAY_US - marginUs;
    const toUs = (day + 1) * DAY_US + marginUs;
    const orders = deps.plan.validOrders(fromUs).filter((order) => order.effectiveAtUs < toUs);
    const occurrences = yield* occurrencesBetween(deps.calendar, fromUs, toUs);
    const made = yield* dayPlanOf(map, occurrences, orders);
    if (changes !== before) return made;
    if (days.size >= KEPT_DAYS) days.clear();
    days.set(day, made);
    return made;
  }

  const dayOf = ({ startAtUs }: Occurrence): number => Math.floor(startAtUs / DAY_US);

  return {
    of: (occurrence, nodeId) => {
      const map = deps.map();
      if (!map?.nodes.has(nodeId)) return notAimedAt(occurrence);
      const plan = atOnce(dayPlan(map, dayOf(occurrence)));
      const laid = laidOutFor(map, plan, { nodeId, mutes: deps.documents.list('mute') });
      const known = laid.foreseen.get(occurrence.cueId);
      if (known) return known;
      const made = foreseenOf(occurrence, laid);
      laid.foreseen.set(occurrence.cueId, made);
      return made;
    },
    prepare: function* (occurrence) {
      const map = deps.map();
      if (map) yield* dayPlan(map, dayOf(occurrence));
    },
    [Symbol.dispose]: () => subscription[Symbol.dispose](),
  };
}

function foreseenOf(occurrence: Occurrence, { layout, startsAtUs }: Laid): Foreseen {
  const fate = layout.fates.get(occurrence.cueId);
  if (!fate) return notAimedAt(occurrence);
  const last = layout.segments.findLast(({ cue }) => cue.cueId === occurrence.cueId);
  const { outcome, reason, cutBy } = fate;
  const startAtUs = startsAtUs.get(occurrence.cueId) ?? occurrence.startAtUs;
  return { outcome, reason, cutBy, startsAtUs: startAtUs, endsAtUs: last?.toUs ?? startAtUs };
}

/** Read at a time. */
const READ_US = DAY_US / 8;

function* occurrencesBetween(
  calendar: CalendarStore,
  ...[fromUs, toUs]: [number, number]
): Steps<readonly Occurrence[]> {
  const found = [...calendar.between(fromUs, fromUs + READ_US)];
  for (let atUs = fromUs + READ_US; atUs < toUs; atUs += READ_US) {
    yield;
    const some = calendar.between(atUs, Math.min(atUs + READ_US, toUs));
    found.push(...some.filter(({ startAtUs }) => startAtUs >= atUs));
  }
  return found;
}

function* dayPlanOf(
  map: CityMap,
  occurrences: readonly Occurrence[],
  orders: readonly OrderRecord[],
): Steps<DayPlan> {
  const aims = new Map<string, AimId>();
  const aimOf = (key: string): AimId => {
    const aim = aims.get(key) ?? aims.size;
    aims.set(key, aim);
    return aim;
  };
  // What a rule withholds holds the air of nothing.
  const cues = occurrences
    .filter(({ withheld }) => withheld === null)
    .map((occurrence) => ({ occurrence, aim: aimOf(aimTextOf(occurrence)) }));
  const cancellations = orders.flatMap(({ targets, effectiveAtUs: atUs, cancel: what }) =>
    what ? [{ aim: aimOf(JSON.stringify(targets)), cancellation: { atUs, what } }] : [],
  );
  const groups = new Map<NodeId, Group>();
  const read = [...aims].map(([key, aim]) => [aim, aimOfText(key)] as const);
  for (const audience of yield* gatherAudiences(map, read)) {
    const group = { aims: new Set(audience.aims), laid: new Map() };
    for (const nodeId of audience.nodeIds) groups.set(nodeId, group);
  }
  const byId = new Map(occurrences.map((one) => [one.cueId, one]));
  return { map, occurrences: byId, cues, cancellations, groups };
}

function laidOutFor(
  map: CityMap,
  plan: DayPlan,
  { nodeId, mutes }: { readonly nodeId: NodeId; readonly mutes: readonly StandingMute[] },
): Laid {
  const stagger = staggerOf(map, nodeId);
  const own = silencesOf(map, nodeId, mutes);
  const group = plan.groups.get(nodeId) ?? { aims: new Set(), laid: new Map() };
  const isPlain = stagger.kind === 'none' && own.length === 0;
  const key = isPlain ? '' : JSON.stringify([stagger, own]);
  const known = group.laid.get(key);
  if (known) return known;
  const made = { ...layOutOf(plan, { group, stagger, silences: own }), foreseen: new Map() };
  group.laid.set(key, made);
  return made;
}

function layOutOf(
  plan: DayPlan,
  {
    group,
    stagger,
    silences,
  }: { readonly group: Group; readonly stagger: Stagger; readonly silences: readonly Muting[] },
): Pick<Laid, 'layout' | 'startsAtUs'> {
  const own = plan.cues.filter(({ aim }) => group.aims.has(aim));
  const withdrawn = plan.cancellations.filter(({ aim }) => group.aims.has(aim));
  const { cues, cancellations } = staggeredPlan(
    {
      cues: own.map(({ occurrence }) => cueOf(occurrence)),
      cancellations: [
        ...withdrawn.map(({ cancellation }) => cancellation),
        ...own.flatMap(({ occurrence }) => stopOf(occurrence)),
      ],
    },
    stagger,
  );
  const startsAtUs = new Map<CueId, number>();
  if (stagger.kind !== 'none') for (const cue of cues) startsAtUs.set(cue.cueId, cue.startAtUs);
  return { layout: silenced(layOut(cues, cancellations), silences), startsAtUs };
}

/** [PLY92] When the node is silenced: what is only lowered is heard. */
function silencesOf(map: CityMap, nodeId: NodeId, mutes: readonly StandingMute[]): Muting[] {
  const node = map.nodes.get(nodeId);
  if (!node || mutes.length === 0) return [];
  return mutesOf(map, node, mutes).filter(({ gainDb }) => gainDb === null);
}

/** What heads say is told of before them, as broadcasts that changed. */
const PLAN_EVENTS: readonly string[] = [
  'city-changed',
  'order-issued',
  'broadcasts-changed',
  'documents-changed',
];

interface DayPlan {
  readonly map: CityMap;
  readonly occurrences: ReadonlyMap<CueId, Occurrence>;
  readonly cues: readonly { readonly occurrence: Occurrence; readonly aim: AimId }[];
  readonly cancellations: readonly { readonly aim: AimId; readonly cancellation: Cancellation }[];
  readonly groups: ReadonlyMap<NodeId, Group>;
}

/** A broadcast stopped as a whole, as the nodes learn it. */
function stopOf({ cueId, stoppedAtUs }: Occurrence): Cancellation[] {
  if (stoppedAtUs === null) return [];
  return [{ atUs: stoppedAtUs, what: { kind: 'cues', cueIds: [cueId] } }];
}

/** A node that is no longer meant, or no longer there. */
function notAimedAt(occurrence: Occurrence): Foreseen {
  const { startAtUs: startsAtUs } = occurrence;
  const endsAtUs = slotEndUs(cueOf(occurrence));
  return { outcome: 'missed', reason: 'withdrawn', cutBy: null, startsAtUs, endsAtUs };
}
