// The static checks, as steps that a person, `npm run check` and `npm test` run alike.
import { join } from 'node:path';
import { capture, node24, root, seconds } from './run.mjs';

function module(...path) {
  return join(root, 'node_modules', ...path);
}

const vitest = module('vitest', 'vitest.mjs');

export const staticSteps = [
  { name: 'lint', args: [module('@biomejs', 'biome', 'bin', 'biome'), 'check', '.'] },
  { name: 'types', args: [join(root, 'tools', 'types.mjs')] },
  {
    name: 'unused',
    args: [module('knip', 'bin', 'knip.js'), '--no-progress', '--no-config-hints'],
  },
];

export const quickTests = {
  name: 'tests',
  args: [vitest, 'run', '--maxWorkers=2', ...projects('unit', 'property', 'contract')],
};

function projects(...names) {
  return names.flatMap((name) => ['--project', name]);
}

/** Runs the steps, as many at a time as told, and prints each as it ends. Answers the failed ones. */
export async function runSteps(steps, atOnce) {
  const waiting = [...steps];
  const failed = [];
  async function work() {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const startedAt = Date.now();
      const { code, output } = await capture(node24, step.args);
      console.log(`${code === 0 ? '✓' : '✗'} ${step.name} (${seconds(startedAt)})`);
      if (code === 0) continue;
      failed.push(step.name);
      console.log(output.trimEnd());
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return failed;
}
