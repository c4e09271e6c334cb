import type { Language, UnitId, WithheldReason } from '@loa/protocol/vocabulary';
import { type Clock, encodeBase64Url, type Random } from '@loa/runtime/pure';
import { exceptionFor } from '../domain/campaign/withheld.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { type CityMap, isWithin, lineageOf, resolveTargets } from '../domain/zoning/city-map.ts';
import type { Stores, Timeline } from './ports.ts';
import type { Refused } from './refused.ts';

const DAY_US = 86_400_000_000;

export const CALENDAR_LIMITS = {
  beforeUs: 7 * DAY_US,
  /** As far as nodes hold their plans. */
  afterUs: 21 * DAY_US,
  /** Entries of one calendar: five an hour for four weeks. What comes later is left out. */
  entries: 3_360,
} as const;

export interface CalendarEntry {
  readonly occurrence: Occurrence;
  /** Not heard anywhere in the unit: the rule's name, or a person stopped it before its start. */
  readonly cancelled: WithheldReason | 'stopped' | null;
}

export interface UnitCalendar {
  readonly outcome: 'read';
  readonly unitName: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly madeAtUs: number;
  readonly entries: readonly CalendarEntry[];
  /** Planned start of the first that was left out; null where none was. */
  readonly cutAtUs: number | null;
}

export interface CalendarLinks {
  /** A new secret; the account's former one is void. */
  make(actor: Actor): string;
  revoke(actor: Actor): void;
  /** What sounds in a unit, for who holds the secret. */
  read(token: string, unitId: UnitId): UnitCalendar | Refused;
}

export interface CalendarLinkDeps {
  readonly stores: Pick<Stores, 'accounts' | 'audit' | 'calendar'>;
  readonly map: () => CityMap | null;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly random: Random;
  /** SHA-256 of text, base64url. */
  readonly digest: (text: string) => string;
}

/** Calendar programs cannot log in: they read by an address that only its owner knows. */
export function createCalendarLinks(deps: CalendarLinkDeps): CalendarLinks {
  const { accounts, audit, calendar } = deps.stores;

  function note({ username }: Actor, action: string): void {
    const atMs = deps.clock.nowMs();
    audit.append({ atMs, actor: username, action, subject: username, detail: {} });
  }

  return {
    make: (actor) => {
      const token = encodeBase64Url(deps.random.bytes(32));
      accounts.putCalendarLink(actor.username, deps.digest(token), deps.clock.nowMs());
      note(actor, 'calendar.link');
      return token;
    },
    revoke: (actor) => {
      accounts.removeCalendarLink(actor.username);
      note(actor, 'calendar.unlink');
    },
    read: (token, unitId) => {
      const owner = accounts.calendarLinkOwner(deps.digest(token));
      const account = owner === null ? null : accounts.get(owner);
      const map = deps.map();
      const unit = map?.units.get(unitId);
      // The same answer for every reason: who guesses learns nothing.
      if (!map || !unit || !account || account.disabled || !isWithin(map, unitId, account.unitId)) {
        const detail = 'token: there is no such calendar; make a new address in the console';
        return { outcome: 'refused', code: 'not-found', detail, field: 'token' };
      }
      const madeAtUs = deps.timeline.nowUs();
      const { beforeUs, afterUs, entries: most } = CALENDAR_LIMITS;
      const occurrences = calendar.between(madeAtUs - beforeUs, madeAtUs + afterUs);
      const all = entriesOf(map, unitId, occurrences);
      return {
        outcome: 'read',
        unitName: unit.name,
        timeZone: map.timeZone,
        language: account.language,
        madeAtUs,
        entries: all.slice(0, most),
        cutAtUs: all[most]?.occurrence.startAtUs ?? null,
      };
    },
  };
}

function entriesOf(
  map: CityMap,
  unitId: UnitId,
  occurrences: readonly Occurrence[],
): CalendarEntry[] {
  const aims = new Map<string, Reach>();
  return occurrences.flatMap((occurrence) => {
    const { targets, exceptions, withheld, stoppedAtUs, startAtUs } = occurrence;
    const key = JSON.stringify([targets, exceptions]);
    const reach = aims.get(key) ?? reachOf(map, unitId, occurrence);
    aims.set(key, reach);
    if (!reach.isMeant) return [];
    const isStopped = stoppedAtUs !== null && stoppedAtUs <= startAtUs;
    const cancelled = withheld?.why ?? reach.excepted ?? (isStopped ? 'stopped' : null);
    return [{ occurrence, cancelled }];
  });
}

interface Reach {
  readonly isMeant: boolean;
  /** What keeps it from every node of the unit. */
  readonly excepted: WithheldReason | null;
}

function reachOf(map: CityMap, unitId: UnitId, occurrence: Occurrence): Reach {
  const lineages = resolveTargets(map, occurrence.targets).flatMap((nodeId) => {
    const node = map.nodes.get(nodeId);
    return node && isWithin(map, node.unitId, unitId) ? [lineageOf(map, node.unitId)] : [];
  });
  const found = lineages.map((lineage) => exceptionFor(occurrence.exceptions, lineage));
  const isEverywhere = found.length > 0 && found.every((one) => one !== null);
  return { isMeant: lineages.length > 0, excepted: isEverywhere ? (found[0]?.why ?? null) : null };
}
