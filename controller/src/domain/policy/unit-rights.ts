/** What stands in a unit on a day: who approves, who speaks live, and when approval comes. */
import type { ApprovalRule, Grant } from '@loa/protocol/programme';
import type { BulletinClass, UnitId } from '@loa/protocol/vocabulary';
import type { ApprovalTime } from '../library/review.ts';
import { type CityMap, lineageOf } from '../zoning/city-map.ts';
import {
  approvalTime,
  approversOf,
  broadcastersAt,
  maySpeakLive,
  type Person,
} from './approvers.ts';

export interface UnitRights<P> {
  /** Who broadcasts and can hear the unit's bulletins. */
  readonly people: readonly (P & { readonly approves: boolean; readonly speaks: boolean })[];
  readonly when: Readonly<Record<BulletinClass, ApprovalTime>>;
  /** Live voice takes a right that was given. */
  readonly isSpeechGranted: boolean;
}

/** [APR70] By the rules that decide each step. */
export function unitRights<P extends Person>(question: {
  readonly map: CityMap;
  readonly unitId: UnitId;
  readonly day: string;
  readonly grants: readonly Grant[];
  readonly rules: readonly ApprovalRule[];
  readonly people: readonly P[];
}): UnitRights<P> {
  const { map, unitId, grants } = question;
  const approvers = new Set(approversOf({ ...question, besides: [] }).map((one) => one.username));
  const lineage = lineageOf(map, unitId);
  const time = (of: BulletinClass) => approvalTime({ ...question, class: of });
  return {
    people: broadcastersAt(map, unitId, question.people).map((person) => ({
      ...person,
      approves: approvers.has(person.username),
      speaks: maySpeakLive({ ...question, person }),
    })),
    when: { normal: time('normal'), priority: time('priority'), emergency: time('emergency') },
    isSpeechGranted: grants.some(({ right, unit }) => right === 'speak' && lineage.includes(unit)),
  };
}
