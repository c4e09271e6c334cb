export { openSigner } from './signer.ts';
export { newStreamKey } from './stream-key.ts';
