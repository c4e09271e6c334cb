import type { Targets } from '@loa/protocol/playout';
import type { AirRule } from '@loa/protocol/programme';
import type { BulletinClass } from '@loa/protocol/vocabulary';
import { CivilDays } from '../calendar/civil-days.ts';
import type { CityMap } from '../zoning/city-map.ts';
import { Rulebook } from './rulebook.ts';

/**
 * [CAL130] The air rules that a sound of a person's own would break, one for each unit whose rules
 * count where it is heard: the nearest upwards, as for the calendar. None holds back an emergency.
 */
export function hoursAgainst(
  { map, airRules }: { readonly map: CityMap; readonly airRules: readonly AirRule[] },
  sound: {
    readonly targets: Targets;
    readonly class: BulletinClass;
    readonly startAtUs: number;
    readonly endUs: number;
  },
): readonly AirRule[] {
  const { class: of, targets } = sound;
  if (of === 'emergency' || airRules.length === 0) return [];
  const days = new CivilDays(map.timeZone);
  const book = new Rulebook({ map, airRules, suspensions: [] }, days);
  return [...book.governanceOf(book.reachOf(targets), of).keys()]
    .filter((unit) => book.windowsAround(unit, of, sound).length === 0)
    .sort()
    .flatMap((unit) => {
      const own = airRules.filter((rule) => rule.unit === unit && rule.classes.includes(of));
      return own.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, 1);
    });
}
