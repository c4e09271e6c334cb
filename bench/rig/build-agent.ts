import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { agentBundleCommand } from '../../tools/build.mjs';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const BUNDLE = join(root, 'node_modules/.cache/loa/crystal-agent.mjs');

let built: Promise<readonly string[]> | null = null;

/** The command of the agent with crystals of its own, bundled once as the product's agent is. */
export function crystalAgentCommand(): Promise<readonly string[]> {
  built ??= build();
  return built;
}

async function build(): Promise<readonly string[]> {
  const words = agentBundleCommand('testing/src/crystal-agent.ts', BUNDLE);
  await run(process.execPath, words, { cwd: root });
  return [process.execPath, BUNDLE];
}
