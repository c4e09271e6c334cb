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
  const { map, unitId, besides, day, grants, people } = question;
  const lineage = lineageOf(map, unitId);
  const candidates = people.filter(
    (person) =>
      !person.disabled &&
      BROADCASTING.includes(person.role) &&
      !besides.includes(person.username) &&
      mayHear(map, person.unitId, unitId),
  );
  const holders = new Set(
    grants
      .filter((one) => one.right === 'approve' && lineage.includes(one.unit) && isInForce(one, day))
      .map(({ account }) => account),
  );
  const granted = candidates.filter(({ username }) => holders.has(username));
  if (granted.length > 0) return granted;
  return candidates.filter(
    (person) => person.role === 'culture-office' && lineage.includes(person.unitId),
  );
}

/** A bulletin can be heard within the unit of the person and in those above it. */
function mayHear(map: CityMap, own: UnitId, unitId: UnitId): boolean {
  return isWithin(map, unitId, own) || lineageOf(map, own).includes(unitId);
}

function isInForce({ fromDay, throughDay }: Grant, day: string): boolean {
  return (fromDay === null || day >= fromDay) && (throughDay === null || day <= throughDay);
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
  const { map, person, day, grants } = question;
  const lineage = lineageOf(map, person.unitId);
  const governing = grants.filter((one) => one.right === 'speak' && lineage.includes(one.unit));
  return (
    governing.length === 0 ||
    governing.some((one) => one.account === person.username && isInForce(one, day))
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
