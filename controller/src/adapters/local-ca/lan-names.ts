/** Which names a city's own authority may speak for: those of a local network, never the Internet. */
import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Addresses that the Internet does not route (IANA's special-purpose registries): private, shared,
 * link-local and loopback (RFC 1918, 6598, 3927, 4193, 4291), and those of laboratories and
 * examples (RFC 2544, 5737), in which closed networks are found.
 */
export const LAN_NETWORKS: readonly (readonly [address: string, prefix: number])[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  ['198.18.0.0', 15],
  ['192.0.2.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
];

/** `localhost`, and what machines call themselves in a local network (RFC 6762). */
export const LAN_DOMAINS: readonly string[] = ['localhost', 'local'];

const lan = new BlockList();
for (const [address, prefix] of LAN_NETWORKS) {
  lan.addSubnet(address, prefix, isIPv6(address) ? 'ipv6' : 'ipv4');
}

export function isLanAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && lan.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

export interface LanNames {
  readonly addresses: readonly string[];
  readonly domains: readonly string[];
}

/**
 * The names under which this machine is reached.
 *
 * @param host what the server listens on; a wildcard stands for every address of its kind
 */
export function lanNames(host: string, interfaces: readonly string[], hostName: string): LanNames {
  const own = interfaces.filter((address) => {
    if (host === '0.0.0.0') return !isIPv6(address);
    return host === '::' || host === address;
  });
  const label = hostName.split('.')[0]?.toLowerCase() ?? '';
  const isName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label) && label !== 'localhost';
  return {
    addresses: ['127.0.0.1', ...own.filter(isLanAddress)].filter(isFirst),
    domains: ['localhost', ...(isName ? [`${label}.local`] : [])],
  };
}

function isFirst<Item>(item: Item, index: number, all: readonly Item[]): boolean {
  return all.indexOf(item) === index;
}

/** The bytes of an address, 4 or 16. */
export function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(8 - front.length - back.length).fill(0);
  const bytes = Buffer.alloc(16);
  for (const [index, group] of [...front, ...zeros, ...back].entries()) {
    bytes.writeUInt16BE(group, index * 2);
  }
  return bytes;
}

/** A network mask of as many bytes as the address has. */
export function maskBytes(length: number, prefix: number): Buffer {
  return Buffer.from(
    Array.from({ length }, (_, index) => {
      const ones = Math.min(8, Math.max(0, prefix - index * 8));
      return 0xff & (0xff << (8 - ones));
    }),
  );
}
