import type { Occurrence } from './occurrence.ts';

/** Every field but the targets; one that is not named here does not compile. */
const FIELDS: Readonly<Record<Exclude<keyof Occurrence, 'targets'>, true>> = {
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
  carriedBy: true,
  stoppedAtUs: true,
};
const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** Field by field: a year of a province is compared in a fraction of a second. */
export function isSameOccurrence(a: Occurrence, b: Occurrence): boolean {
  for (const name of NAMES) if (a[name] !== b[name]) return false;
  const { targets } = a;
  return (
    targets === b.targets ||
    (isSameList(targets.units, b.targets.units) &&
      isSameList(targets.zones, b.targets.zones) &&
      isSameList(targets.nodes, b.targets.nodes))
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
