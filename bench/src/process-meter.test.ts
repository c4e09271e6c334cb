import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { cpuSeconds, rssMb, TreeMeter } from './process-meter.ts';

/** Starts a child that works and ends, and works itself until its input ends. */
const FAMILY = `
  const work = 'for (let i = 0; i < 6e8; i++); console.log(1); setTimeout(() => {}, 300)';
  const child = require('node:child_process').spawn(process.execPath, ['-e', work], { stdio: 'inherit' });
  child.once('exit', () => console.log('ended'));
  process.stdin.resume();
`;

it('measures a process and what it starts, also when that has ended', async () => {
  const parent = spawn(process.execPath, ['-e', FAMILY], { stdio: ['pipe', 'pipe', 'inherit'] });
  using meter = new TreeMeter(parent.pid ?? 0);
  let said = '';
  while (!said.includes('ended')) said += String((await once(parent.stdout, 'data'))[0]);
  const own = cpuSeconds(parent.pid ?? 0);
  expect(own).toBeGreaterThan(0);
  expect(meter.cpuSeconds()).toBeGreaterThan(own + 0.1);
  expect(meter.peakRssMb()).toBeGreaterThan(rssMb(parent.pid ?? 0) + 20);
  parent.stdin.end();
  await once(parent, 'exit');
  expect(rssMb(parent.pid ?? 0)).toBe(0);
});

it('says that a process is gone', () => {
  expect(() => cpuSeconds(2 ** 22 + 1)).toThrow('is gone');
});
