export { openSigner } from './signer.ts';
export { newStreamKey, openRelayKeys } from './stream-key.ts';
