import { type ChildProcess, fork, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The programs as processes of their own, started as in the field and talked to as in the field.
 * Nothing in here reaches into them.
 */

const root = resolve(import.meta.dirname, '..', '..');
const READY_TIMEOUT_MS = 90_000;
const STOP_GRACE_MS = 8_000;

export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** Path of its log. */
  readonly log: string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Mirrors the controller's `Ready` message. */
export interface DemoDoor {
  readonly accounts: readonly { username: string; role: string; password: string | null }[];
  readonly driver: { readonly username: string; readonly password: string };
  readonly nodeIds: readonly string[];
  readonly codes: readonly { readonly nodeId: string; readonly code: string }[];
}

/** Mirrors the controller's `LanReady`. */
export interface LanDoor {
  readonly consoleUrls: readonly string[];
  readonly pageUrls: readonly string[];
  readonly authorityFile: string;
  readonly fingerprint: string;
}

interface Ready {
  readonly url: string;
  readonly nodeUrl: string;
  readonly lan: LanDoor | null;
  readonly demo: DemoDoor;
}

export interface RunningController extends Program {
  readonly url: string;
  /** What its nodes are given as `LOA_CONTROLLER`. */
  readonly nodeUrl: string;
  /** Of the local network, where `LOA_LAN` asked for it. */
  readonly lan: LanDoor | null;
  readonly door: DemoDoor;
}

/** Starts a controller in demo mode on a port of its own choice and waits until it listens. */
export async function startController(options: {
  readonly data: string;
  readonly schedule: string;
  readonly port?: number;
  readonly env?: Record<string, string>;
}): Promise<RunningController> {
  const log = join(options.data, 'controller.log');
  const output = openSync(log, 'a');
  const child = fork(join(root, 'controller/src/main.ts'), [], {
    cwd: root,
    env: {
      ...process.env,
      LOA_DATA: options.data,
      LOA_SCHEDULES: options.schedule,
      LOA_PORT: String(options.port ?? 0),
      LOA_DEMO: '1',
      ...options.env,
    },
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  const ready = await new Promise<Ready>((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`not ready: ${tail(log)}`)), READY_TIMEOUT_MS);
    child.once('message', (message) => {
      clearTimeout(timer);
      done(message as Ready);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`controller ended with ${code}: ${tail(log)}`));
    });
  });
  const { url, nodeUrl, lan, demo } = ready;
  return { ...program(child, log), url, nodeUrl, lan, door: demo };
}

/** The agent in one file, as it is installed on a node. */
export const AGENT_COMMAND: readonly string[] = [
  process.execPath,
  join(root, 'node-agent/dist/loa-agent.mjs'),
];

/** Starts a node agent from its bundle, or by a command that ends in one. */
export function startAgent(options: {
  /** The controller's `nodeUrl`, or a way to it. */
  readonly url: string;
  readonly nodeId: string;
  readonly state: string;
  readonly code?: string | undefined;
  readonly env: Record<string, string>;
  readonly command?: readonly string[] | undefined;
}): Program {
  const log = `${options.state}.log`;
  const output = openSync(log, 'a');
  const [file, ...words] = options.command ?? AGENT_COMMAND;
  const child = spawn(file as string, words, {
    cwd: root,
    env: {
      ...process.env,
      LOA_CONTROLLER: options.url,
      LOA_NODE_ID: options.nodeId,
      LOA_STATE_DIR: options.state,
      ...(options.code === undefined ? {} : { LOA_ENROL_CODE: options.code }),
      ...options.env,
    },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  favour(child.pid);
  return program(child, log);
}

/** A node's service runs at this priority: what cures underruns on a busy machine. */
const SERVICE_NICE = -15;

/** Gives a process the priority it has on a node, where this user may. */
export function favour(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, SERVICE_NICE);
  } catch {
    // Only root may: elsewhere the test runs at normal priority and asks for a calm machine.
  }
}

function program(child: ChildProcess, log: string): Program {
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(timer);
  };
  return { pid: child.pid ?? 0, log, kill, [Symbol.asyncDispose]: () => kill('SIGTERM') };
}

/** The end of a log, for the message of a test that failed. */
export function tail(log: string): string {
  return readFileSync(log, 'utf8').slice(-3_000);
}
