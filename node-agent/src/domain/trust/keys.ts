import type { BulletinClass, UnitId } from '@loa/protocol/vocabulary';

export type KeyRole = 'planning' | 'content' | 'emergency';

export interface TrustedKey {
  readonly kid: string;
  readonly role: KeyRole;
  /** Raw Ed25519 public key, base64url. */
  readonly publicKey: string;
  /** Where it has a say; null is the whole city. */
  readonly units: readonly UnitId[] | null;
}

export interface TrustedKeys {
  readonly city: UnitId;
  readonly version: number;
  readonly keys: readonly TrustedKey[];
}

export function keyOf(keys: TrustedKeys, kid: string, role: KeyRole): TrustedKey | null {
  return keys.keys.find((key) => key.kid === kid && key.role === role) ?? null;
}

/** [SGN23] Emergency is authorised by emergency keys alone, everything else by content keys. */
export function roleFor(bulletinClass: BulletinClass): KeyRole {
  return bulletinClass === 'emergency' ? 'emergency' : 'content';
}

/** [SGN23] Whether the key has a say where the node stands: in its unit or one above it. */
export function reaches(key: TrustedKey, unitsOfNode: readonly UnitId[]): boolean {
  return key.units === null || key.units.some((unit) => unitsOfNode.includes(unit));
}
