// Everything a change must pass before it is worth a reviewer's time, in well under a minute.
import { quickTests, runSteps, staticSteps } from './steps.mjs';

const CORES = 2;
const failed = await runSteps([quickTests, ...staticSteps], CORES);
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
