/**
 * The administrator's commands: `apply FILE`, `diff FILE`, `export FOLDER` and `password NAME`. A
 * running controller does them itself, asked by the socket in its data folder; otherwise this process
 * opens the folder.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';
import { askController, type ControlReply } from './adapters/control-socket/control-socket.ts';
import { loadConfig } from './config/config.ts';
import { createController } from './controller.ts';

const COMMANDS = {
  apply: 'FILE',
  diff: 'FILE',
  export: 'FOLDER',
  password: 'NAME',
} as const;
type Command = keyof typeof COMMANDS;

const USAGE = `usage: ${Object.entries(COMMANDS)
  .map(([name, argument]) => `npm run ${name} -- ${argument}`)
  .join('\n       ')}`;

async function perform(command: Command, argument: string): Promise<ControlReply> {
  const config = loadConfig();
  if (command !== 'apply' && !existsSync(config.databaseFile)) {
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
  switch (command) {
    case 'apply':
      return await controller.applySchedule(argument);
    case 'diff':
      return await controller.compareSchedule(argument);
    case 'export':
      return await controller.exportCity(argument);
    case 'password': {
      const password = await controller.engine.accounts.resetPassword(argument);
      return { ok: true, lines: [`new password of ${argument}: ${password}`] };
    }
  }
}

function isCommand(name: string | undefined): name is Command {
  return name !== undefined && Object.hasOwn(COMMANDS, name);
}

const [command, argument] = process.argv.slice(2);
if (!isCommand(command) || argument === undefined) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  try {
    const reply = await perform(command, command === 'password' ? argument : resolve(argument));
    for (const line of reply.lines) process.stdout.write(`${line}\n`);
    process.exitCode = reply.ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
