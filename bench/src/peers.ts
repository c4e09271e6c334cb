import { accessSync, constants } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { say } from './report.ts';

/** Where a program of the system is, by name or by path; null where it is not installed. */
export function findProgram(name: string): string | null {
  // Debian keeps servers in /usr/sbin, which is not on everybody's path.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    const path = resolve(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return null;
}

/** False, and said on standard error, when a case cannot run for want of a program. */
export function hasPrograms(what: string, names: readonly string[]): boolean {
  const missing = names.filter((name) => findProgram(name) === null);
  if (missing.length > 0) say(`${what}: skipped, not installed: ${missing.join(', ')}`);
  return missing.length === 0;
}

/** False, and said, when a case needs rights that this user has not. */
export function isRoot(what: string): boolean {
  const root = process.getuid?.() === 0;
  if (!root) say(`${what}: skipped, network namespaces need root`);
  return root;
}
