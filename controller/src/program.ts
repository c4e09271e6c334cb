import { createLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { LoaError, type Logger } from '@loa/runtime/pure';
import { type ControllerConfig, loadConfig } from './config/config.ts';
import { type Controller, createController } from './controller.ts';
import { openDemoDoor } from './demo-door.ts';
import type { Ready } from './readiness.ts';

/** The first account of a city: it installs, and makes no sound. */
const ADMINISTRATOR = 'quan-tri';
/** How long an orderly stop may take before the process ends anyway. */
const STOP_DEADLINE_MS = 5_000;

/** Runs the controller until it is told to stop. Faults of configuration end it with a sentence. */
export async function run(): Promise<void> {
  try {
    await start(loadConfig());
  } catch (error) {
    const text = error instanceof LoaError ? error.message : inspect(error);
    process.stderr.write(`controller: ${text}\n`);
    process.exitCode = 1;
    // An open channel to a parent would keep a failed start alive.
    if (process.connected) process.disconnect();
  }
}

async function start(config: ControllerConfig): Promise<void> {
  // What is kept here is nobody else's on this machine, whatever the folder it was put in.
  process.umask(0o077);
  const logger = createLogger('controller', config.logLevel);
  const { unknownVariables: variables } = config;
  if (variables.length > 0)
    logger.warn({ variables }, 'variables that the controller does not read');
  const world = { clock: systemClock, timers: systemTimers, random: systemRandom, logger };
  const controller = await createController(config, world);
  stopOnSignal(controller, logger);
  try {
    await applyFirst(controller, config, logger);
    const demo = config.demo ? await openDemoDoor(controller.engine) : null;
    if (!config.demo) await welcomeAdministrator(controller);
    const { url, nodeUrl, lan } = await controller.listen();
    logger.info({ url, nodeUrl, lan, data: config.dataDir }, 'controller is up');
    const ready: Ready = { kind: 'ready', url, nodeUrl, lan, demo };
    process.send?.(ready);
  } catch (error) {
    await controller[Symbol.asyncDispose]();
    throw error;
  }
}

/** A schedule that does not apply is told, and the city goes on as it was; a new one cannot begin. */
async function applyFirst(
  controller: Controller,
  config: ControllerConfig,
  logger: Logger,
): Promise<void> {
  if (config.scheduleFile === null) return;
  const { ok, lines } = await controller.applySchedule(config.scheduleFile, true);
  if (ok) logger.info({ lines }, 'schedule applied');
  else if (controller.engine.city.map() === null)
    throw new LoaError('schedule-invalid', lines.join('\n'));
  else logger.error({ lines }, 'the city file was not applied; the city is as it was');
}

async function welcomeAdministrator({ engine }: Controller): Promise<void> {
  const unitId = engine.city.map()?.cityId;
  if (unitId === undefined) return;
  const account = { username: ADMINISTRATOR, name: 'Quản trị', role: 'admin', unitId } as const;
  const password = await engine.accounts.ensure(account);
  if (password === null) return;
  process.stdout.write(
    `\n  First account: ${ADMINISTRATOR}, password ${password} (shown this once)\n\n`,
  );
}

function stopOnSignal(controller: Controller, logger: Logger): void {
  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'controller stops');
    const deadline = setTimeout(() => {
      logger.error({}, 'not stopped in time; ending');
      process.exit(1);
    }, STOP_DEADLINE_MS);
    deadline.unref();
    controller[Symbol.asyncDispose]().then(
      () => process.connected && process.disconnect(),
      (error: unknown) => logger.error({ err: error }, 'stopping failed'),
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  // A parent that forked this and went away leaves nobody who would stop it.
  process.once('disconnect', () => stop('disconnect'));
}

function inspect(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
