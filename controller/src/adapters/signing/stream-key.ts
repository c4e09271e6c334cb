import { createPrivateKey, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';
import { parseAssetId } from '@loa/protocol/vocabulary';
import { contentName, publicKeyOf } from '@loa/runtime/node';
import type { RelayKeyOf, StreamKey } from '../../engine/stream-keys-port.ts';
import { openKey } from './key-folder.ts';

/** [LIV3] A key pair for one talk; it lives as long as the talk and only in memory. */
export function newStreamKey(): StreamKey {
  return streamKeyOf(generateKeyPairSync('ed25519').privateKey);
}

/** An Ed25519 private key in PKCS #8 (RFC 8410, section 10.3) up to its 32 bytes. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * [REL9] The keys of relays follow from one secret of the city, each from its occurrence's identity: a
 * controller that was restarted goes on with the stream that its nodes know, without a new order, and
 * what opens one relay opens no other.
 *
 * @throws LoaError when others may read the secret, or its file is no key
 */
export function openRelayKeys(directory: string): RelayKeyOf {
  const secret = openKey(directory, 'relay').key.export({ format: 'jwk' }).d ?? '';
  return (cueId) => {
    const info = `loa relay ${cueId}`;
    const seed = Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', info, 32));
    const key = Buffer.concat([PKCS8_HEAD, seed]);
    return streamKeyOf(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
  };
}

function streamKeyOf(privateKey: KeyObject): StreamKey {
  const publicKey = publicKeyOf(privateKey);
  return {
    streamId: parseAssetId(contentName(Buffer.from(publicKey, 'base64url'))),
    publicKey,
    privateKey: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
  };
}
