// Runs programs for the tools. Plain JavaScript for Node 20, because it is needed before Node 24
// is installed.
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const installed = join(root, 'node_modules', '.bin');

/** The Node 24 that came with the packages, whatever Node the machine has. */
export const node24 = join(installed, 'node');

/** The environment in which `node` is Node 24 and every installed tool is on the path. */
export function withTools(extra = {}) {
  return { ...process.env, PATH: [installed, process.env.PATH].join(delimiter), ...extra };
}

/** The environment as it was before any package was installed. */
export function withoutTools(extra = {}) {
  const path = (process.env.PATH ?? '').split(delimiter).filter((part) => part !== installed);
  return { ...process.env, PATH: path.join(delimiter), ...extra };
}

/** Runs a program on this terminal; answers its exit code. */
export function run(command, args, { cwd = root, env = withTools() } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(signal === null ? code : 128));
  });
}

/** Runs a program and keeps what it says. */
export function capture(command, args, { cwd = root, env = withTools() } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}\n` }));
    child.on('close', (code, signal) => resolve({ code: signal === null ? code : 128, output }));
  });
}

/** Seconds since `startedAt` (of `Date.now()`), for people. */
export function seconds(startedAt) {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}
