import type { CityMap } from './city-map.ts';

/** Whether two maps say the same, however they came about. */
export function isSameCity(a: CityMap, b: CityMap): boolean {
  return (
    a === b ||
    (a.cityId === b.cityId &&
      a.timeZone === b.timeZone &&
      isSame(a.units, b.units) &&
      isSame(a.zones, b.zones) &&
      isSame(a.nodes, b.nodes))
  );
}

function isSame(a: ReadonlyMap<string, object>, b: ReadonlyMap<string, object>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (value !== other && JSON.stringify(value) !== JSON.stringify(other)) return false;
  }
  return true;
}
