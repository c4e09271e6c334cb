/**
 * A cage around a program that works on what people send, as a shell script that ends in `exec`:
 * limits first (setrlimit, kept by what is executed), then bubblewrap where the system lets it run.
 * Within there is no network, no file but the programs of the system and the one input, nowhere to
 * write and no environment. One process is the whole group: killing it kills the cage, as
 * bubblewrap's children die with it.
 */
import { spawn } from 'node:child_process';
import { chmod, realpath, writeFile } from 'node:fs/promises';

export type Confinement = 'bubblewrap' | 'limits';

export interface Caged {
  readonly confinement: Confinement;
  /** Absolute path of the program to run. */
  readonly program: string;
  /** Absolute path of the one file it may read, {@link CAGED_INPUT} within; null where it reads none. */
  readonly input: string | null;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly openFiles: number;
}

const BUBBLEWRAP = '/usr/bin/bwrap';
/** Where bubblewrap shows the input. */
export const CAGED_INPUT = '/in';

export function cageScript(caged: Caged): string {
  const limits = [
    'ulimit -c 0',
    // Results leave through a pipe: no file may grow by a byte. To try is refused and not deadly:
    // espeak-ng's sound library asks for shared memory and does without.
    "trap '' XFSZ",
    'ulimit -f 0',
    `ulimit -n ${caged.openFiles}`,
    `ulimit -v ${caged.memoryBytes / 1024}`,
    `ulimit -t ${Math.ceil(caged.cpuSeconds)}`,
  ];
  const command = caged.confinement === 'bubblewrap' ? bubblewrap(caged) : [caged.program];
  // Below what streams and sends, above starving.
  const words = ['nice', '-n', '5', '/usr/bin/env', '-i', 'PATH=/usr/bin:/bin', ...command];
  return `#!/bin/sh\nset -e\n${limits.join('\n')}\nexec ${words.map(quote).join(' ')} "$@"\n`;
}

function bubblewrap({ program, input }: Caged): string[] {
  const installed = program.startsWith('/usr/');
  return [
    BUBBLEWRAP,
    ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv'],
    ...['--ro-bind', '/usr', '/usr', '--ro-bind-try', '/lib', '/lib'],
    ...['--ro-bind-try', '/lib64', '/lib64'],
    // Debian's ffmpeg finds libblas through these two.
    ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
    ...['--ro-bind-try', '/etc/alternatives', '/etc/alternatives'],
    ...(installed ? [] : ['--ro-bind', program, '/program']),
    ...(input === null ? [] : ['--ro-bind', input, CAGED_INPUT]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--chdir', '/tmp', '--'],
    installed ? program : '/program',
  ];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Writes the cage as an executable file. */
export async function writeCage(path: string, caged: Caged): Promise<void> {
  const input = caged.input === null ? null : await realpath(caged.input);
  await writeFile(path, cageScript({ ...caged, input }));
  await chmod(path, 0o700);
}

/** Exit of a process that the CPU limit ended: by the signal, or as a shell or bubblewrap says it. */
export function endedByLimit(code: number | null, signal: NodeJS.Signals | null): boolean {
  return signal === 'SIGKILL' || signal === 'SIGXCPU' || code === 128 + 9 || code === 128 + 24;
}

/** Whether a caged program answers `words` with success: containers often forbid namespaces. */
export async function answersInCage(cage: string, words: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(cage, [...words], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
