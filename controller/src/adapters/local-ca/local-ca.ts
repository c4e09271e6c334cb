/** The city's own certificate authority for its local network, and the server's certificate. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isoOfMs, writeDurably } from '@loa/runtime/node';
import { type Clock, LoaError, type Random } from '@loa/runtime/pure';
import { authorityCertificate, type Issuer, serverCertificate } from './certificate.ts';
import type { LanNames } from './lan-names.ts';

const DAY_MS = 86_400_000;
export const CA_LIMITS = {
  authorityDays: 3_650,
  /** Browsers refuse a server's certificate of more than 398. */
  serverDays: 396,
  /** A certificate with less to go is replaced. */
  renewBeforeDays: 30,
  /** Clocks of phones may be behind. */
  backdateDays: 1,
} as const;

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface LocalCa {
  /** The authority's certificate, PEM, and where it lies: what a phone or a node is to trust. */
  readonly authority: string;
  readonly authorityFile: string;
  /** SHA-256 of it, as devices show it: `AB:CD:…`. */
  readonly fingerprint: string;
  /** The server's certificate for these names: the one that is there while it serves, else a new one. */
  certificateFor(names: LanNames): Certificate;
}

/**
 * Opens the authority in this folder, and makes it where there is none or its time is over.
 *
 * @throws LoaError when others may read its key, or a file is not what it should be
 */
export function openLocalCa(
  folder: string,
  world: { readonly clock: Clock; readonly random: Random; readonly hostName: string },
): LocalCa {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const files = filesIn(folder);
  const { clock, random } = world;
  const issuing = (days: number) => ({
    serial: random.bytes(16),
    validity: {
      fromIso: isoOfMs(clock.nowMs() - CA_LIMITS.backdateDays * DAY_MS),
      untilIso: isoOfMs(clock.nowMs() + days * DAY_MS),
    },
  });
  const isFresh = (certificate: X509Certificate): boolean =>
    certificate.validToDate.getTime() > clock.nowMs() + CA_LIMITS.renewBeforeDays * DAY_MS;

  if (!existsSync(files.authority) || !isFresh(readCertificate(files.authority))) {
    const { pem, key } = newKey();
    const mark = Buffer.from(random.bytes(3)).toString('hex');
    const issuer = { name: `Loa ${world.hostName} ${mark}`, privateKey: key };
    writeDurably(files.authorityKey, pem, 0o600);
    writeDurably(files.authority, authorityCertificate(issuer, issuing(CA_LIMITS.authorityDays)));
  }
  const authority = readCertificate(files.authority);
  const issuer: Issuer = {
    name: /^CN=(.*)$/m.exec(authority.subject)?.[1] ?? '',
    privateKey: readKey(files.authorityKey, authority),
  };

  function held(names: LanNames): Certificate | null {
    if (!existsSync(files.server) || !existsSync(files.serverKey)) return null;
    const certificate = readCertificate(files.server);
    const serves =
      isFresh(certificate) &&
      certificate.verify(createPublicKey(issuer.privateKey)) &&
      names.addresses.every((address) => certificate.checkIP(address) !== undefined) &&
      names.domains.every((domain) => certificate.checkHost(domain) !== undefined);
    // A power cut may have come between the two files; the pair is made again like one too old.
    const key = read(files.serverKey);
    const isPair = serves && certificate.checkPrivateKey(createPrivateKey(key));
    return isPair ? { cert: read(files.server), key } : null;
  }

  return {
    authority: read(files.authority),
    authorityFile: files.authority,
    fingerprint: authority.fingerprint256,
    certificateFor: (names) => {
      const known = held(names);
      if (known !== null) return known;
      const { pem, key } = newKey();
      const server = { publicKey: createPublicKey(key), names };
      const cert = serverCertificate(issuer, server, issuing(CA_LIMITS.serverDays));
      writeDurably(files.serverKey, pem, 0o600);
      writeDurably(files.server, cert);
      return { cert, key: pem };
    },
  };
}

function filesIn(folder: string) {
  return {
    authority: join(folder, 'loa-ca.crt'),
    authorityKey: join(folder, 'loa-ca-key.pem'),
    server: join(folder, 'server.crt'),
    serverKey: join(folder, 'server-key.pem'),
  };
}

function newKey(): { pem: string; key: KeyObject } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { pem: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string, key: privateKey };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new LoaError('internal', `${path}: it cannot be read; give it to this user`, { cause });
  }
}

function readCertificate(path: string): X509Certificate {
  try {
    return new X509Certificate(read(path));
  } catch (cause) {
    const remedy = 'not a certificate; restore it, or remove it to have a new one made';
    throw new LoaError('internal', `${path}: ${remedy}`, { cause });
  }
}

function readKey(path: string, certificate: X509Certificate): KeyObject {
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    const text = `others may read this key (mode ${mode.toString(8)}); run chmod 600 on it`;
    throw new LoaError('internal', `${path}: ${text}`);
  }
  const fault = (cause?: unknown) =>
    new LoaError('internal', `${path}: not the key of its certificate; restore both`, { cause });
  let key: KeyObject;
  try {
    key = createPrivateKey(read(path));
  } catch (cause) {
    throw fault(cause);
  }
  if (!certificate.checkPrivateKey(key)) throw fault();
  return key;
}
