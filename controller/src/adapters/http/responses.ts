import { problemSchema } from '@loa/protocol/console-api';
import { z } from 'zod';

/** RFC 9457, in the answers of every route. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

export const problems = {
  '4xx': problemSchema,
  '5xx': problemSchema,
};

/** What a route answers: its own entity, or problem details. */
export function answers<Schema extends z.ZodType>(
  schema: Schema,
): { 200: Schema } & typeof problems {
  return { 200: schema, ...problems };
}

export const noContent = z.null().describe('No content');
