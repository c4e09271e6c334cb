import { join, resolve } from 'node:path';
import { LoaError } from '@loa/runtime/pure';
import { type Environment, readEnvironment, unknownVariables, type VariableName } from './env.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export interface ControllerConfig {
  readonly host: string;
  readonly port: number;
  /** Where nodes connect. */
  readonly nodePort: number;
  readonly dataDir: string;
  readonly databaseFile: string;
  readonly keyDir: string;
  readonly assetDir: string;
  readonly uploadDir: string;
  readonly backupDir: string;
  /** Null applies nothing at start. */
  readonly scheduleFile: string | null;
  /** Paths of PEM files; null speaks plain HTTP. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** HTTPS in the local network by an authority of our own; null leaves it. */
  readonly lan: { readonly pagePort: number } | null;
  /** People reach the controller by HTTPS, here or at a proxy: cookies and headers say so. */
  readonly secure: boolean;
  readonly publicOrigins: readonly string[];
  readonly trustProxy: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly consoleDir: string;
  readonly ffmpegPath: string | null;
  /** Accounts and codes of the demo city are made, and handed to the parent process. */
  readonly demo: boolean;
  /** Variables in our name that the controller does not read: misspelt, or the node agent's. */
  readonly unknownVariables: readonly string[];
}

/** The configuration of this process. @throws as {@link parseConfig} */
export function loadConfig(): ControllerConfig {
  return parseConfig(process.env, process.cwd());
}

/** All of IPv4: what phones in a ward's network are given. */
const EVERY_ADDRESS = '0.0.0.0';

type Values = Record<VariableName, string>;

/**
 * The configuration, checked as a whole and frozen. Paths are taken from `cwd`.
 *
 * @throws LoaError naming the variable and what to do
 */
export function parseConfig(environment: Environment, cwd: string): ControllerConfig {
  const values = readEnvironment(environment);
  const path = (name: VariableName) => resolve(cwd, values[name]);
  const dataDir = path('LOA_DATA');
  const tls = parseTls(values, cwd);
  const publicOrigins = list(values.LOA_PUBLIC_ORIGINS).map(parseOrigin);
  const lan = parseLan(values);
  refuseOpenHttp(values, tls !== null || lan !== null);
  const isHostGiven = (environment['LOA_HOST']?.trim() ?? '') !== '';
  return Object.freeze({
    host: lan !== null && !isHostGiven ? EVERY_ADDRESS : values.LOA_HOST,
    port: parsePort('LOA_PORT', values.LOA_PORT),
    nodePort: parseNodePort(values),
    dataDir,
    databaseFile: join(dataDir, 'loa.sqlite'),
    keyDir: join(dataDir, 'keys'),
    assetDir: join(dataDir, 'assets'),
    uploadDir: join(dataDir, 'uploads'),
    backupDir: join(dataDir, 'backups'),
    scheduleFile: values.LOA_SCHEDULES === '' ? null : path('LOA_SCHEDULES'),
    tls,
    lan,
    secure: tls !== null || lan !== null || isHttpsOnly(publicOrigins),
    publicOrigins,
    trustProxy: list(values.LOA_TRUST_PROXY).map(parseNetwork),
    logLevel: parseLevel(values.LOA_LOG_LEVEL),
    consoleDir: path('LOA_CONSOLE_DIR'),
    ffmpegPath: values.FFMPEG_PATH === '' ? null : values.FFMPEG_PATH,
    demo: isOn(values, 'LOA_DEMO'),
    unknownVariables: unknownVariables(environment),
  });
}

function fault(name: VariableName, remedy: string): LoaError {
  return new LoaError('bad-request', `${name}: ${remedy}`);
}

