/** The controller as a program: configuration from the environment, until SIGTERM or SIGINT. */
import { refuseOldNode } from './node-version.ts';

refuseOldNode();
// Only now: on an older Node the database's native part ends the process without a word.
const { run } = await import('./program.ts');
await run();
