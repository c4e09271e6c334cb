export { openSigner, type SignerDeps } from './signer.ts';
