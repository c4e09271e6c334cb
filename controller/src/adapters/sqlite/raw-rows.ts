import { getTableColumns } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

/**
 * The parts of written-out statements, so that the tables stay described in one place.
 *
 * @param without fields that the statements speak of themselves
 */
export function columnsOf(
  table: SQLiteTable,
  without: readonly string[] = [],
): {
  /** `cue_id, origin, …` */
  readonly names: string;
  /** `cue_id AS cueId, origin AS origin, …` */
  readonly selection: string;
  /** `@cueId, @origin, …` */
  readonly parameters: string;
  /** `origin = excluded.origin, …`, without the key */
  readonly updates: string;
} {
  const columns = Object.entries(getTableColumns(table)).filter(
    ([field]) => !without.includes(field),
  );
  return {
    names: columns.map(([, { name }]) => name).join(', '),
    selection: columns.map(([field, { name }]) => `${name} AS ${field}`).join(', '),
    parameters: columns.map(([field]) => `@${field}`).join(', '),
    updates: columns
      .filter(([, { primary }]) => !primary)
      .map(([, { name }]) => `${name} = excluded.${name}`)
      .join(', '),
  };
}
