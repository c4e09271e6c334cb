// `npm test`: makes the clone ready, then runs the static checks and every test. The last line
// counts them all; a static check counts as one test.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { node24, root, run } from './run.mjs';
import { setup } from './setup.mjs';
import { runSteps, staticSteps } from './steps.mjs';

const CORES = 2;
const report = join(root, 'node_modules', '.cache', 'loa', 'vitest.json');

/** What failed, a line each. A file that cannot be loaded or cleared away has no failed test, but it has failed. */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [line(name, 'the file itself', message)];
    return failed.map((test) => line(name, test.fullName, test.failureMessages[0]));
  });
}

function line(file, what, why = '') {
  return `${relative(root, file)}: ${what}: ${stripVTControlCharacters(why).split('\n')[0]}`;
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
  if (!existsSync(report)) {
    return { passed: 0, failures: ['the tests broke off: no report'], skipped: 0 };
  }
  const counted = JSON.parse(readFileSync(report, 'utf8'));
  const failures = failuresOf(counted);
  if (failures.length === 0 && code !== 0) failures.push('an error outside every test, see above');
  return {
    passed: counted.numPassedTests,
    failures,
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
    failures: [...failedSteps, ...results.flatMap((result) => result.failures)],
    skipped: sum((result) => result.skipped),
  };
}

const { passed, failures, skipped } = await test(process.argv.slice(2)).catch((error) => {
  return { passed: 0, failures: [error.message], skipped: 0 };
});
process.exitCode = failures.length === 0 ? 0 : 1;
for (const failure of failures) console.log(`failed: ${failure}`);
if (skipped > 0) console.log(`${skipped} skipped: what this machine cannot do, or not now`);
console.log(`${passed} passed, ${failures.length} failed`);
