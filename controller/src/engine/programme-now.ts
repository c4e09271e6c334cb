import type { DocumentKind, Documents } from '@loa/protocol/programme';
import type { Programme } from '../domain/campaign/programme.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { StoredDocument, Stores } from './ports.ts';

/** What the stores say is to be planned. Lists are the same as long as nothing of their kind is written. */
export function programmeNow(
  { documents, library }: Pick<Stores, 'documents' | 'library'>,
  map: CityMap,
): Programme {
  return {
    map,
    bulletins: new Map(library.list().map((one) => [one.bulletinId, one])),
    campaigns: bodiesOf(documents.list('campaign')),
    sessions: bodiesOf(documents.list('session')),
    relays: bodiesOf(documents.list('relay')),
    dayOrders: bodiesOf(documents.list('day-order')),
    airRules: bodiesOf(documents.list('air-rule')),
    suspensions: bodiesOf(documents.list('suspension')),
    decisions: bodiesOf(documents.list('decision')),
  };
}

const bodies = new WeakMap<object, unknown>();

function bodiesOf<K extends DocumentKind>(
  stored: readonly StoredDocument<K>[],
): readonly Documents[K][] {
  const known = bodies.get(stored) as readonly Documents[K][] | undefined;
  if (known) return known;
  const made = stored.map(({ body }) => body);
  bodies.set(stored, made);
  return made;
}
