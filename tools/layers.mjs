// Checks the layers of the whole tree, and that there was a tree to check: a cruiser that finds no
// module finds no fault either.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const rooms = [
  'protocol',
  'runtime',
  'controller',
  'node-agent',
  'web-console',
  'testing',
  'tools',
  'bench',
];

/** @returns {{ modules: string[], violations: { rule: string, from: string, to: string }[] }} */
export function cruise(tree) {
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      join(root, '.dependency-cruiser.mjs'),
      '--output-type',
      'json',
      ...rooms.filter((room) => existsSync(join(tree, room))),
    ],
    { cwd: tree, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (!run.stdout.startsWith('{'))
    throw new Error(`dependency-cruiser: ${run.stderr}${run.stdout}`);
  const { modules, summary } = JSON.parse(run.stdout);
  return {
    modules: modules
      .map((module) => module.source)
      .filter((source) => rooms.some((room) => source.startsWith(`${room}/`))),
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { modules, violations } = cruise(root);
  for (const { rule, from, to } of violations) console.log(`${rule}: ${from} -> ${to}`);
  console.log(`${modules.length} modules, ${violations.length} violations`);
  process.exitCode = violations.length === 0 && modules.length > 0 ? 0 : 1;
}
