/**
 * X.509 certificates (RFC 5280) of two kinds: an authority that can speak for a local network only,
 * and a server's. Written here because a library for it brings a dozen packages and no name
 * constraints; what is written is read, verified and matched by Node and by browsers in the tests.
 */
import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import {
  bits,
  boolean,
  type Der,
  implicit,
  integer,
  octets,
  oid,
  sequence,
  set,
  tagged,
  text,
  time,
} from './der.ts';
import { addressBytes, LAN_DOMAINS, LAN_NETWORKS, type LanNames, maskBytes } from './lan-names.ts';

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organisation: '2.5.4.10',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;
/** Bits of `KeyUsage`, first to last: digitalSignature is 0, keyCertSign 5, cRLSign 6. */
const SIGNS_DATA = bits(Buffer.from([0x80]), 7);
const SIGNS_CERTIFICATES = bits(Buffer.from([0x06]), 1);
/** GeneralName (§4.2.1.6). */
const DNS = 2;
const ADDRESS = 7;

export interface Validity {
  readonly fromIso: string;
  readonly untilIso: string;
}

interface Issuing {
  readonly validity: Validity;
  /** 16 random bytes. */
  readonly serial: Uint8Array;
}

export interface Issuer {
  readonly name: string;
  /** P-256. */
  readonly privateKey: KeyObject;
}

/** An authority's own certificate, in PEM. */
export function authorityCertificate(authority: Issuer, { validity, serial }: Issuing): string {
  const publicKey = createPublicKey(authority.privateKey);
  const extensions = [
    extension(OID.basicConstraints, true, sequence(boolean(true), integer(Buffer.from([0])))),
    extension(OID.keyUsage, true, SIGNS_CERTIFICATES),
    extension(OID.nameConstraints, true, localNetworkOnly()),
    extension(OID.subjectKeyId, false, octets(keyId(publicKey))),
  ];
  return signed(authority, {
    ...{ serial, validity, extensions, publicKey },
    subject: nameOf(authority.name),
  });
}

/** A server's certificate for these names, in PEM. */
export function serverCertificate(
  authority: Issuer,
  server: { readonly publicKey: KeyObject; readonly names: LanNames },
  { validity, serial }: Issuing,
): string {
  const { publicKey, names } = server;
  const alternatives = [
    ...names.domains.map((domain) => implicit(DNS, Buffer.from(domain, 'ascii'))),
    ...names.addresses.map((address) => implicit(ADDRESS, addressBytes(address))),
  ];
  const authorityKey = keyId(createPublicKey(authority.privateKey));
  const extensions = [
    extension(OID.basicConstraints, true, sequence()),
    extension(OID.keyUsage, true, SIGNS_DATA),
    extension(OID.extendedKeyUsage, false, sequence(oid(OID.serverAuth))),
    extension(OID.subjectAltName, false, sequence(...alternatives)),
    extension(OID.subjectKeyId, false, octets(keyId(publicKey))),
    extension(OID.authorityKeyId, false, sequence(implicit(0, authorityKey))),
  ];
  const subject = nameOf(names.domains.at(-1) ?? 'localhost');
  return signed(authority, { serial, validity, extensions, publicKey, subject });
}

/** §4.2.1.10: whoever trusts this authority trusts it for these names and for no others. */
function localNetworkOnly(): Der {
  const domains = LAN_DOMAINS.map((domain) => implicit(DNS, Buffer.from(domain, 'ascii')));
  const networks = LAN_NETWORKS.map(([address, prefix]) => {
    const bytes = addressBytes(address);
    return implicit(ADDRESS, Buffer.concat([bytes, maskBytes(bytes.length, prefix)]));
  });
  return sequence(tagged(0, ...[...domains, ...networks].map((base) => sequence(base))));
}

function signed(
  authority: Issuer,
  body: {
    readonly serial: Uint8Array;
    readonly validity: Validity;
    readonly subject: Der;
    readonly publicKey: KeyObject;
    readonly extensions: readonly Der[];
  },
): string {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const version3 = tagged(0, integer(Buffer.from([2])));
  const unsigned = sequence(
    version3,
    integer(body.serial),
    algorithm,
    nameOf(authority.name),
    sequence(time(body.validity.fromIso), time(body.validity.untilIso)),
    body.subject,
    body.publicKey.export({ format: 'der', type: 'spki' }),
    tagged(3, sequence(...body.extensions)),
  );
  const signature = sign('sha256', unsigned, { key: authority.privateKey, dsaEncoding: 'der' });
  const certificate = sequence(unsigned, algorithm, bits(signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function extension(id: string, isCritical: boolean, value: Der): Der {
  const body = octets(value);
  return isCritical ? sequence(oid(id), boolean(true), body) : sequence(oid(id), body);
}

function nameOf(commonName: string): Der {
  const part = (id: string, value: string): Der => set(sequence(oid(id), text(value)));
  return sequence(part(OID.organisation, 'Loa'), part(OID.commonName, commonName));
}

/** §4.2.1.2 (1): the SHA-1 of the key's bits; a name for it, no protection. */
function keyId(publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  // An uncompressed P-256 point is the last 65 bytes.
  return createHash('sha1').update(spki.subarray(-65)).digest();
}
