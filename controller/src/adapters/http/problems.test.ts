import { problemSchema } from '@loa/protocol/console-api';
import { LANGUAGES, PROBLEM_CODES } from '@loa/protocol/vocabulary';
import { LoaError } from '@loa/runtime/pure';
import { describe, expect, test } from 'vitest';
import { problemOf, STATUS_OF } from '../../presentation/problem-details.ts';
import { problemOfError, RequestRefused } from './problems.ts';

describe.each(LANGUAGES)('[API33] in %s', (language) => {
  test.each(PROBLEM_CODES)('%s has title, advice and status', (code) => {
    const problem = problemSchema.parse(problemOf(code, language));
    expect(problem.type).toBe(`urn:loa:problem:${code}`);
    expect(problem.status).toBe(STATUS_OF[code]);
    expect(problem.title.length).toBeGreaterThan(4);
    expect(problem.detail).toMatch(/\.$/);
  });
});

test('[API33] the two languages differ, and the Vietnamese carries its marks', () => {
  for (const code of PROBLEM_CODES) {
    const [vi, en] = [problemOf(code, 'vi'), problemOf(code, 'en')];
    expect(vi.title).not.toBe(en.title);
    expect(/[^\p{ASCII}]/u.test(vi.title + vi.detail)).toBe(true);
    expect(/[^\p{ASCII}]/u.test(en.title + en.detail)).toBe(false);
  }
});

test('[SEC13] what an error says itself is never told', () => {
  const secret = '/srv/loa/data/keys';
  for (const error of [
    new Error(secret),
    new LoaError('storage-full', secret),
    Object.assign(new Error(secret), { statusCode: 400 }),
    Object.assign(new Error(secret), { code: 'internal' }),
    secret,
    null,
  ]) {
    expect(JSON.stringify(problemOfError(error, 'en'))).not.toContain(secret);
  }
});

test('[API33] an operating error keeps its code, a bug is internal', () => {
  expect(problemOfError(new LoaError('storage-full', 'x'), 'en').status).toBe(507);
  expect(problemOfError(new TypeError('x'), 'en').code).toBe('internal');
  expect(problemOfError({ statusCode: 413 }, 'en').code).toBe('body-too-large');
  expect(problemOfError({ statusCode: 415 }, 'en').code).toBe('bad-request');
});

test('[API34] a refusal about a field names it', () => {
  const problem = problemOfError(new RequestRefused('bad-request', 'to: later', 'to'), 'en');
  expect(problem.errors).toEqual([{ field: 'to', message: 'to: later' }]);
  expect(problem.detail).toBe('to: later');
});
