// `npm start`: makes the clone ready, then hands over to the demo under Node 24.
import { spawn } from 'node:child_process';
import { node24, root, withTools } from './run.mjs';
import { setup } from './setup.mjs';

/** Runs the demo on this terminal and ends as it ends. */
export function runDemo(args) {
  const demo = spawn(node24, ['tools/demo.ts', ...args], {
    cwd: root,
    env: withTools(),
    stdio: 'inherit',
  });
  // A terminal's Ctrl-C reaches the demo by itself; it decides when it is done, and this waits.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => demo.kill(signal));
  demo.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  demo.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}

try {
  await setup({ forWhat: 'start' });
  runDemo(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
