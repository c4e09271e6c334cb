/**
 * The administrator's commands: `apply FILE` and `password NAME`. A running controller does them
 * itself, asked by the socket in its data folder; otherwise this process opens the folder.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';
import { askController, type ControlReply } from './adapters/control-socket/control-socket.ts';
import { loadConfig } from './config/config.ts';
import { createController } from './controller.ts';

const USAGE = 'usage: npm run apply -- FILE\n       npm run password -- NAME';

async function perform(command: string, argument: string): Promise<ControlReply> {
  const config = loadConfig();
  if (command === 'password' && !existsSync(config.databaseFile)) {
    throw new LoaError('not-found', `LOA_DATA: ${config.dataDir} holds no city yet`);
  }
  process.umask(0o077);
  const asked = await askController(config.dataDir, { name: command, argument });
  if (asked) return asked;
  const logger = createLogger('admin', 'warn');
  await using controller = await createController(config, {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    logger,
  });
  if (command === 'apply') return await controller.applySchedule(argument);
  const password = await controller.engine.accounts.resetPassword(argument);
  return { ok: true, lines: [`new password of ${argument}: ${password}`] };
}

const [command, argument] = process.argv.slice(2);
if ((command !== 'apply' && command !== 'password') || argument === undefined) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  try {
    const reply = await perform(command, command === 'apply' ? resolve(argument) : argument);
    for (const line of reply.lines) process.stdout.write(`${line}\n`);
    process.exitCode = reply.ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
