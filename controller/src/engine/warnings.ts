import type { Session } from '@loa/protocol/programme';
import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import { CivilDays } from '../domain/calendar/civil-days.ts';
import { addDays, civilDayOf } from '../domain/calendar/civil-time.ts';
import { startsOn } from '../domain/calendar/occurrences.ts';
import { timingOf } from '../domain/campaign/unfold.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { isSameOccurrence } from '../domain/playout/same-occurrence.ts';
import { type Collision, collisionsOf } from '../domain/proof/collisions.ts';
import {
  type SessionStart,
  soundWarnings,
  type Warned,
  type WarningBasis,
  WEEK_US,
  warningsOf,
} from '../domain/proof/warnings.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { EngineEvent, EventBus } from './events.ts';
import type { Fleet } from './facades.ts';
import type { Outlook } from './outlook-facade.ts';
import type { Stores, Timeline } from './ports.ts';

const DAY_US = 86_400_000_000;
/** What is planned at most: 22 civil days. */
const HORIZON_US = 23 * DAY_US;

export interface WarningsDeps {
  readonly stores: Pick<Stores, 'calendar' | 'documents'>;
  readonly timeline: Timeline;
  readonly events: EventBus;
  readonly fleet: Pick<Fleet, 'nodes'>;
  readonly map: () => CityMap | null;
}

/** What warnings follow from, beside the plan. */
const CHANGES: readonly EngineEvent['kind'][] = [
  'city-changed',
  'library-changed',
  'documents-changed',
];

interface Known extends Warned {
  readonly ahead: ReadonlyMap<CueId, Occurrence>;
}

/** [EXP36] Made when they are asked for, and kept until something changes or time changes them. */
export function createWarnings(
  deps: WarningsDeps,
): Pick<Outlook, 'warnings' | 'collisions'> & Disposable {
  const { calendar, documents } = deps.stores;
  let known: Known | null = null;
  const subscription = deps.events.on((event) => {
    const held = known;
    if (held === null) return;
    const isNews =
      event.kind === 'broadcasts-changed'
        ? event.cueIds.some((cueId) => isReplanned(held, cueId))
        : CHANGES.includes(event.kind);
    if (isNews) known = null;
  });

  /** Receipts change broadcasts too; only an occurrence that is new, gone or different counts. */
  function isReplanned(held: Known, cueId: CueId): boolean {
    const before = held.ahead.get(cueId);
    const after = calendar.get(cueId);
    if (!before || !after) return before !== undefined || isAhead(after);
    return !isSameOccurrence(before, after);
  }

  function isAhead(one: Occurrence | null): boolean {
    const nowUs = deps.timeline.nowUs();
    return one !== null && one.startAtUs > nowUs && one.startAtUs < nowUs + WEEK_US;
  }

  return {
    warnings: () => {
      const map = deps.map();
      const nowUs = deps.timeline.nowUs();
      if (!map) return [];
      if (!known || nowUs >= known.nextAtUs) {
        const basis = basisOf(deps, map, nowUs);
        const ahead = new Map(basis.ahead.map((one) => [one.cueId, one]));
        known = { ...warningsOf(basis, nowUs), ahead };
      }
      return [...known.warnings, ...soundWarnings(map, lackingSound(deps))];
    },
    collisions: (): readonly Collision[] => {
      const map = deps.map();
      if (!map) return [];
      const nowUs = deps.timeline.nowUs();
      const decisions = documents.list('decision').map(({ body }) => body);
      return collisionsOf(map, calendar.between(nowUs, nowUs + HORIZON_US), decisions);
    },
    [Symbol.dispose]: () => subscription[Symbol.dispose](),
  };
}

function basisOf(deps: WarningsDeps, map: CityMap, nowUs: number): WarningBasis {
  const { calendar, documents } = deps.stores;
  const sessions = documents.list('session').map(({ body }) => body);
  const weekAgoUs = nowUs - WEEK_US;
  return {
    map,
    ahead: calendar.between(nowUs, nowUs + WEEK_US),
    weekAgo: calendar
      .between(weekAgoUs, weekAgoUs + DAY_US)
      .filter(({ startAtUs }) => startAtUs >= weekAgoUs),
    sessionStarts: sessions.flatMap((session) => startsOf(session, map, nowUs)),
    sessionUnits: new Set(sessions.map(({ unit }) => unit)),
    decisions: documents.list('decision').map(({ body }) => body),
    distributions: documents.list('distribution').map(({ body }) => body),
    today: civilDayOf(nowUs, map.timeZone),
  };
}

function lackingSound({ fleet }: WarningsDeps): NodeId[] {
  return fleet
    .nodes()
    .filter(({ state, faults }) => state === 'faulty' && faults.includes('assets-missing'))
    .map(({ node }) => node.nodeId);
}

function startsOf(
  { id, unit, title, timing }: Session,
  { timeZone }: CityMap,
  nowUs: number,
): SessionStart[] {
  const today = civilDayOf(nowUs, timeZone);
  const days = { fromDay: today, throughDay: addDays(today, 1) };
  return startsOn(timingOf(id, timing), days, new CivilDays(timeZone))
    .filter(({ startAtUs }) => startAtUs > nowUs && startAtUs < nowUs + DAY_US)
    .map(({ localStart, startAtUs }) => {
      return { session: id, unit, title, place: `${id}@${localStart}`, startAtUs };
    });
}
