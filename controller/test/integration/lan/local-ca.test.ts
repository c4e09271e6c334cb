/**
 * Goal: a device that trusts the city's authority, and nothing else, reaches the controller by its
 * address in the local network, and can be fooled with it nowhere else. Method: real files, real TLS
 * servers and clients, whose verification is OpenSSL's.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { createLogger, systemClock, systemRandom } from '@loa/runtime/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listenForNodes } from '../../../src/adapters/agent-link/hub-server.ts';
import { listen } from '../../../src/adapters/http/server.ts';
import { serverCertificate } from '../../../src/adapters/local-ca/certificate.ts';
import { openLocalCa } from '../../../src/adapters/local-ca/index.ts';
import { CA_LIMITS } from '../../../src/adapters/local-ca/local-ca.ts';
import { openLanDoor } from '../../../src/lan-door.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import { startTestController } from '../../support/test-controller.ts';

const DAY_MS = 86_400_000;
const NAMES = { addresses: ['127.0.0.1', '192.168.1.5'], domains: ['localhost', 'tram.local'] };
let folder: string;
let clock: MovingClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-ca-'));
  clock = new MovingClock(systemClock.nowMs());
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () => openLocalCa(folder, { clock, random: systemRandom, hostName: 'tram' });

/** Why a client that trusts `authority` alone does not accept the server, or null. */
async function refusal(
  served: { cert: string; key: string },
  authority: string,
  name: string,
): Promise<string | null> {
  const server = createServer(served, (socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const isName = !/^[\d.]+$/.test(name);
  // The address that is checked is the one that was meant; what is connected to is here.
  const socket = connect({
    port,
    host: '127.0.0.1',
    ca: authority,
    ...(isName ? { servername: name } : {}),
  });
  try {
    await once(socket, 'secureConnect');
    const peer = socket.getPeerX509Certificate();
    const isIt = isName ? peer?.checkHost(name) : peer?.checkIP(name);
    return isIt === undefined ? 'ERR_TLS_CERT_ALTNAME_INVALID' : null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code?.startsWith('ERR_TLS') ? code : message;
  } finally {
    socket.destroy();
    server.close();
  }
}

test('[SEC40] makes its authority once, and keeps its keys to itself', async () => {
  const first = open();
  first.certificateFor(NAMES);
  expect(open().fingerprint).toBe(first.fingerprint);
  for (const name of await readdir(folder)) {
    if (name.includes('key')) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  }
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const authority = new X509Certificate(first.authority);
  expect(authority.ca).toBe(true);
  expect(authority.fingerprint256).toBe(first.fingerprint);
  expect(authority.checkIssued(authority)).toBe(true);
  await chmod(join(folder, 'loa-ca-key.pem'), 0o644);
  expect(open).toThrow(/others may read this key.*chmod 600/);
});

test('[SEC42] a client that trusts only the authority connects by address and by name', async () => {
  const ca = open();
  const served = ca.certificateFor(NAMES);
  for (const name of ['127.0.0.1', '192.168.1.5', 'localhost', 'tram.local']) {
    expect(await refusal(served, ca.authority, name), name).toBeNull();
  }
  expect(await refusal(served, ca.authority, '192.168.1.6')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(await refusal(served, ca.authority, 'other.local')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
});

test.each([
  { addresses: ['127.0.0.1'], domains: ['localhost', 'bank.example.com'] },
  { addresses: ['127.0.0.1', '8.8.4.4'], domains: ['localhost'] },
])('[SEC41] with its key nobody can pose as $addresses $domains', async (names) => {
  const ca = open();
  const authority = new X509Certificate(ca.authority);
  const name = /^CN=(.*)$/m.exec(authority.subject)?.[1] ?? '';
  const stolen = createPrivateKey(await readFile(join(folder, 'loa-ca-key.pem')));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const cert = serverCertificate(
    { name, privateKey: stolen },
    { publicKey: createPublicKey(privateKey), names },
    {
      serial: Buffer.from([1]),
      validity: { fromIso: '2020-01-01T00:00:00Z', untilIso: '2049-01-01T00:00:00Z' },
    },
  );
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  expect(await refusal({ cert, key }, ca.authority, 'localhost')).toBe(
    'permitted subtree violation',
  );
});

test('[SEC42] a second start serves what is there; a new address or a near end renews it', () => {
  const served = open().certificateFor(NAMES);
  expect(open().certificateFor(NAMES)).toEqual(served);
  const fewer = { ...NAMES, addresses: ['127.0.0.1'] };
  expect(open().certificateFor(fewer)).toEqual(served);
  const moved = { ...NAMES, addresses: ['127.0.0.1', '192.168.7.7'] };
  const ca = open();
  const next = ca.certificateFor(moved);
  expect(next.cert).not.toBe(served.cert);
  expect(new X509Certificate(next.cert).checkIP('192.168.7.7')).toBe('192.168.7.7');
  expect(ca.fingerprint).toBe(open().fingerprint);

  clock.advance((CA_LIMITS.serverDays - CA_LIMITS.renewBeforeDays - 1) * DAY_MS);
  expect(open().certificateFor(moved)).toEqual(next);
  clock.advance(2 * DAY_MS);
  const renewed = open();
  expect(renewed.certificateFor(moved).cert).not.toBe(next.cert);
  expect(renewed.fingerprint).toBe(ca.fingerprint);
});

test('[SEC42] no certificate of a server is good for more than 397 days', () => {
  const { validFromDate, validToDate } = new X509Certificate(open().certificateFor(NAMES).cert);
  expect(validToDate.getTime() - validFromDate.getTime()).toBeLessThanOrEqual(397 * DAY_MS);
});

test('[SEC42] half a renewal, which a power cut leaves, is done again', async () => {
  const ca = open();
  const served = ca.certificateFor(NAMES);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const other = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  await writeFile(join(folder, 'server-key.pem'), other, { mode: 0o600 });
  const again = open().certificateFor(NAMES);
  expect(again.cert).not.toBe(served.cert);
  expect(await refusal(again, ca.authority, '127.0.0.1')).toBeNull();
});

test('[SEC40] an authority whose time is over is made anew', () => {
  const old = open().fingerprint;
  clock.advance((CA_LIMITS.authorityDays - CA_LIMITS.renewBeforeDays - 1) * DAY_MS);
  expect(open().fingerprint).toBe(old);
  clock.advance(2 * DAY_MS);
  expect(open().fingerprint).not.toBe(old);
});

test('[SEC42] [SEC45] the nodes’ door takes a new certificate too', async () => {
  const ca = open();
  const hub = { handleUpgrade: () => {} };
  const tls = ca.certificateFor({ addresses: ['127.0.0.1'], domains: ['localhost'] });
  const door = await listenForNodes(hub, { host: '127.0.0.1', port: 0, tls });
  expect(door.url).toMatch(/^wss:/);
  const next = ca.certificateFor(NAMES);
  door.useCertificate(next);
  const socket = connect({ port: door.port, host: '127.0.0.1', ca: ca.authority });
  await once(socket, 'secureConnect');
  expect(socket.getPeerX509Certificate()?.checkIP('192.168.1.5')).toBe('192.168.1.5');
  socket.destroy();
  door.close();
});

test('[SEC42] a server that runs takes a new certificate when an address comes', async () => {
  let addresses = ['127.0.0.1'];
  const logger = createLogger('test', 'silent');
  const door = openLanDoor({
    ...{ dataDir: folder, host: '0.0.0.0', pagePort: 0, clock, timers: clock, logger },
    random: systemRandom,
    addresses: () => addresses,
  });
  await using controller = await startTestController({
    config: { tls: door.certificate, secure: true, hasHsts: false },
    withoutCity: true,
  });
  const server = await listen(controller.http.app, { host: '127.0.0.1', port: 0, upgrades: {} });
  using _watching = door.watch((certificate) => server.useCertificate(certificate));
  const authority = await readFile(join(folder, 'tls/loa-ca.crt'), 'utf8');
  const served = async (): Promise<X509Certificate | undefined> => {
    const socket = connect({ port: server.port, host: '127.0.0.1', ca: authority });
    await once(socket, 'secureConnect');
    const peer = socket.getPeerX509Certificate();
    socket.destroy();
    return peer;
  };
  expect((await served())?.checkIP('192.168.7.7')).toBeUndefined();
  addresses = ['127.0.0.1', '192.168.7.7'];
  clock.advance(30_000);
  expect((await served())?.checkIP('192.168.7.7')).toBe('192.168.7.7');
  const health = httpsGet({ port: server.port, path: '/api/health', ca: authority, agent: false });
  const [answer] = (await once(health, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  // It would hold for every port of `localhost`, on this machine and on phones alike.
  expect(answer.headers['strict-transport-security']).toBeUndefined();
  answer.resume();
});
