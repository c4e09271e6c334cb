/**
 * Planning that remembers, against planning that does not. A province in small is changed at random:
 * campaigns, sessions, rules, bulletins, nodes and their settings, sendings, stops, hours and days,
 * restarts and failures. After each step two things are asked: would a planner that knows nothing
 * publish anything (it must not), and do the pages of every node say what the plainest way of making
 * them from the stored occurrences says, byte for byte.
 */
import { LIMITS, type NodeId, type UnitId } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { describe, expect, it } from 'vitest';
import { addDays, civilDayOf } from '../../../src/domain/calendar/civil-time.ts';
import { cueOf } from '../../../src/domain/playout/cue-of.ts';
import type { Occurrence } from '../../../src/domain/playout/occurrence.ts';
import { contentText, headOf, pageListOf } from '../../../src/domain/playout/plan-head.ts';
import { type CityMap, resolveTargets } from '../../../src/domain/zoning/city-map.ts';
import { createPlanner } from '../../../src/engine/planning.ts';
import type { PlanningCity } from './planning-city.ts';
import { CITY, World } from './random-world.ts';

/** The pages of every node in the plainest way: each node by itself, from the stored occurrences. */
function plainPages(city: PlanningCity, map: CityMap): Map<NodeId, string[]> {
  const nowUs = city.timeline.nowUs();
  const today = civilDayOf(nowUs, map.timeZone);
  const [first, last] = [addDays(today, -1), addDays(today, 21)];
  // One question leaves out what had ended by then, whatever its day.
  const stored = [3, 2, 1, 0].flatMap((days) =>
    city.stores.calendar.between(nowUs - days * 86_400e6, nowUs + 40 * 86_400e6),
  );
  const shown = [...new Map(stored.map((one) => [one.cueId, one])).values()]
    .filter(({ carriedBy, stoppedAtUs, startAtUs, withheld }) => {
      if (withheld) return false;
      return carriedBy === 'page' && (stoppedAtUs === null || stoppedAtUs > startAtUs - 30e6);
    })
    .map((one) => ({ one, day: civilDayOf(one.startAtUs, map.timeZone) }))
    .filter(({ day }) => day >= first && day <= last)
    .sort(({ one: a }, { one: b }) => a.startAtUs - b.startAtUs || (a.cueId < b.cueId ? -1 : 1))
    .map((entry) => ({ ...entry, nodes: new Set(heardOn(map, entry.one)) }));
  return new Map(
    [...map.nodes.keys()].map((nodeId) => {
      const own = shown.filter(({ nodes }) => nodes.has(nodeId));
      const days = [...Map.groupBy(own, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1));
      const texts = days.flatMap(([day, cues]) =>
        pageTexts(
          day,
          cues.map(({ one }) => one),
        ),
      );
      return [nodeId, texts];
    }),
  );
}

function heardOn(map: CityMap, { targets, exceptions }: Occurrence): NodeId[] {
  return resolveTargets(map, targets).filter((nodeId) => {
    const ward = map.nodes.get(nodeId)?.unitId ?? CITY;
    const isIn = (units: readonly UnitId[]) => units.includes(ward) || units.includes(CITY);
    return !exceptions.some(({ units, but }) => isIn(units) && !isIn(but));
  });
}

function pageTexts(day: string, occurrences: readonly Occurrence[]): string[] {
  const pages: string[][] = [];
  const textOf = (cues: readonly string[]) => `{"day":"${day}","cues":[${cues.join(',')}]}`;
  for (const cue of occurrences.map((one) => JSON.stringify(cueOf(one)))) {
    const open = pages.at(-1);
    const fits =
      open &&
      open.length < LIMITS.pageCues &&
      textOf([...open, cue]).length <= LIMITS.pageBytes - 1;
    if (fits) open.push(cue);
    else pages.push([cue]);
  }
  return pages.map(textOf);
}

function check(world: World): void {
  const { city } = world;
  const heads = city.stores.plan.heads();
  const fresh = createPlanner(city);
  expect(fresh.republish()).toEqual({ heads: [], occurrences: [] });
  fresh[Symbol.dispose]();
  expect(city.stores.plan.heads()).toEqual(heads);
  const map = city.city.map();
  if (!map) throw new Error('no city');
  for (const [nodeId, texts] of plainPages(city, map)) {
    const listed = texts.map((text) => ({
      day: text.slice(8, 18),
      hash: contentName(text) as never,
    }));
    const node = map.nodes.get(nodeId);
    if (!node) throw new Error('no node');
    const content = JSON.parse(contentText(headOf(map, node, { listed: pageListOf(listed) }).head));
    expect(city.head(nodeId).pages).toEqual(content.pages);
    expect(city.pageTexts(nodeId)).toEqual(texts.slice(0, content.pages.length));
  }
  for (const { nodeId } of heads) {
    if (!map.nodes.has(nodeId)) expect(city.head(nodeId).pages).toEqual([]);
  }
}

describe('planning that remembers', () => {
  it.each([1, 2, 3])(
    '[CAL41] says after any changes what planning from scratch says, byte for byte (seed %i)',
    (seed) => {
      using world = new World(seed);
      world.city.planner.republish();
      check(world);
      const done: string[] = [];
      for (let n = 0; n < 18; n++) {
        done.push(world.step());
        try {
          check(world);
        } catch (error) {
          throw new Error(`seed ${seed}, after ${done.join(', ')}`, { cause: error });
        }
      }
    },
  );
});
