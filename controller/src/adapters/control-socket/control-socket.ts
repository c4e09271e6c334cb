import { chmodSync, rmSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { join } from 'node:path';
import { LoaError } from '@loa/runtime/pure';

/**
 * The door for whoever owns the data folder: a unix socket in it, mode 0600, so that the file's
 * permissions are the permission. It is also the lock that keeps a second controller off the folder.
 */
export interface ControlReply {
  readonly ok: boolean;
  /** For a person at a terminal. */
  readonly lines: readonly string[];
}

export type ControlCommands = Readonly<Record<string, (argument: string) => Promise<ControlReply>>>;

const REQUEST_BYTES = 4096;
const ANSWER_TIMEOUT_MS = 10 * 60_000;
const PROBE_TIMEOUT_MS = 2_000;
/** `sun_path` holds 104 bytes on the system that holds least, with the zero at its end. */
const PATH_BYTES = 103;
/** What connecting says where nobody listens: no socket, or one whose owner died. */
const NOBODY = ['ENOENT', 'ECONNREFUSED'];

function socketPath(dataFolder: string): string {
  return join(dataFolder, 'control.sock');
}

/**
 * Opens the door.
 *
 * @throws LoaError `unavailable` when another controller holds the folder, `bad-request` when the
 *   folder's path is too long for a socket
 */
export async function openControlSocket(
  dataFolder: string,
  commands: ControlCommands,
): Promise<AsyncDisposable> {
  const path = socketPath(dataFolder);
  if (Buffer.byteLength(path) > PATH_BYTES) {
    const most = PATH_BYTES - Buffer.byteLength(path) + Buffer.byteLength(dataFolder);
    throw new LoaError(
      'bad-request',
      `LOA_DATA: the path ${dataFolder} is too long; choose one of at most ${most} bytes`,
    );
  }
  const all: ControlCommands = { ping: async () => ({ ok: true, lines: [] }), ...commands };
  const server = createServer((incoming, answer) => void serve(all, incoming, answer));
  await occupy(server, dataFolder);
  chmodSync(path, 0o600);
  return {
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Takes the place: at once where it is free, after a look at who has it where it is not. */
async function occupy(server: Server, dataFolder: string): Promise<void> {
  const path = socketPath(dataFolder);
  const listen = () =>
    new Promise<void>((done, failed) => {
      server.once('error', failed);
      server.listen(path, done);
    });
  try {
    return await listen();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  }
  if ((await askController(dataFolder, { name: 'ping' }, PROBE_TIMEOUT_MS)) !== null) {
    throw new LoaError(
      'unavailable',
      `another controller is running on ${dataFolder}; stop it first`,
    );
  }
  rmSync(path, { force: true });
  await listen();
}

async function serve(
  commands: ControlCommands,
  incoming: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const reply = await run(commands, incoming).catch((error: unknown) => ({
    ok: false,
    lines: [error instanceof Error ? error.message : String(error)],
  }));
  answer.setHeader('content-type', 'application/json');
  answer.end(JSON.stringify(reply));
}

async function run(commands: ControlCommands, incoming: IncomingMessage): Promise<ControlReply> {
  let body = '';
  for await (const part of incoming) {
    body += String(part);
    if (body.length > REQUEST_BYTES) return { ok: false, lines: ['the request is too long'] };
  }
  const name = (incoming.url ?? '/').slice(1);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return { ok: false, lines: [`no such command: ${name}`] };
  return await command(body);
}

/**
 * Asks the controller that runs on the folder; null when none does.
 *
 * @throws LoaError `unavailable` when there is one that does not answer
 */
export function askController(
  dataFolder: string,
  command: { readonly name: string; readonly argument?: string },
  timeoutMs: number = ANSWER_TIMEOUT_MS,
): Promise<ControlReply | null> {
  return new Promise((done, failed) => {
    const silent = (): void => {
      const text = `the controller that runs on ${dataFolder} does not answer; stop it first`;
      failed(new LoaError('unavailable', text));
    };
    const call = request(
      {
        socketPath: socketPath(dataFolder),
        path: `/${command.name}`,
        method: 'POST',
        timeout: timeoutMs,
      },
      (answer) => {
        let text = '';
        answer.on('data', (part: Buffer) => {
          text += part.toString();
        });
        answer.on('error', silent);
        answer.on('end', () => done(JSON.parse(text) as ControlReply));
      },
    );
    call.on('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY.includes(error.code ?? '')) done(null);
      else silent();
    });
    call.on('timeout', () => call.destroy());
    call.end(command.argument ?? '');
  });
}
