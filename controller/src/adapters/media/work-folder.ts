import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const PREFIX = 'job-';

/** A folder that goes with its owner. */
export interface WorkFolder extends Disposable {
  readonly path: string;
}

export function openWorkFolder(workDir: string): WorkFolder {
  const path = mkdtempSync(join(workDir, PREFIX));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Makes the directory and removes what a crash left there. Returns how many folders that were. */
export function sweepWorkFolders(workDir: string): number {
  mkdirSync(workDir, { recursive: true, mode: 0o700 });
  const stale = readdirSync(workDir).filter((name) => name.startsWith(PREFIX));
  for (const name of stale) rmSync(join(workDir, name), { recursive: true, force: true });
  return stale.length;
}
