/**
 * Laws of the programme over random documents: their order makes no difference, asking for parts says
 * what asking for the whole says, emergencies that may sound are kept, nothing vanishes.
 */
import { coverageGap, slotEndUs } from '@loa/protocol/playout';
import type { Campaign } from '@loa/protocol/programme';
import type { AuthorisationId, CueId, UnitId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DRAWN_BULLETINS, drawnList } from '../../../test/calendars/drawn-documents.ts';
import { addDays, instantUsOf } from '../calendar/civil-time.ts';
import { startsOn } from '../calendar/occurrences.ts';
import type { AirWindow } from '../campaign/air-hours.ts';
import type { Programme } from '../campaign/programme.ts';
import type { Rulebook } from '../campaign/rulebook.ts';
import { benchOf, idsOf, programmeOf, ZONE } from '../campaign/sample-programme.ts';
import { membersOf } from '../campaign/session-members.ts';
import { timingOf as timingInWords, unfoldCampaign } from '../campaign/unfold.ts';
import { unfoldSession } from '../campaign/unfold-session.ts';
import { exceptionFor } from '../campaign/withheld.ts';
import { type CityMap, lineageOf, placementOf } from '../zoning/city-map.ts';
import { cueOf } from './cue-of.ts';
import { materialise } from './materialise.ts';
import { nodesMeant } from './meant.ts';
import type { Occurrence } from './occurrence.ts';

const NOW = instantUsOf('2026-11-22T00:00', ZONE);
const FIRST = '2026-11-22';
const LAST = '2026-12-13';
const nameOf = (body: unknown) => {
  let sum = 7;
  for (const letter of JSON.stringify(body)) sum = (sum * 31 + letter.charCodeAt(0)) % 2 ** 42;
  return sum.toString(36).padStart(43, '0') as AuthorisationId;
};

/** Of every fifth campaign a bulletin is gone. */
const campaigns = drawnList('campaign').map((all) =>
  all.map((one, n) => (n < 4 ? one : { ...one, bulletins: idsOf('khong-co', ...one.bulletins) })),
);
const programme = fc
  .record({
    campaigns,
    sessions: drawnList('session'),
    airRules: drawnList('air-rule'),
    suspensions: drawnList('suspension'),
  })
  .map((drawn) => programmeOf(drawn, DRAWN_BULLETINS));

