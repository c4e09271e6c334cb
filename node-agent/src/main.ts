import './small-heap.ts';
import { setPriority } from 'node:os';
import { createLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { touchAliveFile } from './adapters/supervisor/alive-file.ts';
import { createAgent } from './agent.ts';
import { readConfig } from './config/index.ts';

/** Ends a process whose event loop does not run empty by itself. */
const STOP_WITHIN_MS = 3_000;

/** Sound that comes too late is not sound: before everything that does not play (nice value). */
const PRIORITY = -15;

try {
  const config = readConfig();
  const log = createLogger(`node-agent:${config.nodeId}`, config.logLevel);
  const agent = createAgent(config, {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    log,
  });
  const touching =
    config.aliveFile === null ? null : touchAliveFile(config.aliveFile, systemTimers, log);
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'the agent stops');
    touching?.[Symbol.dispose]();
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    agent.stop().catch((error: unknown) => log.error({ err: error }, 'the agent stopped badly'));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  try {
    setPriority(PRIORITY);
  } catch {
    log.debug({}, 'not allowed to raise the own priority; the service unit should');
  }
  await agent.start();
  log.info({ sink: config.sink, controller: config.controllerUrl }, 'the agent runs');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
