// `npm test`: makes the clone ready, then runs the static checks and every test. The last line
// counts them all; a static check counts as one test.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { node24, root, run } from './run.mjs';
import { setup } from './setup.mjs';
import { runSteps, staticSteps } from './steps.mjs';

const CORES = 2;
const report = join(root, 'node_modules', '.cache', 'loa', 'vitest.json');

/** A file that cannot be loaded has no failed test to count, but it has failed. */
function countFiles(results) {
  return results.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
}

async function runVitest(args) {
  rmSync(report, { force: true });
  mkdirSync(join(report, '..'), { recursive: true });
  const code = await run(node24, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counted = JSON.parse(readFileSync(report, 'utf8'));
  const failed = counted.numFailedTests + countFiles(counted.testResults);
  return {
    passed: counted.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: counted.numPendingTests + counted.numTodoTests,
  };
}

/** What listens to real sound in real time wants the machine for itself. */
const phases = [
  ['unit', 'property', 'contract', 'console', 'integration', 'simulation', 'pages'],
  ['audio', 'e2e'],
];

async function runPhases(args) {
  if (args.length > 0) return [await runVitest(args)];
  const results = [];
  for (const projects of phases) {
    // By default one of two cores is left idle, and most of these tests wait.
    const workers = projects.includes('e2e') ? '--no-file-parallelism' : `--maxWorkers=${CORES}`;
    results.push(await runVitest([...projects.flatMap((name) => ['--project', name]), workers]));
  }
  return results;
}

async function test(args) {
  await setup({ forWhat: 'test' });
  const failedSteps = await runSteps(staticSteps, CORES);
  const results = await runPhases(args);
  const sum = (count) => results.reduce((total, result) => total + count(result), 0);
  return {
    passed: sum((result) => result.passed) + staticSteps.length - failedSteps.length,
    failed: sum((result) => result.failed) + failedSteps.length,
    skipped: sum((result) => result.skipped),
  };
}

const { passed, failed, skipped } = await test(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  return { passed: 0, failed: 1, skipped: 0 };
});
process.exitCode = failed === 0 ? 0 : 1;
if (skipped > 0) console.log(`${skipped} skipped: what this machine cannot do, or not now`);
console.log(`${passed} passed, ${failed} failed`);