const planned = (of: Programme) =>
  new Map(
    materialise(of, [], { nowUs: NOW, nameOf })
      .put.map((one) => [one.cueId, one] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

describe('a programme', () => {
  it('[CAL94] the order of its documents makes no difference', () => {
    fc.assert(
      fc.property(programme, (drawn) => {
        const turned = {
          ...drawn,
          campaigns: drawn.campaigns.toReversed(),
          sessions: drawn.sessions.toReversed(),
          airRules: drawn.airRules.toReversed(),
          suspensions: drawn.suspensions.toReversed(),
        };
        expect([...planned(turned)]).toEqual([...planned(drawn)]);
      }),
      { numRuns: 40 },
    );
  });

  it('[CAL94] asking for parts of the days says what asking for all of them says', () => {
    fc.assert(
      fc.property(programme, fc.integer({ min: 0, max: 20 }), (drawn, offset) => {
        const cut = addDays(FIRST, offset);
        const pieces = (fromDay: string, throughDay: string) => {
          const bench = benchOf(drawn);
          const days = { fromDay, throughDay };
          return [
            ...drawn.campaigns.map((one) => unfoldCampaign(one, bench, days)),
            ...drawn.sessions.map((one) => unfoldSession(one, membersOf(one, bench), bench, days)),
          ];
        };
        const before = pieces(FIRST, cut);
        const after = pieces(addDays(cut, 1), LAST);
        expect(before.map((part, n) => [...part, ...(after[n] ?? [])])).toEqual(
          pieces(FIRST, LAST),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('[CAL95] nothing vanishes: each bulletin of each start is there, kept or withheld with its reason', () => {
    fc.assert(
      fc.property(programme, (drawn) => {
        const plan = planned(drawn);
        const atTimes = drawn.campaigns.filter(({ placement }) => placement.kind === 'times');
        for (const cueId of atTimes.flatMap((one) => cuesOf(one, drawn))) {
          expect(plan.has(cueId)).toBe(true);
        }
        const sounding = [...plan.values()].filter(({ withheld }) => withheld === null);
        for (const { bulletinId } of sounding) {
          expect(drawn.bulletins.get(bulletinId)?.state).toBe('approved');
        }
      }),
      { numRuns: 40 },
    );
  });

  it('[SGN4] a node accepts all that is planned for it, as often as it is', () => {
    fc.assert(
      fc.property(programme, (drawn) => {
        const { put, authorisations } = materialise(drawn, [], { nowUs: NOW, nameOf });
        for (const node of drawn.map.nodes.values()) {
          const placement = placementOf(drawn.map, node);
          const own = put.filter(
            (one) => !one.withheld && nodesMeant(drawn.map, one).includes(node.nodeId),
          );
          for (const [id, citing] of Map.groupBy(own, (one) => one.authorisationId)) {
            const body = authorisations.get(id);
            expect(body?.maxPlays).toBeGreaterThanOrEqual(citing.length);
            const gaps = citing.map((one) => body && coverageGap(body, cueOf(one), placement));
            expect(new Set(gaps)).toEqual(new Set([null]));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('[CAL92] an emergency that is approved is withheld by nothing', () => {
    fc.assert(
      fc.property(programme, (drawn) => {
        for (const one of planned(drawn).values()) {
          if (one.class !== 'emergency' || one.bulletinId !== 'bao') continue;
          expect([one.withheld, one.exceptions]).toEqual([null, []]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('[CAL90] no unit hears more of a class than its minutes, but for what passes them', () => {
    fc.assert(
      fc.property(programme, (drawn) => {
        const campaigns = drawn.campaigns.map((one) => ({ ...one, override: null }));
        const free = { ...drawn, campaigns };
        const { rules } = benchOf(free);
        const held = { map: free.map, rules };
        const plan = [...planned(free).values()];
        for (const [unitId, ofClass, own] of rules.budgets()) {
          // Windows of several rules may lie over each other: then either's minutes may be used.
          if (own.length > 1) continue;
          const heard = plan.filter((one) => one.class === ofClass && isHeard(one, unitId, held));
          expect(beyondMinutes(heard, (one) => windowOf(one, unitId, rules))).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Somewhere where the unit's rules count, and nothing keeps it back there. */
function isHeard(one: Occurrence, unitId: UnitId, { map, rules }: Held): boolean {
  const { units } = rules.reachOf(one.targets);
  return (
    one.withheld === null &&
    units.some(
      (each) =>
        rules.governorOf(each, one.class) === unitId &&
        exceptionFor(one.exceptions, lineageOf(map, each)) === null,
    )
  );
}

interface Held {
  readonly map: CityMap;
  readonly rules: Rulebook;
}

function windowOf(one: Occurrence, unitId: UnitId, rules: Rulebook): AirWindow | undefined {
  return rules.windowsAround(unitId, one.class, { ...one, endUs: slotEndUs(one) })[0];
}

/** The windows of which more is used than there is. */
function beyondMinutes(
  heard: readonly Occurrence[],
  windowFor: (one: Occurrence) => AirWindow | undefined,
): unknown[] {
  const byWindow = Map.groupBy(heard, (one) => JSON.stringify(windowFor(one) ?? {}));
  return [...byWindow].filter(([text, sounds]) => {
    const { minutes = null } = JSON.parse(text) as Partial<AirWindow>;
    const used = sounds.reduce((sum, one) => sum + one.durationFrames / 48_000 / 60, 0);
    return minutes !== null && used > minutes;
  });
}

/** The identities of all that a campaign has on the days that are planned. */
function cuesOf(one: Campaign, drawn: Programme): CueId[] {
  const span = { fromDay: FIRST, throughDay: LAST };
  const starts = startsOn(timingInWords(one.id, one.timing), span, benchOf(drawn).days);
  return starts
    .filter(({ startAtUs }) => startAtUs > NOW)
    .flatMap(({ cueId }) => suffixesOf(one).map((suffix) => `${cueId}${suffix}` as CueId));
}

function suffixesOf({ bulletins, order, repeats, chime }: Campaign): string[] {
  const count = (order === 'sequence' ? bulletins.length : 1) * repeats.times;
  const parts = Array.from({ length: count }, (_, n) => (n === 0 ? '' : `.${n}`));
  return chime === null ? parts : ['.c', ...parts];
}
