import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileC } from './compile.ts';

const run = promisify(execFile);

interface Way {
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly lossPercent: number;
}

/** From the controller to the node, and back. */
const LINKS = {
  lan: [way(0.3, 0.1, 0), way(0.3, 0.1, 0)],
  wifi: [way(20, 10, 1), way(20, 10, 1)],
  '4g': [way(30, 15, 1), way(60, 30, 1)],
} as const;
export type LinkName = keyof typeof LINKS;

/** Each node in a network namespace of its own, behind a bad link of its own to the controller. */
export interface Links extends AsyncDisposable {
  readonly controllerEnv: Readonly<Record<string, string>>;
  /** In front of the agent's command. */
  prefix(index: number): readonly string[];
  /** Where the site's own network, which is good, is to be found. */
  nodeEnv(index: number): Readonly<Record<string, string>>;
  /** The controller's address as seen from the node. */
  urlFor(index: number, url: string): string;
  /** From now on every packet is lost, without a word to either end. */
  cut(index: number): void;
  heal(index: number): void;
}

/** Above everything else, or the relay would be what is measured. */
const REALTIME = ['chrt', '-r', '40'] as const;
/** Several sets of links may be open at once, in this process and in others. */
/** The agent's standard; each node has it in a namespace of its own. */
const SITE_PORT = 7355;
const PROCESS_NETS = 100;
const LINKS_A_SET = 16;
let sets = 0;

/** Needs root, `ip`, `cc` and /dev/net/tun. */
export async function openLinks(name: LinkName, count: number): Promise<Links> {
  if (count > LINKS_A_SET) throw new RangeError(`links: at most ${LINKS_A_SET}`);
  await using stack = new AsyncDisposableStack();
  const relay = await compileC(join(import.meta.dirname, 'relay.c'));
  const set = sets++;
  const id = `${process.pid}-${set}`;
  const net = (index: number): string =>
    `10.${100 + (process.pid % PROCESS_NETS)}.${(set * LINKS_A_SET + index) % 256}`;
  const lan = `loa-${id}-lan`;
  const relays: Relay[] = [];
  await addNamespace(stack, lan);
  await ip('-n', lan, 'link', 'add', 'lan', 'type', 'bridge');
  await ip('-n', lan, 'link', 'set', 'lan', 'up');
  for (let index = 0; index < count; index++) {
    const namespace = `loa-${id}-${index}`;
    await addNamespace(stack, namespace);
    await joinLan({ lan, namespace, index });
    const devices = [`l${process.pid}c${set}${index}`, `l${process.pid}n${set}${index}`] as const;
    relays.push(stack.use(await startRelay(relay, devices, LINKS[name])));
    await connect({ namespace, devices, net: net(index) });
  }
  const open = stack.move();
  return {
    controllerEnv: { LOA_HOST: '0.0.0.0', LOA_INSECURE_LAN: '1' },
    prefix: (index) => ['ip', 'netns', 'exec', `loa-${id}-${index}`],
    nodeEnv: (index) => ({ LOA_SITE_ADDRESS: `${lanAddress(index)}:${SITE_PORT}` }),
    urlFor: (index, url) => {
      const seen = new URL(url);
      seen.hostname = `${net(index)}.1`;
      return seen.href;
    },
    cut: (index) => relays[index]?.say('cut'),
    heal: (index) => relays[index]?.say('heal'),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

function way(delayMs: number, jitterMs: number, lossPercent: number): Way {
  return { delayMs, jitterMs, lossPercent };
}

function lanAddress(index: number): string {
  return `192.168.77.${index + 1}`;
}

async function ip(...words: string[]): Promise<void> {
  await run('ip', words);
}

async function addNamespace(stack: AsyncDisposableStack, name: string): Promise<void> {
  await ip('netns', 'add', name);
  stack.defer(() => ip('netns', 'del', name));
  await ip('-n', name, 'link', 'set', 'lo', 'up');
}

/** The site's switch. */
async function joinLan(options: {
  readonly lan: string;
  readonly namespace: string;
  readonly index: number;
}): Promise<void> {
  const { lan, namespace, index } = options;
  const port = `port${index}`;
  await ip(
    ...['-n', lan, 'link', 'add', port, 'type', 'veth'],
    ...['peer', 'name', 'lan', 'netns', namespace],
  );
  await ip('-n', lan, 'link', 'set', port, 'master', 'lan', 'up');
  await ip('-n', namespace, 'addr', 'add', `${lanAddress(index)}/24`, 'dev', 'lan');
  await ip('-n', namespace, 'link', 'set', 'lan', 'up');
}

async function connect(options: {
  readonly namespace: string;
  readonly devices: readonly [string, string];
  readonly net: string;
}): Promise<void> {
  const { namespace, net } = options;
  const [near, far] = options.devices;
  await ip('link', 'set', far, 'netns', namespace);
  await ip('addr', 'add', `${net}.1`, 'peer', `${net}.2`, 'dev', near);
  await ip('link', 'set', near, 'up');
  await ip('-n', namespace, 'addr', 'add', `${net}.2`, 'peer', `${net}.1`, 'dev', far);
  await ip('-n', namespace, 'link', 'set', far, 'up');
}

interface Relay extends AsyncDisposable {
  say(word: 'cut' | 'heal'): void;
}

async function startRelay(
  relay: string,
  devices: readonly [string, string],
  ways: readonly [Way, Way],
): Promise<Relay> {
  const figures = ways.flatMap(({ delayMs, jitterMs, lossPercent }) =>
    [delayMs, jitterMs, lossPercent].map(String),
  );
  const [file, ...words] = [...REALTIME, relay, ...devices, ...figures] as const;
  const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const outcome = await Promise.race([
    once(child.stdout, 'data').then(() => 'ready'),
    once(child, 'exit').then(() => 'ended'),
  ]);
  if (outcome === 'ended') throw new Error('the relay of the link did not start');
  return {
    say: (word) => child.stdin.write(`${word}\n`),
    [Symbol.asyncDispose]: () => endOf(child),
  };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.stdin?.end();
  await gone;
}
