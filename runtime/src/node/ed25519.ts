import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/** SHA-256 of UTF-8 text or bytes, 32 bytes. */
export function sha256(content: string | Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(content).digest());
}

/** What names content on the wire: SHA-256 in base64url, 43 characters. */
export function contentName(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}

/** A new Ed25519 key (RFC 8032); `pem` is PKCS #8, `publicKey` the raw 32 bytes in base64url. */
export function newSigningKey(): { pem: string; publicKey: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { pem, publicKey: publicKeyOf(createPrivateKey(pem)) };
}

/** The raw public half, base64url. */
export function publicKeyOf(key: KeyObject): string {
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  if (jwk.crv !== 'Ed25519' || jwk.x === undefined) throw new TypeError('key: Ed25519 is needed');
  return jwk.x;
}

export function readSigningKey(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** A public key from its raw 32 bytes in base64url. */
export function readPublicKey(publicKey: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
}

export function signBytes(input: Uint8Array, key: KeyObject): string {
  return sign(null, input, key).toString('base64url');
}

export function verifyBytes(input: Uint8Array, signature: string, key: KeyObject): boolean {
  return verify(null, input, key, Buffer.from(signature, 'base64url'));
}
