import type { AssetId, CueId } from '@loa/protocol/vocabulary';

/** The key pair of one stream: made for it, kept nowhere. */
export interface StreamKey {
  /** SHA-256 of the raw public key. */
  readonly streamId: AssetId;
  /** Ed25519, base64url of 32 bytes. */
  readonly publicKey: string;
  /** PKCS #8 DER. */
  readonly privateKey: Uint8Array;
}

export type NewStreamKey = () => StreamKey;

/** The key of a relay's occurrence: always the same, so that it is gone on with after a restart. */
export type RelayKeyOf = (cueId: CueId) => StreamKey;
