import {
  LIMITS,
  type NodeId,
  parseNodeId,
  SINK_KINDS,
  type SinkKind,
} from '@loa/protocol/vocabulary';

/** What the agent is told from outside; `docs/OPERATIONS.md` has the table. */
export interface AgentConfig {
  /** `ws://host:port/agent` or `wss://…`. */
  readonly controllerUrl: string;
  readonly nodeId: NodeId;
  readonly stateFolder: string;
  /** One-time code; needed until the node is enrolled. */
  readonly enrolCode: string | null;
  readonly enrolCodeFile: string | null;
  readonly sink: SinkKind;
  /** Path of the sound server's unix socket. */
  readonly pulseServer: string | null;
  readonly pulseSink: string | null;
  readonly pulseCookieFile: string | null;
  readonly alsaDevice: string;
  readonly wavFile: string | null;
  readonly logLevel: string;
  readonly caFile: string | null;
  /** Where the node serves its clock while it leads its site (UDP); null: it never leads. */
  readonly siteListen: { readonly host: string; readonly port: number } | null;
  /** `host:port` at which the others of its site reach it; null: its interfaces' addresses. */
  readonly siteAddresses: readonly string[] | null;
  /** Touched while the agent works; null touches none. */
  readonly aliveFile: string | null;
  readonly assetBudgetBytes: number;
  readonly processId: number;
}

type Env = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];
const DEFAULT_SITE_LISTEN = '0.0.0.0:7355';
const HOST_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/;
const DEFAULT_BUDGET_MIB = 512;
const LEAST_BUDGET_MIB = 8;

/** @throws RangeError naming the variable that is missing or wrong, and what it should be. */
export function parseConfig(env: Env, processId: number): AgentConfig {
  const sink = choice(env, 'LOA_SINK', { words: SINK_KINDS, otherwise: 'pulse' });
  const config: AgentConfig = {
    controllerUrl: controllerUrl(env),
    nodeId: nodeId(env),
    stateFolder: required(env, 'LOA_STATE_DIR', 'a folder the agent may write to'),
    enrolCode: optional(env, 'LOA_ENROL_CODE'),
    enrolCodeFile: optional(env, 'LOA_ENROL_CODE_FILE'),
    sink,
    pulseServer: pulseServer(env),
    pulseSink: optional(env, 'LOA_PULSE_SINK'),
    pulseCookieFile: optional(env, 'LOA_PULSE_COOKIE') ?? homeCookie(env),
    alsaDevice: optional(env, 'LOA_ALSA_DEVICE') ?? 'default',
    wavFile: optional(env, 'LOA_WAV_FILE'),
    logLevel: choice(env, 'LOA_LOG_LEVEL', { words: LOG_LEVELS, otherwise: 'info' }),
    caFile: optional(env, 'LOA_CA_FILE'),
    siteListen: siteListen(env),
    siteAddresses: siteAddresses(env),
    aliveFile: optional(env, 'LOA_ALIVE_FILE'),
    assetBudgetBytes: budgetMib(env) * 1024 * 1024,
    processId,
  };
  if (sink === 'pulse' && config.pulseServer === null) {
    throw new RangeError('LOA_PULSE_SERVER: LOA_SINK=pulse needs the path of a unix socket');
  }
  if (sink === 'wav' && config.wavFile === null) {
    throw new RangeError('LOA_WAV_FILE: LOA_SINK=wav needs the file to write');
  }
  return Object.freeze(config);
}

function optional(env: Env, name: string): string | null {
  const text = env[name]?.trim();
  return text ? text : null;
}

function required(env: Env, name: string, what: string): string {
  const text = optional(env, name);
  if (text === null) throw new RangeError(`${name}: is missing; give it ${what}`);
  return text;
}

function choice<Word extends string>(
  env: Env,
  name: string,
  { words, otherwise }: { words: readonly Word[]; otherwise: Word },
): Word {
  const text = optional(env, name) ?? otherwise;
  const word = words.find((each) => each === text);
  if (word === undefined) {
    throw new RangeError(`${name}: "${text}" is not one of ${words.join(', ')}`);
  }
  return word;
}

function controllerUrl(env: Env): string {
  const name = 'LOA_CONTROLLER';
  const text = required(env, name, 'the controller, e.g. ws://controller:8080/agent');
  if (!/^wss?:\/\/[^/\s]+(\/\S*)?$/.test(text)) {
    throw new RangeError(`${name}: "${text}" is not a ws:// or wss:// address`);
  }
  return text;
}

function nodeId(env: Env): NodeId {
  const name = 'LOA_NODE_ID';
  const text = required(env, name, 'the name under which the node was made');
  try {
    return parseNodeId(text);
  } catch {
    throw new RangeError(
      `${name}: "${text}" is not a name of small letters, digits, ".", "_", "-"`,
    );
  }
}

/** `unix:` as PULSE_SERVER has it, or the bare path. */
function pulseServer(env: Env): string | null {
  const runtime = optional(env, 'XDG_RUNTIME_DIR');
  const text = optional(env, 'LOA_PULSE_SERVER');
  if (text === null) return runtime && `${runtime}/pulse/native`;
  const path = text.replace(/^unix:/, '');
  if (!path.startsWith('/')) {
    throw new RangeError(`LOA_PULSE_SERVER: "${text}" is not the absolute path of a unix socket`);
  }
  return path;
}

function siteListen(env: Env): AgentConfig['siteListen'] {
  const name = 'LOA_SITE_LISTEN';
  const text = optional(env, name) ?? DEFAULT_SITE_LISTEN;
  if (text === 'off') return null;
  const found = HOST_PORT.exec(text);
  const port = Number(found?.[2]);
  if (!found?.[1] || port < 1 || port > 65_535) {
    throw new RangeError(`${name}: "${text}" is neither "off" nor an IPv4 address and port`);
  }
  return { host: found[1], port };
}

function siteAddresses(env: Env): readonly string[] | null {
  const name = 'LOA_SITE_ADDRESS';
  const text = optional(env, name);
  if (text === null) return null;
  const addresses = text.split(',').map((each) => each.trim());
  const wrong = addresses.find((each) => !HOST_PORT.test(each));
  if (wrong !== undefined || addresses.length > LIMITS.siteAddresses) {
    throw new RangeError(
      `${name}: "${wrong ?? text}" is not a list of at most ${LIMITS.siteAddresses} IPv4 addresses with ports`,
    );
  }
  return addresses;
}

function homeCookie(env: Env): string | null {
  const home = optional(env, 'HOME');
  return home && `${home}/.config/pulse/cookie`;
}

function budgetMib(env: Env): number {
  const name = 'LOA_ASSET_BUDGET_MIB';
  const mib = Number(optional(env, name) ?? DEFAULT_BUDGET_MIB);
  if (!Number.isInteger(mib) || mib < LEAST_BUDGET_MIB) {
    throw new RangeError(`${name}: a whole number of at least ${LEAST_BUDGET_MIB} is needed`);
  }
  return mib;
}

/** The process's own environment; nothing else of the agent reads it. */
export function readConfig(): AgentConfig {
  return parseConfig(process.env, process.pid);
}
