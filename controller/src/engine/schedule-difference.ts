import { DOCUMENT_KINDS, type DocumentKind } from '@loa/protocol/programme';
import type { Bulletin } from '../domain/library/bulletin.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { CitySettings } from '../domain/zoning/city-settings.ts';
import type { DeclaredDocument } from './schedule-port.ts';

export interface CityState {
  readonly map: CityMap | null;
  readonly settings: CitySettings;
  readonly bulletins: readonly Bulletin[];
  /** Those that the file owns or names. */
  readonly documents: readonly DeclaredDocument[];
}

/**
 * What a change of the city's declaration changes, a line each: `+` new, `~` different, `-` gone.
 * Empty means that there is nothing to do.
 */
export function differenceOf(before: CityState, after: CityState): string[] {
  const noted = (kind: string, old: Iterable<readonly [string, unknown]>, now: typeof old) =>
    entryLines(kind, new Map(old), new Map(now));
  const city = ({ map, settings }: CityState) =>
    map ? [[map.cityId, { timeZone: map.timeZone, settings }] as const] : [];
  const bulletins = ({ bulletins: all }: CityState) =>
    all.map((one) => [one.bulletinId, one] as const);
  const documents = ({ documents: all }: CityState, of: DocumentKind) =>
    all.filter(({ kind }) => kind === of).map(({ body }) => [body.id, body] as const);
  return [
    ...noted('city', city(before), city(after)),
    ...noted('unit', before.map?.units ?? [], after.map?.units ?? []),
    ...noted('node', before.map?.nodes ?? [], after.map?.nodes ?? []),
    ...noted('zone', before.map?.zones ?? [], after.map?.zones ?? []),
    ...noted('bulletin', bulletins(before), bulletins(after)),
    ...DOCUMENT_KINDS.flatMap((kind) =>
      noted(kind, documents(before, kind), documents(after, kind)),
    ),
  ];
}

function entryLines(
  kind: string,
  old: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
): string[] {
  const lines: string[] = [];
  for (const [id, value] of now) {
    if (!old.has(id)) lines.push(`+ ${kind} ${id}`);
    else if (canonical(old.get(id)) !== canonical(value)) lines.push(`~ ${kind} ${id}`);
  }
  for (const id of old.keys()) if (!now.has(id)) lines.push(`- ${kind} ${id}`);
  return lines;
}

/** JSON with sorted keys, so that the order of fields makes no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
