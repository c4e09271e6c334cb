import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FOLDER = resolve(import.meta.dirname, '../../node_modules/.cache/loa');

/** Compiles one C file with the system's compiler, which gets these words besides; answers the program. */
export async function compileC(source: string, words: readonly string[] = []): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const program = join(FOLDER, basename(source, '.c'));
  await run('cc', ['-O2', '-Wall', '-Wextra', '-o', program, source, '-lm', ...words]);
  return program;
}
