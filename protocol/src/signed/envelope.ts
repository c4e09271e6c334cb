import { z } from 'zod';
import { kidSchema, signatureSchema } from '../wire/index.ts';

/** The kinds of signed object; the kind is part of what is signed, so none passes for another. */
export const SIGNED_KINDS = [
  'keyring',
  'authorisation',
  'plan-head',
  'order',
  'hello',
  'enrol',
] as const;
export type SignedKind = (typeof SIGNED_KINDS)[number];

/**
 * A signed object on the wire. `body` is JSON text carried verbatim: it is hashed as it stands,
 * parsed only after the signature holds, and never re-serialised. Bodies are read strictly: a field
 * that is not understood may be what forbids the sound.
 */
export const envelopeSchema = z.object({
  kind: z.enum(SIGNED_KINDS),
  body: z.string().max(8 * 1024),
  kid: kidSchema,
  signature: signatureSchema,
});
export type Envelope = z.infer<typeof envelopeSchema>;

/**
 * The 32+ bytes that Ed25519 (RFC 8032) signs: `loa:<kind>:v1\n` and the SHA-256 of the body's
 * UTF-8 text. Signing a digest keeps a signature's cost flat in the size of the body.
 */
export function signingInput(kind: SignedKind, bodySha256: Uint8Array): Uint8Array {
  if (bodySha256.length !== 32) throw new RangeError('bodySha256: 32 bytes are needed');
  const domain = `loa:${kind}:v1\n`;
  const input = new Uint8Array(domain.length + 32);
  for (let i = 0; i < domain.length; i++) input[i] = domain.charCodeAt(i);
  input.set(bodySha256, domain.length);
  return input;
}
