/**
 * Goal: the Dockerfile cannot rot unseen although no image is built here.
 * Method: a linter reads it, and every path it copies from the tree must exist in the tree.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import linter from 'dockerfilelint';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
const instructions = text.replaceAll('\\\n', ' ').split('\n');
const stages = instructions.flatMap((line) => /^FROM \S+ AS (\S+)$/.exec(line)?.[1] ?? []);

function copied(line: string): readonly string[] {
  const words = line.split(/\s+/).slice(1);
  return words.filter((word) => !word.startsWith('--')).slice(0, -1);
}

test('the linter has nothing to say', () => {
  const complaints = linter
    .run(root, text)
    // It takes a stage of this file for an image without a tag.
    .filter(({ rule, line }) => {
      const from = /^FROM (\S+)/.exec(text.split('\n')[line - 1] ?? '')?.[1];
      return !(rule === 'missing_tag' && from !== undefined && stages.includes(from));
    })
    .map(({ title, line }) => `line ${line}: ${title}`);
  expect(complaints).toEqual([]);
});

test('every copied path exists in the tree', () => {
  const paths = instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap(copied);
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('what one stage takes from another is a result of its commands', () => {
  const taken = instructions
    .filter((line) => line.startsWith('COPY --from='))
    .flatMap((line) => copied(line).map((path) => path.replace('/loa/', '')));
  expect(taken.sort()).toEqual([
    'node-agent/dist/loa-agent.mjs',
    'node_modules',
    'web-console/dist',
  ]);
});

test('both programs have an image, a health check and no root', () => {
  for (const stage of ['controller', 'node-agent']) {
    const start = instructions.findIndex((line) => line.endsWith(` AS ${stage}`));
    const rest = instructions.slice(start + 1);
    const end = rest.findIndex((line) => line.startsWith('FROM '));
    const body = end === -1 ? rest : rest.slice(0, end);
    expect(body).toContain('USER node');
    expect(body.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
  }
});
