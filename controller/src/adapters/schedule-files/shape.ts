import { type ScheduleFile, scheduleFileSchema } from '@loa/protocol/schedule-file';
import type { z } from 'zod';
import type { Path } from './positions.ts';

/** Something wrong with the file, and where: `path` leads to the value. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}

/** Checks the form of the file alone; what it refers to is checked by `checkReferences`. */
export function checkShape(value: unknown): Shape<ScheduleFile> {
  return checkForm(scheduleFileSchema, value);
}

export type Shape<File> =
  | { readonly outcome: 'shaped'; readonly file: File }
  | { readonly outcome: 'faulty'; readonly faults: readonly Fault[] };

export function checkForm<File>(schema: z.ZodType<File>, value: unknown): Shape<File> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { outcome: 'shaped', file: parsed.data };
  return { outcome: 'faulty', faults: parsed.error.issues.flatMap(faultsOf) };
}

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue): Fault[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `"${key}" is not a field here; remove it or mend its spelling`,
    }));
  }
  return [{ path, message: messageOf(issue) }];
}

function messageOf(issue: Issue): string {
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  if (isMissing) return `is missing; give it as ${article(issue.expected)}`;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}, not ${JSON.stringify(issue.input)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return formatMessage(issue.message);
    case 'too_big':
      return `is too large: at most ${issue.maximum} ${unitOf(issue.origin)}`.trimEnd();
    case 'too_small':
      return `is too small: at least ${issue.minimum} ${unitOf(issue.origin)}`.trimEnd();
    default:
      return issue.message;
  }
}

function formatMessage(message: string): string {
  if (message.startsWith('not a ')) {
    return `is ${message}: lower-case letters, digits, ".", "_" and "-", at most 64`;
  }
  return message.startsWith('must be ') ? message : `has the wrong form: ${message}`;
}

function article(type: string): string {
  const names: Record<string, string> = {
    string: 'a text (quote it if it looks like a number)',
    array: 'a list',
    object: 'a group of fields',
    int: 'a whole number',
    number: 'a number',
  };
  return names[type] ?? type;
}

function unitOf(origin: string): string {
  if (origin === 'string') return 'characters';
  return origin === 'array' ? 'entries' : '';
}
