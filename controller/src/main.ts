/** The controller as a program: configuration from the environment, until SIGTERM or SIGINT. */
import { run } from './program.ts';

await run();
