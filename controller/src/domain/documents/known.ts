import type { CityMap } from '../zoning/city-map.ts';

/** What a document may name. */
export interface Known {
  readonly map: CityMap;
  readonly bulletins: Names;
  readonly sessions: Names;
  /** Campaigns and relays. */
  readonly items: Names;
  /** Null where it cannot be told: a city file brings no accounts. */
  readonly accounts: Names | null;
  /** Hosts that relays may fetch from. */
  readonly relayHosts: readonly string[];
}

/** Ids of one kind. */
export interface Names {
  has(id: string): boolean;
}

/** What is wrong with a document: `path` leads to the value, `message` says what would be right. */
export interface DocumentFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export function fault(path: DocumentFault['path'], message: string): DocumentFault {
  return { path, message };
}

/** Names one thing that may not be there; null names nothing. */
export function unknown(
  names: Names,
  what: string,
  named: { readonly id: string | null; readonly path: DocumentFault['path'] },
): DocumentFault[] {
  if (named.id === null || names.has(named.id)) return [];
  return [fault(named.path, `there is no ${what} ${named.id}; declare it or mend the id`)];
}

export function allKnown(
  names: Names,
  what: string,
  named: { readonly ids: readonly string[]; readonly path: DocumentFault['path'] },
): DocumentFault[] {
  return named.ids.flatMap((id, index) =>
    unknown(names, what, { id, path: [...named.path, index] }),
  );
}
