import { type WarningView, warningSchema } from '@loa/protocol/console-api';
import { z } from 'zod';
import { requestJson } from './request.ts';

const warningsSchema = z.object({ warnings: z.array(warningSchema) });

/** What is to be seen to, in the reader's language. */
export async function fetchWarnings(): Promise<WarningView[]> {
  return (await requestJson('/api/warnings', warningsSchema)).warnings;
}
