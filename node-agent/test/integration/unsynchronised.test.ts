/** A node tells its controller that its output cannot say where it stands, and that it can again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Agent, createAgent, parseConfig, SimulatedSink } from '../../src/agent.ts';
import { City, NODE } from '../support/city.ts';
import { StandInController } from '../support/stand-in-controller.ts';

const world = { clock: systemClock, timers: systemTimers, random: systemRandom };

let folder: string;
let controller: StandInController;
let agent: Agent;
let sink: SimulatedSink;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-unsynchronised-'));
  controller = new StandInController(new City());
  controller.publish(controller.city.head(1, []));
  sink = new SimulatedSink(world);
  const env = {
    LOA_CONTROLLER: await controller.listen(),
    LOA_NODE_ID: NODE,
    LOA_STATE_DIR: folder,
    LOA_ENROL_CODE: 'ABCDE-12345',
    LOA_SINK: 'simulated',
  };
  agent = createAgent(parseConfig(env, process.pid), { ...world, log: silentLogger, sink });
});

afterEach(async () => {
  await agent.stop();
  await controller.close();
  await rm(folder, { recursive: true, force: true });
});

it('[SYN70] [SYN71] in its health while it cannot, and no longer once it can', async () => {
  sink.setMute(true);
  await agent.start();
  await controller.heard(
    'node/health',
    ({ health }) => health.faults.includes('unsynchronised') && health.sink.errorUs === null,
    15_000,
  );
  sink.setMute(false);
  await controller.heard(
    'node/health',
    ({ health }) => !health.faults.includes('unsynchronised') && health.sink.errorUs !== null,
    15_000,
  );
  expect(agent.health().faults).not.toContain('unsynchronised');
});
