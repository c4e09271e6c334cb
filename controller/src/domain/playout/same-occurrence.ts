import type { Occurrence } from './occurrence.ts';

/** Every field that is one value; one that is not named here does not compile. */
const FIELDS: Readonly<
  Record<Exclude<keyof Occurrence, 'targets' | 'exceptions' | 'withheld'>, true>
> = {
  cueId: true,
  origin: true,
  itemId: true,
  sentBy: true,
  bulletinId: true,
  title: true,
  assetId: true,
  durationFrames: true,
  class: true,
  source: true,
  priority: true,
  gainDb: true,
  whenPreempted: true,
  lateUs: true,
  startAtUs: true,
  validUntilUs: true,
  authorisationId: true,
  category: true,
  unitId: true,
  blockStartUs: true,
  carriedBy: true,
  stoppedAtUs: true,
};
const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** Field by field: a year of a province is compared in a fraction of a second. */
export function isSameOccurrence(a: Occurrence, b: Occurrence): boolean {
  for (const name of NAMES) if (a[name] !== b[name]) return false;
  if (!isSameNote(a.withheld, b.withheld) || !isSameNote(a.exceptions, b.exceptions)) return false;
  const { targets } = a;
  return (
    targets === b.targets ||
    (isSameList(targets.units, b.targets.units) &&
      isSameList(targets.zones, b.targets.zones) &&
      isSameList(targets.nodes, b.targets.nodes))
  );
}

/** Most have neither. */
function isSameNote(a: object | null, b: object | null): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
