import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { LIMITS } from '@loa/protocol/vocabulary';
import type { Peer } from './datagrams.ts';

/** The addresses of this machine at which others of its site may reach it. */
export function ownAddresses(port: number): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const usable = all.filter(({ family, internal }) => family === 'IPv4' && !internal);
  return [...new Set(usable.map(({ address }) => `${address}:${port}`))].slice(
    0,
    LIMITS.siteAddresses,
  );
}

/** `a.b.c.d:port`; null for anything else, names included: what is asked is never looked up. */
export function parsePeer(text: string): Peer | null {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon);
  const port = Number(text.slice(colon + 1));
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65_535;
  return colon > 0 && isIPv4(host) && isPort ? { host, port } : null;
}
