import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { VARIABLES } from './env.ts';

const CWD = '/srv/loa';

test('[SEC19] out of the box it listens to this machine only', () => {
  const config = parseConfig({}, CWD);
  expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, tls: null, secure: false });
  expect(config.dataDir).toBe('/srv/loa/data');
  expect(Object.isFrozen(config)).toBe(true);
});

test.each(['0.0.0.0', '192.168.1.5', '::', 'loa.local'])(
  '[SEC19] plain HTTP on %s is refused, with the ways out',
  (host) => {
    expect(() => parseConfig({ LOA_HOST: host }, CWD)).toThrow(/LOA_HOST.*LOA_TLS_CERT/s);
    const allowed = { LOA_HOST: host, LOA_INSECURE_LAN: '1' };
    expect(parseConfig(allowed, CWD).secure).toBe(false);
    const tls = { LOA_HOST: host, LOA_TLS_CERT: 'tls/cert.pem', LOA_TLS_KEY: '/etc/loa/key.pem' };
    const config = parseConfig(tls, CWD);
    expect(config.secure).toBe(true);
    expect(config.tls).toEqual({ certFile: '/srv/loa/tls/cert.pem', keyFile: '/etc/loa/key.pem' });
  },
);

test.each([
  ['LOA_PORT', { LOA_PORT: '80a' }],
  ['LOA_PORT', { LOA_PORT: '70000' }],
  ['LOA_PORT', { LOA_PORT: '-1' }],
  ['LOA_NODE_PORT', { LOA_NODE_PORT: 'agent' }],
  ['LOA_NODE_PORT', { LOA_PORT: '8080', LOA_NODE_PORT: '8080' }],
  ['LOA_NODE_PORT', { LOA_PORT: '65535' }],
  ['LOA_LAN', { LOA_LAN: 'yes' }],
  ['LOA_LAN', { LOA_LAN: '1', LOA_TLS_CERT: 'cert.pem', LOA_TLS_KEY: 'key.pem' }],
  ['LOA_LAN_PORT', { LOA_LAN: '1', LOA_LAN_PORT: '8080' }],
  ['LOA_LAN_PORT', { LOA_LAN: '1', LOA_LAN_PORT: '8081' }],
  ['LOA_TLS_KEY', { LOA_TLS_CERT: 'cert.pem' }],
  ['LOA_TLS_CERT', { LOA_TLS_KEY: 'key.pem' }],
  ['LOA_PUBLIC_ORIGINS', { LOA_PUBLIC_ORIGINS: 'loa.example.vn' }],
  ['LOA_PUBLIC_ORIGINS', { LOA_PUBLIC_ORIGINS: 'https://loa.example.vn/trang' }],
  ['LOA_TRUST_PROXY', { LOA_TRUST_PROXY: 'proxy' }],
  ['LOA_LOG_LEVEL', { LOA_LOG_LEVEL: 'loud' }],
  ['LOA_DEMO', { LOA_DEMO: 'yes' }],
  ['LOA_INSECURE_LAN', { LOA_HOST: '0.0.0.0', LOA_INSECURE_LAN: 'true' }],
])('[API31] a value that cannot be used names %s', (name, environment) => {
  expect(() => parseConfig(environment, CWD)).toThrow(name);
});

test('[LNK46] nodes have the next port unless another is given', () => {
  expect(parseConfig({}, CWD).nodePort).toBe(8081);
  expect(parseConfig({ LOA_PORT: '9000' }, CWD).nodePort).toBe(9001);
  expect(parseConfig({ LOA_PORT: '0' }, CWD).nodePort).toBe(0);
  expect(parseConfig({ LOA_NODE_PORT: '7000' }, CWD).nodePort).toBe(7000);
});

test('[API31] a misspelt variable is told', () => {
  const { unknownVariables } = parseConfig({ LOA_PORTT: '80', LOA_PORT: '80', HOME: '/' }, CWD);
  expect(unknownVariables).toEqual(['LOA_PORTT']);
});

test('[SEC40] in a local network it serves every address by HTTPS, unless told which', () => {
  const config = parseConfig({ LOA_LAN: '1' }, CWD);
  expect(config).toMatchObject({ host: '0.0.0.0', tls: null, secure: true });
  expect(config.lan).toEqual({ pagePort: 8088 });
  const one = { LOA_LAN: '1', LOA_HOST: '192.168.1.5', LOA_LAN_PORT: '80' };
  expect(parseConfig(one, CWD)).toMatchObject({ host: '192.168.1.5', lan: { pagePort: 80 } });
  expect(parseConfig({}, CWD).lan).toBeNull();
});

test('[SEC19] behind an HTTPS proxy cookies are Secure', () => {
  const origins = 'https://loa.example.vn, https://loa2.example.vn:8443';
  const config = parseConfig({ LOA_PUBLIC_ORIGINS: origins, LOA_TRUST_PROXY: '10.0.0.0/8' }, CWD);
  expect(config.secure).toBe(true);
  expect(config.publicOrigins).toEqual(['https://loa.example.vn', 'https://loa2.example.vn:8443']);
  expect(config.trustProxy).toEqual(['10.0.0.0/8']);
  expect(parseConfig({ LOA_PUBLIC_ORIGINS: 'http://loa.local' }, CWD).secure).toBe(false);
});

test('[API31] the handbook has every variable with its default and meaning', () => {
  const handbook = resolve(import.meta.dirname, '../../../docs/OPERATIONS.md');
  const rows = readFileSync(handbook, 'utf8')
    .split('\n')
    .filter((line) => /^\| `(LOA_|FFMPEG_)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const expected = VARIABLES.map(({ name, standard, meaning }) => {
    return ['', `\`${name}\``, standard === '' ? '' : `\`${standard}\``, meaning, ''];
  });
  // The node agent has a table of its own below.
  expect(rows.slice(0, expected.length)).toEqual(expected);
});
