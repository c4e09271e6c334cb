import type { Relay } from '@loa/protocol/programme';
import { aimFaults } from './aim.ts';
import { timingFaults } from './days.ts';
import { type DocumentFault, fault, type Known, unknown } from './known.ts';

export function relayFaults(body: Relay, known: Known): DocumentFault[] {
  return [
    ...addressFaults(body.url, known.relayHosts),
    ...aimFaults(known.map, body.unit, body.targets),
    ...timingFaults(body.id, body.timing),
    ...unknown(known.bulletins, 'bulletin', { id: body.fallback, path: ['fallback'] }),
  ];
}

/** Scheme, what may stand before an @, host, port. The schema has checked that it is an address. */
const ADDRESS = /^https?:\/\/([^/?#]*@)?(\[[^\]]*\]|[^:/?#]+)(:\d+)?([/?#]|$)/i;

/** [DOC7] A relay fetches from hosts that the city has listed, and carries no password. */
function addressFaults(url: string, hosts: readonly string[]): DocumentFault[] {
  const found = ADDRESS.exec(url);
  if (!found) return [fault(['url'], 'is not an address; give http:// or https:// and a host')];
  const [, credentials, host = '', port = ''] = found;
  if (credentials !== undefined) {
    return [fault(['url'], 'holds a user name or password; documents are read by many')];
  }
  const name = host.toLowerCase();
  const listed = hosts.map((one) => one.toLowerCase());
  if (listed.includes(name) || listed.includes(`${name}${port}`)) return [];
  const remedy = "add it to relayHosts of the city's file or use another";
  return [fault(['url'], `${name}${port} is not a host that relays may use; ${remedy}`)];
}
