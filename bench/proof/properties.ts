import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { systemRandom } from '@loa/runtime/node';
import { say } from '../src/report.ts';

const root = resolve(import.meta.dirname, '../..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');

export interface SearchedProperties {
  readonly seeds: number;
  /** `LOA_PROPERTY_SEED=…` of each shows the counterexample again. */
  readonly failed: readonly number[];
}

/** Every property, each time from a fresh seed. */
export async function searchProperties(seeds: number): Promise<SearchedProperties> {
  const failed: number[] = [];
  for (let count = 1; count <= seeds; count++) {
    const seed = freshSeed();
    say(`properties: seed ${seed}, ${count} of ${seeds}`);
    if (!(await hold(seed))) failed.push(seed);
  }
  return { seeds, failed };
}

/** Within what the generator takes, and never the one of `npm test` but by chance. */
function freshSeed(): number {
  return Buffer.from(systemRandom.bytes(4)).readInt32LE();
}

/** What a counterexample is goes to standard error, with all that the test says. */
async function hold(seed: number): Promise<boolean> {
  const words = ['run', '--project', 'property', '--silent', '--reporter=dot'];
  const run = spawn(process.execPath, [vitest, ...words], {
    cwd: root,
    env: { ...process.env, LOA_PROPERTY_SEED: String(seed) },
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const [code] = await once(run, 'close');
  return code === 0;
}
