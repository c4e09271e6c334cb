/** Who approves what a unit makes, and who may speak live in it: granted rights, by day and unit. */
import type { ApprovalRule, Grant } from '@loa/protocol/programme';
import type { BulletinClass, Role, UnitId } from '@loa/protocol/vocabulary';
import type { ApprovalTime } from '../library/review.ts';
import { type CityMap, isWithin, lineageOf } from '../zoning/city-map.ts';

/** An account, as far as rights depend on it. */
export interface Person {
  readonly username: string;
  readonly role: Role;
  readonly unitId: UnitId;
  readonly disabled: boolean;
}

const BROADCASTING: readonly Role[] = ['broadcaster', 'culture-office'];

export interface ApproversQuestion {
  readonly map: CityMap;
  readonly unitId: UnitId;
  /** They approve nothing of their own, and do not count. */
  readonly besides: readonly (string | null)[];
  readonly day: string;
  readonly grants: readonly Grant[];
  readonly people: readonly Person[];
}

/**
 * [APR20] [APR21] Those with a grant in force for the unit or one above it; where that is nobody, the
 * culture office of the unit and of those above it.
 */
export function approversOf(question: ApproversQuestion): Person[] {
  const { map, unitId, besides, grants, people } = question;
  const lineage = lineageOf(map, unitId);
  const candidates = broadcastersAt(map, unitId, people).filter(
    ({ username }) => !besides.includes(username),
  );
  const holders = new Set(
    grants
      .filter(({ right, unit }) => right === 'approve' && lineage.includes(unit))
      .filter((one) => isInForce(one, question))
      .map(({ account }) => account),
  );
  const granted = candidates.filter(({ username }) => holders.has(username));
  if (granted.length > 0) return granted;
  return candidates.filter(
    (person) => person.role === 'culture-office' && lineage.includes(person.unitId),
  );
}

/** Who broadcasts and can hear a unit's bulletins: those are heard within it and in the units below. */
export function broadcastersAt<P extends Person>(
  map: CityMap,
  unitId: UnitId,
  people: readonly P[],
): P[] {
  return people.filter(
    ({ disabled, role, unitId: own }) =>
      !disabled &&
      BROADCASTING.includes(role) &&
      (isWithin(map, unitId, own) || lineageOf(map, own).includes(unitId)),
  );
}

/** [APR60] What was passed on is in force for as long as what it came from. */
function isInForce(
  grant: Grant,
  ground: { readonly map: CityMap; readonly day: string; readonly grants: readonly Grant[] },
): boolean {
  const { map, day, grants } = ground;
  if (!isOn(grant, day)) return false;
  if (grant.delegatedBy === null) return true;
  return grants.some((one) => isSourceOf(map, one, grant) && isOn(one, day));
}

function isOn({ fromDay, throughDay }: Grant, day: string): boolean {
  return (fromDay === null || day >= fromDay) && (throughDay === null || day <= throughDay);
}

/** Whether a right was passed on from this one: its giver's own, for the unit or one above it. */
export function isSourceOf(map: CityMap, own: Grant, passedOn: Grant): boolean {
  return (
    own.delegatedBy === null &&
    own.account === passedOn.delegatedBy &&
    own.right === passedOn.right &&
    isWithin(map, passedOn.unit, own.unit)
  );
}

/**
 * [APR22] Once a right to speak was granted for a person's unit or one above it, only who holds one in
 * force speaks there; before that the role decides.
 */
export function maySpeakLive(question: {
  readonly map: CityMap;
  readonly person: Pick<Person, 'username' | 'unitId'>;
  readonly day: string;
  readonly grants: readonly Grant[];
}): boolean {
  const { map, person, grants } = question;
  const lineage = lineageOf(map, person.unitId);
  const governing = grants.filter((one) => one.right === 'speak' && lineage.includes(one.unit));
  return (
    governing.length === 0 ||
    governing.some((one) => one.account === person.username && isInForce(one, question))
  );
}

/**
 * [APR23] [APR24] The rule of the nearest unit upwards that has one for the class, the stricter of
 * two. A city that has neither rules nor grants leaves everything free; one that has some asks before
 * where no rule says otherwise, and always before an emergency bulletin.
 */
export function approvalTime(question: {
  readonly map: CityMap;
  readonly unitId: UnitId;
  readonly class: BulletinClass;
  readonly rules: readonly ApprovalRule[];
  readonly grants: readonly Grant[];
}): ApprovalTime {
  const { map, unitId, class: wanted, rules, grants } = question;
  if (rules.length + grants.length === 0) return 'free';
  for (const unit of lineageOf(map, unitId)) {
    const own = rules.filter(
      (rule) => rule.unit === unit && rule.classes.some((one) => one === wanted),
    );
    if (own.length > 0) {
      return own.some(({ when }) => when === 'before') ? 'before' : 'afterwards';
    }
  }
  return 'before';
}
