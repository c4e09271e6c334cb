import { generateKeyPairSync } from 'node:crypto';
import { parseAssetId } from '@loa/protocol/vocabulary';
import { contentName, publicKeyOf } from '@loa/runtime/node';
import type { StreamKey } from '../../engine/stream-keys-port.ts';

/** [LIV3] A key pair for one talk; it lives as long as the talk and only in memory. */
export function newStreamKey(): StreamKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = publicKeyOf(privateKey);
  return {
    streamId: parseAssetId(contentName(Buffer.from(publicKey, 'base64url'))),
    publicKey,
    privateKey: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
  };
}
