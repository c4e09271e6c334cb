/**
 * The golden vectors of signing, checked with Node's own Ed25519 and not with the project's helpers:
 * whoever writes another node or controller can check theirs against the same file.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { enrolBodySchema, helloBodySchema } from '../src/agent-link/index.ts';
import {
  authorisationSchema,
  envelopeSchema,
  keyringSchema,
  orderSchema,
  planHeadSchema,
  SIGNED_KINDS,
  type SignedKind,
  signingInput,
} from '../src/signed/index.ts';

interface Vector {
  readonly kind: SignedKind;
  readonly kid: string;
  readonly body: string;
  readonly bodyName: string;
  readonly signingInputHex: string;
  readonly signature: string;
}

const file = JSON.parse(
  readFileSync(new URL('../vectors/signing.json', import.meta.url), 'utf8'),
) as { privateSeedHex: string; publicKey: string; vectors: readonly Vector[] };

/** PKCS #8 of an Ed25519 seed (RFC 8410, section 7). */
const PKCS8_PREFIX = '302e020100300506032b657004220420';
const privateKey = createPrivateKey({
  key: Buffer.from(PKCS8_PREFIX + file.privateSeedHex, 'hex'),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey({
  key: { kty: 'OKP', crv: 'Ed25519', x: file.publicKey },
  format: 'jwk',
});

const SCHEMAS = {
  keyring: keyringSchema,
  authorisation: authorisationSchema,
  'plan-head': planHeadSchema,
  order: orderSchema,
  hello: helloBodySchema,
  enrol: enrolBodySchema,
} as const;

describe('signing vectors', () => {
  it('[SGN6] there is one for every kind', () => {
    expect(file.vectors.map(({ kind }) => kind).sort()).toEqual([...SIGNED_KINDS].sort());
  });

  it.each(file.vectors)('[SGN6] $kind: body, name, input and signature agree', (vector) => {
    const digest = createHash('sha256').update(vector.body, 'utf8').digest();
    expect(digest.toString('base64url')).toBe(vector.bodyName);
    const input = signingInput(vector.kind, digest);
    expect(Buffer.from(input).toString('hex')).toBe(vector.signingInputHex);
    expect(sign(null, input, privateKey).toString('base64url')).toBe(vector.signature);
    expect(verify(null, input, publicKey, Buffer.from(vector.signature, 'base64url'))).toBe(true);
  });

  it.each(file.vectors)('[SGN6] $kind: is what the wire carries', (vector) => {
    const { kind, kid, body, signature } = vector;
    expect(envelopeSchema.safeParse({ kind, kid, body, signature }).success).toBe(true);
    expect(SCHEMAS[kind].safeParse(JSON.parse(body)).error).toBeUndefined();
  });

  it.each(file.vectors)('[SGN6] $kind: the signature is good for no other kind', (vector) => {
    const digest = createHash('sha256').update(vector.body, 'utf8').digest();
    const signature = Buffer.from(vector.signature, 'base64url');
    for (const kind of SIGNED_KINDS.filter((other) => other !== vector.kind)) {
      expect(verify(null, signingInput(kind, digest), publicKey, signature)).toBe(false);
    }
  });

  it('[SGN6] a digest of another length is a bug, not a signature', () => {
    expect(() => signingInput('order', new Uint8Array(31))).toThrow(RangeError);
  });
});
