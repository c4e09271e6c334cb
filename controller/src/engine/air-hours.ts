import type { AirRule } from '@loa/protocol/programme';
import { hoursAgainst } from '../domain/campaign/hours-against.ts';
import type { Actor } from '../domain/policy/actor.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { Stores } from './ports.ts';
import type { Refused } from './refused.ts';

type Sound = Parameters<typeof hoursAgainst>[1];

/** What goes beyond the hours, for the audit log; nothing where no rule stands against it. */
export type BeyondHours = {
  readonly override?: { readonly reason: string; readonly rules: string[] };
};

/**
 * [CAL130] [CAL131] Whether a person may let this sound at that time: within the hours of its class, or
 * beyond them with a reason, by a role that every rule against it names.
 */
export function beyondHours(
  { documents }: Pick<Stores, 'documents'>,
  map: CityMap,
  wanted: Sound & { readonly actor: Actor; readonly reason: string | null },
): BeyondHours | Refused {
  const airRules = documents.list('air-rule').map(({ body }) => body);
  const against = hoursAgainst({ map, airRules }, wanted);
  const [first] = against;
  if (first === undefined) return {};
  const { actor, reason } = wanted;
  const denying = against.find(({ overridableBy }) => !overridableBy.includes(actor.role));
  if (denying === undefined && reason !== null) {
    return { override: { reason, rules: against.map(({ id }) => id) } };
  }
  return refusal(denying ?? first, denying === undefined);
}

function refusal({ id, title, overridableBy }: AirRule, mayOverride: boolean): Refused {
  const who = overridableBy.join(', ') || 'nobody';
  const remedy = mayOverride ? 'give a reason to go beyond it' : `${who} may go beyond it`;
  return {
    ...{ outcome: 'refused', code: 'quiet-hours', field: 'override' },
    detail: `outside the hours of "${title}" (${id}); ${remedy}`,
    against: { title, overridableBy },
  };
}
