import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { findProgram } from '../src/peers.ts';
import { say } from '../src/report.ts';

/** Keeps a process on one core, where there are two and the tool: server and load on their own. */
export function onCore(pid: number, core: number): void {
  if (availableParallelism() < 2 || findProgram('taskset') === null) return;
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', `${core}`, `${pid}`], {
    stdio: 'ignore',
  });
}

/** Above everything else on the machine, where this user may: other work is not what is measured. */
export function realTime(pid: number): void {
  if (findProgram('chrt') === null) return;
  try {
    execFileSync('chrt', ['--all-tasks', '--rr', '--pid', '20', `${pid}`], { stdio: 'ignore' });
  } catch {
    say('fanout: no leave for real-time priority; the machine must be quiet');
  }
}
