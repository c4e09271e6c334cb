import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LINK_LIMITS } from '../../controller/src/adapters/agent-link/limits.ts';
import { LoadClient } from './load-client.ts';
import { onCore } from './machine.ts';
import type { FromServer, ServerOrder } from './server-orders.ts';

const FIXTURES = resolve(import.meta.dirname, '../../controller/test/fixtures');
const TLS_FILES = ['localhost-cert.pem', 'localhost-key.pem'].map((name) => join(FIXTURES, name));

/** The product's server with the load client at the other end. */
export class LoaFanOut implements AsyncDisposable {
  readonly client: LoadClient;
  private readonly server: ChildProcess;
  private readonly serving: Extract<FromServer, { kind: 'serving' }>;
  private readonly folder: string;

  private constructor(parts: {
    client: LoadClient;
    server: ChildProcess;
    serving: Extract<FromServer, { kind: 'serving' }>;
    folder: string;
  }) {
    this.client = parts.client;
    this.server = parts.server;
    this.serving = parts.serving;
    this.folder = parts.folder;
  }

  static async start(options: {
    readonly load: string;
    readonly nodes: number;
    readonly ackMs: number;
    readonly isTls: boolean;
  }): Promise<LoaFanOut> {
    const folder = await mkdtemp(join(tmpdir(), 'loa-fanout-'));
    const tlsFiles = options.isTls ? TLS_FILES : [];
    const server = fork(join(import.meta.dirname, 'loa-server.ts'), [folder, ...tlsFiles], {
      execArgv: [...process.execArgv, `--max-semi-space-size=${LINK_LIMITS.semiSpaceMb}`],
    });
    onCore(server.pid ?? 0, 0);
    const serving = await said(server, 'serving');
    tell(server, { kind: 'hellos', nodes: options.nodes });
    const { lines } = await said(server, 'hellos');
    const file = join(folder, 'hellos.txt');
    await writeFile(file, `${lines.join('\n')}\n`);
    const words = [`${serving.port}`, 'link', file, `${options.ackMs}`];
    const client = new LoadClient([options.load, ...words, ...(options.isTls ? ['tls'] : [])]);
    onCore(client.pid, 1);
    return new LoaFanOut({ client, server, serving, folder });
  }

  get pid(): number {
    return this.server.pid ?? 0;
  }

  /** Begins to send to the first so many nodes. */
  async open(order: Omit<Extract<ServerOrder, { kind: 'open' }>, 'kind'>): Promise<number> {
    tell(this.server, { kind: 'open', ...order });
    return (await said(this.server, 'opened')).slots;
  }

  async close(): Promise<void> {
    tell(this.server, { kind: 'close' });
    await said(this.server, 'closed');
  }

  async hearing(): Promise<Readonly<Record<string, number>>> {
    tell(this.server, { kind: 'hearing' });
    return (await said(this.server, 'hearing')).counts;
  }

  /** Every node fetches stored sound as it plays it. */
  pull(): void {
    const { assetId, chunks, chunkMs } = this.serving;
    this.client.want(assetId, chunks, chunkMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    if (this.server.exitCode === null) {
      const gone = once(this.server, 'exit');
      this.server.kill('SIGKILL');
      await gone;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

function tell(server: ChildProcess, order: ServerOrder): void {
  server.send(order);
}

function said<Kind extends FromServer['kind']>(
  server: ChildProcess,
  kind: Kind,
): Promise<Extract<FromServer, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('the server ended'));
    const hear = (message: FromServer): void => {
      if (message.kind !== kind) return;
      server.off('message', hear);
      server.off('exit', ended);
      resolve(message as Extract<FromServer, { kind: Kind }>);
    };
    server.on('message', hear);
    server.once('exit', ended);
  });
}