function isOn(values: Values, name: 'LOA_DEMO' | 'LOA_INSECURE_LAN' | 'LOA_LAN'): boolean {
  const text = values[name];
  if (text !== '' && text !== '0' && text !== '1') {
    throw fault(name, `"${text}" is neither 1 nor 0; give 1, or nothing`);
  }
  return text === '1';
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parsePort(name: `LOA_${'' | 'NODE_' | 'LAN_'}PORT`, text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw fault(name, `"${text}" is no port; give a number from 0 to 65535`);
  }
  return port;
}

function parseNodePort(values: Values): number {
  const port = parsePort('LOA_PORT', values.LOA_PORT);
  const { LOA_NODE_PORT: text } = values;
  if (text === '') {
    if (port === 65_535) throw fault('LOA_NODE_PORT', 'no port follows LOA_PORT; give one');
    return port === 0 ? 0 : port + 1;
  }
  const nodePort = parsePort('LOA_NODE_PORT', text);
  if (nodePort !== 0 && nodePort === port) {
    throw fault('LOA_NODE_PORT', `${text} is the port of LOA_PORT; nodes need one of their own`);
  }
  return nodePort;
}

function parseLan(values: Values): ControllerConfig['lan'] {
  if (!isOn(values, 'LOA_LAN')) return null;
  if (values.LOA_TLS_CERT !== '') {
    throw fault('LOA_LAN', 'LOA_TLS_CERT is set; choose one of the two certificates');
  }
  const pagePort = parsePort('LOA_LAN_PORT', values.LOA_LAN_PORT);
  const taken = [parsePort('LOA_PORT', values.LOA_PORT), parseNodePort(values)];
  if (pagePort !== 0 && taken.includes(pagePort)) {
    throw fault('LOA_LAN_PORT', `${pagePort} is taken by HTTPS or the nodes; give another`);
  }
  return { pagePort };
}

function parseTls(values: Values, cwd: string): ControllerConfig['tls'] {
  const { LOA_TLS_CERT: cert, LOA_TLS_KEY: key } = values;
  if (cert === '' && key === '') return null;
  if (cert === '') throw fault('LOA_TLS_CERT', 'LOA_TLS_KEY is set; give its certificate too');
  if (key === '') throw fault('LOA_TLS_KEY', 'LOA_TLS_CERT is set; give its private key too');
  return { certFile: resolve(cwd, cert), keyFile: resolve(cwd, key) };
}

function parseOrigin(text: string): string {
  if (!/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(text)) {
    const example = 'https://loa.example.vn';
    throw fault('LOA_PUBLIC_ORIGINS', `"${text}" is no origin; write it like ${example}`);
  }
  return text;
}

function parseNetwork(text: string): string {
  if (!/^[0-9a-fA-F:.]+(\/\d{1,3})?$/.test(text)) {
    throw fault('LOA_TRUST_PROXY', `"${text}" is no address or network, e.g. 10.0.0.0/8`);
  }
  return text;
}

function parseLevel(text: string): ControllerConfig['logLevel'] {
  const level = LOG_LEVELS.find((known) => known === text);
  if (!level) throw fault('LOA_LOG_LEVEL', `"${text}" is none of ${LOG_LEVELS.join(', ')}`);
  return level;
}

function isHttpsOnly(origins: readonly string[]): boolean {
  return origins.length > 0 && origins.every((origin) => origin.startsWith('https:'));
}

/**
 * Beyond this machine plain HTTP shows passwords and session cookies to everybody on the way, and
 * browsers give such a page no microphone.
 */
function refuseOpenHttp(values: Values, hasTls: boolean): void {
  if (hasTls || isLoopback(values.LOA_HOST) || isOn(values, 'LOA_INSECURE_LAN')) return;
  throw fault(
    'LOA_HOST',
    `"${values.LOA_HOST}" is reachable from other machines, where plain HTTP shows passwords to ` +
      'everybody on the way. Set LOA_LAN=1, or LOA_TLS_CERT and LOA_TLS_KEY, or listen on 127.0.0.1 behind a ' +
      'proxy; in a network of your own LOA_INSECURE_LAN=1 allows it',
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
