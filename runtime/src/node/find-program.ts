import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Absolute path of a program that the system has; `name` is a plain word. */
export function programOnPath(name: string): string | null {
  const found = spawnSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' });
  const path = (found.stdout ?? '').trim();
  return found.status === 0 && path.startsWith('/') ? path : null;
}
