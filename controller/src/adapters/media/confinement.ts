/**
 * The cage around ffmpeg, as a shell script that ends in `exec`: limits first (setrlimit, kept by
 * what is executed), then bubblewrap where the system lets it run. Within, the upload is `/in`, read
 * only, and there is no network, no other file and no environment. One process is the whole group:
 * killing it kills the cage, as bubblewrap's children die with it.
 */
import { spawn } from 'node:child_process';
import { chmod, realpath, writeFile } from 'node:fs/promises';
import { MEDIA_RULES } from '../../domain/library/media-rules.ts';

export type Confinement = 'bubblewrap' | 'limits';

export interface Caged {
  readonly confinement: Confinement;
  /** Absolute path of the program to run. */
  readonly program: string;
  /** Absolute path of the one file it may read. */
  readonly input: string;
  readonly cpuSeconds: number;
}

const BUBBLEWRAP = '/usr/bin/bwrap';
const CAGED_INPUT = '/in';

/** How the caged program must name its input. */
export function inputName(caged: Pick<Caged, 'confinement' | 'input'>): string {
  return `file:${caged.confinement === 'bubblewrap' ? CAGED_INPUT : caged.input}`;
}

export function cageScript(caged: Caged): string {
  const limits = [
    'ulimit -c 0',
    // Results leave through a pipe: no file may grow by a byte.
    'ulimit -f 0',
    `ulimit -n ${MEDIA_RULES.openFiles}`,
    `ulimit -v ${MEDIA_RULES.memoryBytes / 1024}`,
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
    ...['--ro-bind', input, CAGED_INPUT],
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--chdir', '/tmp', '--'],
    installed ? program : '/program',
  ];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Writes the cage as an executable file. */
export async function writeCage(path: string, caged: Caged): Promise<void> {
  await writeFile(path, cageScript({ ...caged, input: await realpath(caged.input) }));
  await chmod(path, 0o700);
}

/** Exit of a process that the CPU limit ended: by the signal, or as a shell or bubblewrap says it. */
export function endedByLimit(code: number | null, signal: NodeJS.Signals | null): boolean {
  return signal === 'SIGKILL' || signal === 'SIGXCPU' || code === 128 + 9 || code === 128 + 24;
}

/** Tries the cage once: containers often forbid the namespaces that bubblewrap needs. */
export async function detectConfinement(program: string, scratch: string): Promise<Confinement> {
  const cage = `${scratch}/try`;
  const input = `${scratch}/nothing`;
  await writeFile(input, '');
  await writeCage(cage, { confinement: 'bubblewrap', program, input, cpuSeconds: 5 });
  const works = await new Promise<boolean>((resolve) => {
    const child = spawn(cage, ['-version'], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
  return works ? 'bubblewrap' : 'limits';
}
