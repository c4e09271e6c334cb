import { scheduleFileSchema } from '@loa/protocol/schedule-file';
import { z } from 'zod';

/** The JSON Schema (2020-12) that editors check and complete city files with. */
export function scheduleJsonSchema(): string {
  const schema = z.toJSONSchema(scheduleFileSchema, { target: 'draft-2020-12', io: 'input' });
  const { $schema, ...rest } = schema;
  const titled = { $schema, title: 'Loa city file', ...rest };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
