import { BlockList, isIPv6 } from 'node:net';

/** Where nobody outside is: loopback, private, link-local, shared, test and multicast (RFC 6890). */
const OWN = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  OWN.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  OWN.addSubnet(network, bits, 'ipv6');
}

/** Whether an address leads into the machine or its networks. IPv4 within IPv6 counts as IPv4. */
export function isOwnNetwork(address: string): boolean {
  return OWN.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
