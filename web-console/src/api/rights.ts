import { type UnitRights, unitRightsSchema } from '@loa/protocol/console-api';
import { requestJson } from './request.ts';

/** Who approves and who speaks live in a unit today. */
export function fetchUnitRights(unitId: string): Promise<UnitRights> {
  return requestJson(`/api/units/${encodeURIComponent(unitId)}/rights`, unitRightsSchema);
}
