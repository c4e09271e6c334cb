import { expect, test } from 'vitest';
import { cageScript, endedByLimit } from './cage.ts';

const caged = {
  program: '/usr/bin/ffmpeg',
  input: "/data/it's/in",
  cpuSeconds: 41.2,
  memoryBytes: 2 ** 30,
  openFiles: 64,
};

test('[MED2] limits come first, then a cage with one file and no network', () => {
  const script = cageScript({ ...caged, confinement: 'bubblewrap' });
  expect(script).toContain('ulimit -t 42\n');
  expect(script).toContain('ulimit -v 1048576\n');
  expect(script).toContain('ulimit -f 0\n');
  expect(script).toContain(`'--unshare-all' '--die-with-parent'`);
  expect(script).toContain(`'--ro-bind' '/data/it'\\''s/in' '/in'`);
  expect(script).toMatch(/'--' '\/usr\/bin\/ffmpeg' "\$@"\n$/);
});

test('[MED2] without bubblewrap limits and an empty environment remain', () => {
  const script = cageScript({ ...caged, confinement: 'limits' });
  expect(script).not.toContain('bwrap');
  expect(script).toContain(`'/usr/bin/env' '-i'`);
  expect(script).toContain('ulimit -t 42\n');
});

test('[MED2] a program outside the system is brought into the cage by itself', () => {
  const program = '/opt/app/node_modules/x/ffmpeg';
  const script = cageScript({ ...caged, program, confinement: 'bubblewrap' });
  expect(script).toContain(`'--ro-bind' '${program}' '/program'`);
  expect(script).toMatch(/'--' '\/program' "\$@"\n$/);
});

test('[MED6] the end by a CPU limit is told from a failure', () => {
  expect(endedByLimit(null, 'SIGKILL')).toBe(true);
  expect(endedByLimit(137, null)).toBe(true);
  expect(endedByLimit(152, null)).toBe(true);
  expect(endedByLimit(1, null)).toBe(false);
  expect(endedByLimit(0, null)).toBe(false);
});
