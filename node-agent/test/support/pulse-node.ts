import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { type Agent, createAgent, parseConfig } from '../../src/agent.ts';
import { City, NODE } from './city.ts';
import { StandInController } from './stand-in-controller.ts';

/** A whole agent that will sound on a channel of the sound rig, and the controller it is linked to. */
export interface PulseNode extends AsyncDisposable {
  /** For whatever the test leaves behind; goes with the node. */
  readonly folder: string;
  readonly controller: StandInController;
  /**
   * Enrolled, in step with the timeline and with its output placed when it is given.
   *
   * @param sinkEnv what the rig says of the channel
   */
  start(sinkEnv: Readonly<Record<string, string>>): Promise<Agent>;
}

export async function preparePulseNode(): Promise<PulseNode> {
  const folder = await mkdtemp(join(tmpdir(), 'loa-pulse-'));
  const controller = new StandInController(new City());
  let agent: Agent | null = null;
  return {
    folder,
    controller,
    start: async (sinkEnv) => {
      const own = {
        LOA_CONTROLLER: await controller.listen(),
        LOA_NODE_ID: NODE,
        LOA_STATE_DIR: folder,
        LOA_ENROL_CODE: 'ABCDE-12345',
      };
      const config = parseConfig({ ...own, ...sinkEnv }, process.pid);
      const world = { clock: systemClock, timers: systemTimers, random: systemRandom };
      agent = createAgent(config, { ...world, log: silentLogger });
      await agent.start();
      await controller.heard(
        'node/health',
        (m) => m.health.clock.state === 'synchronised' && m.health.sink.errorUs !== null,
      );
      return agent;
    },
    [Symbol.asyncDispose]: async () => {
      await agent?.stop();
      await controller.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
