import { expect, test } from 'vitest';
import { languageOf } from './language.ts';

test.each([
  [undefined, null, 'vi'],
  [undefined, 'en', 'en'],
  ['', 'en', 'en'],
  ['en', 'vi', 'en'],
  ['en-US,en;q=0.9,vi;q=0.8', null, 'en'],
  ['fr, vi;q=0.5, en;q=0.4', 'en', 'vi'],
  ['en;q=0, vi', 'en', 'vi'],
  ['fr', 'en', 'en'],
  ['*', null, 'vi'],
  ['en;q=x', null, 'vi'],
  ['VI-vn', 'en', 'vi'],
] as const)('[API2] "%s" with an account in %s reads %s', (header, account, expected) => {
  expect(languageOf(header, account)).toBe(expected);
});
