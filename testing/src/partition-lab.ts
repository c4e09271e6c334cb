import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * A line that can be cut without a word: nodes in a network namespace of their own, behind a router
 * in another, whose forwarding is dropped and taken up again. Needs root, `ip` and `nft`.
 */
export interface PartitionLab extends Disposable {
  /** Where the controller listens, as the nodes see it. */
  readonly controllerHost: string;
  /** The command that runs a program among the nodes: to be put before its own. */
  readonly among: readonly string[];
  cut(): void;
  heal(): void;
}

/** Why there can be none here; null when there can. */
export function noPartitionLab(): string | null {
  if (process.getuid?.() !== 0) return 'only root makes network namespaces';
  const name = `loa-try-${process.pid}`;
  try {
    run('ip', 'netns', 'add', name);
    run('ip', 'netns', 'exec', name, 'nft', 'add', 'table', 'inet', 'cut');
    return null;
  } catch {
    return 'network namespaces, ip or nft are missing';
  } finally {
    quietly('ip', 'netns', 'del', name);
  }
}

export function openPartitionLab(): PartitionLab {
  clearAbandoned();
  const id = process.pid;
  const [router, nodes] = [`loa-r${id}`, `loa-n${id}`];
  // Networks of its own, as another test run on this machine may have a lab too.
  const [nearNet, farNet] = [0, 1].map((side) => `10.213.${2 * (id % 128) + side}`);
  const [near, nearPeer] = [`loaa${id}`, `loab${id}`];
  const [far, farPeer] = [`loac${id}`, `load${id}`];
  const inRouter = (...command: string[]) => run('ip', 'netns', 'exec', router, ...command);
  run('ip', 'netns', 'add', router);
  run('ip', 'netns', 'add', nodes);
  run('ip', 'link', 'add', near, 'type', 'veth', 'peer', 'name', nearPeer, 'netns', router);
  run('ip', 'addr', 'add', `${nearNet}.1/30`, 'dev', near);
  run('ip', 'link', 'set', near, 'up');
  run('ip', 'route', 'add', `${farNet}.0/30`, 'via', `${nearNet}.2`);
  run(...ipIn(router, 'link', 'add', far, 'type', 'veth', 'peer', 'name', farPeer, 'netns', nodes));
  for (const [device, address] of [
    [nearPeer, `${nearNet}.2/30`],
    [far, `${farNet}.1/30`],
  ] as const) {
    run(...ipIn(router, 'addr', 'add', address, 'dev', device));
    run(...ipIn(router, 'link', 'set', device, 'up'));
  }
  inRouter('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
  run(...ipIn(nodes, 'addr', 'add', `${farNet}.2/30`, 'dev', farPeer));
  run(...ipIn(nodes, 'link', 'set', farPeer, 'up'));
  run(...ipIn(nodes, 'link', 'set', 'lo', 'up'));
  run(...ipIn(nodes, 'route', 'add', 'default', 'via', `${farNet}.1`));
  return {
    controllerHost: `${nearNet}.1`,
    among: ['ip', 'netns', 'exec', nodes],
    cut: () => {
      inRouter('nft', 'add', 'table', 'inet', 'cut');
      const chain = '{ type filter hook forward priority 0; policy drop; }';
      inRouter('nft', `add chain inet cut forwarded ${chain}`);
    },
    heal: () => inRouter('nft', 'delete', 'table', 'inet', 'cut'),
    [Symbol.dispose]: () => {
      for (const name of [nodes, router]) quietly('ip', 'netns', 'del', name);
      quietly('ip', 'link', 'del', near);
    },
  };
}

/** A test run that was killed leaves its lab behind; with a namespace its links go too. */
function clearAbandoned(): void {
  const listed = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
  for (const [name, pid] of listed.matchAll(/^loa-[rn](\d+)/gm)) {
    if (!existsSync(`/proc/${pid}`)) quietly('ip', 'netns', 'del', name);
  }
}

function ipIn(namespace: string, ...words: string[]): [string, ...string[]] {
  return ['ip', '-n', namespace, ...words];
}

function run(program: string, ...words: string[]): void {
  execFileSync(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function quietly(program: string, ...words: string[]): void {
  try {
    run(program, ...words);
  } catch {
    // It was not there.
  }
}
