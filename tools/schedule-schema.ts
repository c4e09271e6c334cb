/** Writes schedules/schedule.schema.json from the schema of the protocol. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { scheduleJsonSchema } from '../controller/src/adapters/schedule-files/json-schema.ts';

writeFileSync(
  resolve(import.meta.dirname, '../schedules/schedule.schema.json'),
  scheduleJsonSchema(),
);
