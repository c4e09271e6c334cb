/**
 * Goal: a fresh clone installs on any platform and from any registry.
 * Method: the lock file is read as data.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingEntries } from './lock-file.mjs';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly resolved?: string }>>;
}

const text = readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8');
const lock = JSON.parse(text) as Lock;

test('the lock file describes every package it names; `node tools/lock-file.mjs` completes it', () => {
  expect(missingEntries(lock).map(({ name }) => name)).toEqual([]);
});

test('the lock file names no address of a registry', () => {
  const addresses = Object.values(lock.packages)
    .map(({ resolved }) => resolved)
    .filter((resolved) => resolved?.includes(':'));
  expect(addresses).toEqual([]);
});
