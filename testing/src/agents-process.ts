/**
 * Several agents in one process that was started elsewhere (another network namespace): real agents
 * on simulated cards, which say over IPC whenever they hear from a controller that welcomed them.
 */
import { type Agent, createAgent, openWebSocket, parseConfig } from '@loa/node-agent';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';

export interface AgentsStart {
  readonly url: string;
  readonly nodes: readonly {
    readonly nodeId: string;
    readonly code: string;
    readonly state: string;
  }[];
}

/** A sign of life from the controller, on the machine's monotonic clock. */
export interface AgentHeard {
  readonly nodeId: string;
  readonly atUs: number;
}

process.once('message', (message) => {
  const { url, nodes } = message as AgentsStart;
  for (const node of nodes) start(url, node).catch((error: unknown) => fail(error));
});
process.once('disconnect', () => process.exit(0));

async function start(url: string, { nodeId, code, state }: AgentsStart['nodes'][0]): Promise<void> {
  const config = parseConfig(
    {
      LOA_CONTROLLER: url,
      LOA_NODE_ID: nodeId,
      LOA_ENROL_CODE: code,
      LOA_STATE_DIR: state,
      LOA_SINK: 'simulated',
    },
    process.pid,
  );
  const tell = (): void => {
    if (!agent.isUp()) return;
    process.send?.({ nodeId, atUs: systemClock.monotonicUs() } satisfies AgentHeard);
  };
  const agent: Agent = createAgent(config, {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    log: silentLogger,
    network: {
      openSocket: (to, caFile, events) =>
        openWebSocket(to, caFile, {
          ...events,
          text: (text) => {
            events.text(text);
            tell();
          },
          heard: () => {
            events.heard();
            tell();
          },
        }),
    },
  });
  await agent.start();
}

function fail(error: unknown): never {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}
