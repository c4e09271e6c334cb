/**
 * The node agent with crystals of its own: its clock is hours off and drifts, its card runs at
 * another rate than it believes. Otherwise as node-agent/src/main.ts starts it.
 */
import { setPriority } from 'node:os';
import { createAgent, PulseSink, parseConfig } from '@loa/node-agent';
import { createLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { readCrystals } from './crystals.ts';
import { skewedClock } from './skewed-clock.ts';

const SERVICE_NICE = -15;

const config = parseConfig(process.env, process.pid);
const { offsetUs, skewPpm, cardRateHz } = readCrystals(process.env);
const log = createLogger(`crystal-agent:${config.nodeId}`, config.logLevel);
const clock = skewedClock(systemClock, { offsetUs, skewPpm });
const world = { clock, timers: systemTimers, random: systemRandom, log };
const sink = new PulseSink({
  ...world,
  path: config.pulseServer ?? '',
  sink: config.pulseSink,
  cookieFile: config.pulseCookieFile,
  processId: process.pid,
  rateHz: cardRateHz,
});
const agent = createAgent(config, { ...world, sink });
process.once('SIGTERM', () => {
  agent.stop().catch((error: unknown) => log.error({ err: error }, 'stopped badly'));
});
try {
  setPriority(SERVICE_NICE);
} catch {
  log.warn({}, 'not allowed to raise the own priority');
}
await agent.start();
