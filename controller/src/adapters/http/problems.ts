/** Errors of the API: RFC 9457 problem details with stable codes, in the reader's language. */
import type { Problem } from '@loa/protocol/console-api';
import { type Language, PROBLEM_CODES, type ProblemCode } from '@loa/protocol/vocabulary';
import { LoaError } from '@loa/runtime/pure';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { ZodError } from 'zod';
import type { Refused } from '../../engine/facades.ts';
import { problemOf } from '../../presentation/problem-details.ts';
import { FIELD_TEXTS } from '../../presentation/problem-texts.ts';
import { quietHours } from '../../presentation/quiet-hours.ts';

/** A request that is answered with a problem. Thrown in routes, written by the error handler. */
export class RequestRefused extends LoaError<ProblemCode> {
  readonly field: string | null;

  constructor(code: ProblemCode, detail: string, field: string | null = null) {
    super(code, detail);
    this.name = 'RequestRefused';
    this.field = field;
  }
}

/** A rule stands against it that some may go beyond. */
class RuleRefused extends RequestRefused {
  readonly against: NonNullable<Refused['against']>;

  constructor({ code, detail, field }: Refused, against: NonNullable<Refused['against']>) {
    super(code, detail, field);
    this.against = against;
  }
}

/** Passes an outcome on, or throws what the engine refused. */
export function accept<T extends object>(result: T | Refused): Exclude<T, Refused> {
  if ('outcome' in result && result.outcome === 'refused') {
    const refused = result as Refused;
    const { code, detail, field, against } = refused;
    throw against ? new RuleRefused(refused, against) : new RequestRefused(code, detail, field);
  }
  return result as Exclude<T, Refused>;
}

/** What is wanted, or `not-found`. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new RequestRefused('not-found', what);
  return value;
}

class FieldsRefused extends LoaError<ProblemCode> {
  readonly fields: readonly FieldIssue[];

  constructor(error: ZodError) {
    super('bad-request', error.message);
    this.fields = error.issues.map(({ path, code, message, ...params }) => {
      return { instancePath: `/${path.join('/')}`, keyword: code, message, params };
    });
  }
}

/** What is wrong with fields that a route checks by itself, told as those that it declares. */
export function fieldFault(error: ZodError): LoaError<ProblemCode> {
  return new FieldsRefused(error);
}

/** What the reader is told of an error: never its message unless it was written for readers. */
export function problemOfError(error: unknown, language: Language): Problem {
  if (error instanceof RequestRefused) {
    const problem = {
      ...problemOf(error.code, language, error.message),
      ...(error instanceof RuleRefused && quietHours(error.against, language)),
    };
    if (error.field === null) return problem;
    return { ...problem, errors: [{ field: error.field, message: problem.detail }] };
  }
  const fields = error instanceof FieldsRefused ? error.fields : declaredFields(error);
  if (fields !== null) {
    return { ...problemOf('bad-request', language), errors: fieldErrors(fields, language) };
  }
  const problem = problemOf(codeOf(error), language);
  // A range that the file does not have (RFC 9110 §15.5.17): for programs, not for people.
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return statusCode === 416 ? { ...problem, status: 416 } : problem;
}

const MOST_FIELD_ERRORS = 20;

interface FieldIssue {
  /** `/timing/start` */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params?: unknown;
  readonly message?: string | undefined;
}

/** Of what Fastify checks before the route: the fields of a body, or a body that is no JSON. */
function declaredFields(error: unknown): readonly FieldIssue[] | null {
  if (hasZodFastifySchemaValidationErrors(error)) return error.validation;
  const isNoJson =
    error instanceof SyntaxError && 'statusCode' in error && error.statusCode === 400;
  return isNoJson || codeOfFastify(error) === 'FST_ERR_CTP_INVALID_JSON_BODY'
    ? [{ instancePath: '', keyword: 'no_json' }]
    : null;
}

function codeOfFastify(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

function fieldErrors(
  issues: readonly FieldIssue[],
  language: Language,
): { field: string; message: string }[] {
  const texts = FIELD_TEXTS[language];
  return issues.slice(0, MOST_FIELD_ERRORS).map((issue) => {
    const kind = issue.message?.endsWith('received undefined') ? 'missing' : issue.keyword;
    const text = kind in texts ? texts[kind as keyof typeof texts] : texts.other;
    return { field: fieldOf(issue), message: text + limitOf(issue) };
  });
}

/** The limit that was passed: ` (≤ 200)`. */
function limitOf({ params }: FieldIssue): string {
  const { maximum, minimum } = (params ?? {}) as { maximum?: unknown; minimum?: unknown };
  if (typeof maximum === 'number') return ` (≤ ${maximum})`;
  return typeof minimum === 'number' ? ` (≥ ${minimum})` : '';
}

/** Dotted path of the field; a field that does not belong is named itself. */
function fieldOf(issue: { instancePath: string; params?: unknown }): string {
  const path = issue.instancePath.replace(/^\//, '').replaceAll('/', '.');
  const { keys } = (issue.params ?? {}) as { keys?: unknown };
  const unknownKey = Array.isArray(keys) ? String(keys[0]) : '';
  return [path, unknownKey].filter((part) => part !== '').join('.') || 'body';
}

/** Fastify's own codes, and any error that carries one of ours. */
function codeOf(error: unknown): ProblemCode {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const own = PROBLEM_CODES.find((known) => known === code);
  if (own && error instanceof LoaError) return own;
  switch (statusCode) {
    case 413:
      return 'body-too-large';
    case 429:
      return 'too-many-requests';
    case 404:
      return 'not-found';
    case 503:
      return 'unavailable';
    default:
      return typeof statusCode === 'number' && statusCode < 500 ? 'bad-request' : 'internal';
  }
}
