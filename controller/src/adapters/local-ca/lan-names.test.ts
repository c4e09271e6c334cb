import { expect, test } from 'vitest';
import { addressBytes, isLanAddress, lanNames, maskBytes } from './lan-names.ts';

const OWN = ['127.0.0.1', '::1', '192.168.1.5', '10.8.0.2', '8.8.4.4', 'fd00::2', 'fe80::1'];

test.each(['10.1.2.3', '172.31.0.1', '192.168.0.9', '192.0.2.2', '127.0.0.1', 'fd12::1', '::1'])(
  '[SEC41] %s is an address of a local network',
  (address) => expect(isLanAddress(address)).toBe(true),
);

test.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2001:db8::1', 'loa.vn', ''])(
  '[SEC41] "%s" is none',
  (address) => expect(isLanAddress(address)).toBe(false),
);

test('[SEC42] its names are the private addresses it listens on, and what it calls itself', () => {
  expect(lanNames('0.0.0.0', OWN, 'tram-an-my.example.vn')).toEqual({
    addresses: ['127.0.0.1', '192.168.1.5', '10.8.0.2'],
    domains: ['localhost', 'tram-an-my.local'],
  });
  expect(lanNames('::', OWN, 'localhost').addresses).toEqual([
    ...['127.0.0.1', '::1', '192.168.1.5', '10.8.0.2', 'fd00::2', 'fe80::1'],
  ]);
  expect(lanNames('192.168.1.5', OWN, 'Máy chủ')).toEqual({
    addresses: ['127.0.0.1', '192.168.1.5'],
    domains: ['localhost'],
  });
});

test('[SEC41] addresses and masks are written as bytes', () => {
  expect([...addressBytes('192.168.1.5')]).toEqual([192, 168, 1, 5]);
  expect(addressBytes('fe80::1').toString('hex')).toBe(`fe80${'0'.repeat(27)}1`);
  expect(addressBytes('::1').toString('hex')).toBe(`${'0'.repeat(31)}1`);
  expect(addressBytes('fd00:1:2:3:4:5:6:7').toString('hex')).toBe(
    'fd000001000200030004000500060007',
  );
  expect([...maskBytes(4, 12)]).toEqual([255, 240, 0, 0]);
  expect([...maskBytes(16, 7)].slice(0, 2)).toEqual([254, 0]);
});
