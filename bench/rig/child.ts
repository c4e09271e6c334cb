import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program of the system that runs beside a measurement and ends with it. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  kill(): Promise<void>;
}

const STOP_WITHIN_MS = 3_000;

export function startChild(
  [file, ...words]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Child {
  const child = spawn(file, words, { env: { ...process.env, ...env }, stdio: 'ignore' });
  child.once('error', () => {});
  return {
    pid: child.pid ?? 0,
    kill: () => end(child, 'SIGKILL'),
    [Symbol.asyncDispose]: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await gone;
  clearTimeout(force);
}
