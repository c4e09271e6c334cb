/** PROTOCOL.md names every message and close code that the schemas have, and no other. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromNodeSchema, toNodeSchema } from '../src/agent-link/index.ts';
import { SIGNED_KINDS } from '../src/signed/index.ts';
import { CLOSE_CODES } from '../src/vocabulary/index.ts';

const page = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8').replaceAll(
  / +/g,
  ' ',
);

function firstCells(heading: string): string[] {
  const section = page.split('\n## ').find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| (?:`([^`]+)`|(\d{4}))/gm)].map((m) => m[1] ?? m[2] ?? '');
}

test('[LNK6] every message of a node has its line', () => {
  const kinds = fromNodeSchema.options.map((option) => option.shape.kind.value);
  expect(firstCells('From a node')).toEqual(kinds);
});

test('[LNK6] every message of the controller has its line', () => {
  const kinds = toNodeSchema.options.map((option) => option.shape.kind.value);
  expect(firstCells('From the controller')).toEqual(kinds);
});

test('[LNK4] every kind of signed object has its line', () => {
  expect(firstCells('Signed objects').slice(1).sort()).toEqual([...SIGNED_KINDS].sort());
});

test('[LNK6] every close code has its line', () => {
  const lines = firstCells('Close codes').map(Number);
  expect(lines).toEqual([...lines].sort());
  for (const [name, code] of Object.entries(CLOSE_CODES)) {
    expect(page).toContain(`| ${code} | \`${name}\` |`);
  }
});
