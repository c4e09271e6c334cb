import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ApiClient, eventually } from './api-client.ts';
import { type Program, type RunningController, startAgent, startController } from './programs.ts';

export const THREE_HORNS: string = resolve(import.meta.dirname, '../fixtures/three-horns.yaml');

/** A controller and its agents as processes, in a folder of their own, with people logged in. */
export class TestCity implements AsyncDisposable {
  readonly folder: string;
  private running: RunningController;
  private readonly agents = new Map<string, Program>();
  /** The culture office. */
  readonly office: ApiClient;

  private constructor(folder: string, running: RunningController, office: ApiClient) {
    this.folder = folder;
    this.running = running;
    this.office = office;
  }

  static async start(
    options: { schedule?: string; env?: Record<string, string> } = {},
  ): Promise<TestCity> {
    const folder = await mkdtemp(join(tmpdir(), 'loa-city-'));
    const data = join(folder, 'data');
    await mkdir(data);
    await mkdir(join(folder, 'nodes'));
    const { schedule = THREE_HORNS, env = {} } = options;
    const controller = await startController({ data, schedule, env });
    if (controller.lan !== null) {
      const authority = await readFile(controller.lan.authorityFile, 'utf8');
      setDefaultCACertificates([...getCACertificates('default'), authority]);
    }
    const office = new ApiClient(controller.url);
    await office.login(controller.door.driver.username, controller.door.driver.password);
    return new TestCity(folder, controller, office);
  }

  get controller(): RunningController {
    return this.running;
  }

  get url(): string {
    return this.running.url;
  }

  /** Where its agents connect. */
  get nodeUrl(): string {
    return this.running.nodeUrl;
  }

  /** A demo account's first password. */
  passwordOf(role: string): { username: string; password: string } {
    const account = this.running.door.accounts.find((one) => one.role === role);
    if (!account?.password) throw new Error(`no fresh password for ${role}`);
    return { username: account.username, password: account.password };
  }

  /** Starts (again) a node's agent; the first time with its enrolment code. */
  startAgent(
    nodeId: string,
    env: Record<string, string>,
    options: { command?: readonly string[]; url?: string } = {},
  ): Program {
    const code = this.running.door.codes.find((one) => one.nodeId === nodeId)?.code;
    const state = join(this.folder, 'nodes', nodeId);
    const { command, url = this.nodeUrl } = options;
    const { lan } = this.running;
    const trust = lan === null ? {} : { LOA_CA_FILE: lan.authorityFile };
    const agent = startAgent({ url, nodeId, state, code, env: { ...trust, ...env }, command });
    this.agents.set(nodeId, agent);
    return agent;
  }

  agent(nodeId: string): Program {
    const agent = this.agents.get(nodeId);
    if (!agent) throw new Error(`no agent for ${nodeId}`);
    return agent;
  }

  /** Waits until these nodes are connected with a synchronised clock and a working sink. */
  async nodesReady(nodeIds: readonly string[]): Promise<void> {
    await eventually(`nodes ${nodeIds.join(', ')} are ready`, async () => {
      const nodes = await this.office.nodes();
      return nodeIds.every((nodeId) => {
        const node = nodes.find((one) => one.nodeId === nodeId);
        if (node?.state !== 'well' && node?.state !== 'faulty') return false;
        return node.health?.clock.state === 'synchronised' && node.health.sink.state !== 'failed';
      });
    });
  }

  /** Starts the controller again on the same data and ports, after it was killed. */
  async restartController(): Promise<void> {
    const port = Number(new URL(this.url).port);
    const data = join(this.folder, 'data');
    const env = { LOA_NODE_PORT: new URL(this.nodeUrl).port };
    this.running = await startController({ data, schedule: THREE_HORNS, port, env });
    await this.office.login(this.running.door.driver.username, this.running.door.driver.password);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent[Symbol.asyncDispose]()));
    await this.running[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}
