import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const START = resolve(import.meta.dirname, '../../../start.mjs');

/** What start.mjs does where Node says it is of that version. */
function startOn(version: string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  const script = `${pretend} await import('${START}');`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    // A level that does not exist: a start that is not refused for its Node ends here.
    env: { PATH: '/usr/bin:/bin', LOA_LOG_LEVEL: 'none-such' },
    encoding: 'utf8',
  });
}

it.each(['20.20.2', '22.17.1'])('[API31] Node %s is refused with what to do', (version) => {
  const { status, stderr } = startOn(version);
  expect(status).toBe(1);
  expect(stderr).toMatch(/needs Node 22\.18 or newer.*npm run controller/);
});

it('[API31] a newer Node gets to the configuration', () => {
  const { status, stderr } = startOn('24.21.0');
  expect(status).toBe(1);
  expect(stderr).toMatch(/LOA_LOG_LEVEL/);
});
