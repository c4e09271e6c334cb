import type { KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { newSigningKey, publicKeyOf, readSigningKey, writeDurably } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';

/** The keys a city has: each a PKCS #8 file of its own, readable by its owner alone. */
export const KEY_NAMES = ['root', 'planning', 'content', 'emergency'] as const;
export type KeyName = (typeof KEY_NAMES)[number];

export interface SigningKey {
  readonly key: KeyObject;
  /** Raw 32 bytes, base64url. */
  readonly publicKey: string;
}
export type SigningKeys = Readonly<Record<KeyName, SigningKey>>;

/**
 * [SGN1] Reads the city's keys, and makes those that do not exist yet.
 *
 * @throws LoaError when others may read a key, or a file is not an Ed25519 key
 */
export function openKeys(directory: string): SigningKeys {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  return {
    root: openKey(directory, 'root'),
    planning: openKey(directory, 'planning'),
    content: openKey(directory, 'content'),
    emergency: openKey(directory, 'emergency'),
  };
}

export function openKey(directory: string, name: KeyName | 'relay'): SigningKey {
  const path = join(directory, `${name}.pem`);
  if (!existsSync(path)) writeDurably(path, newSigningKey().pem, 0o600);
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw new LoaError(
      'internal',
      `${path}: others may read this key (mode ${mode.toString(8)}); run chmod 600 on it`,
    );
  }
  try {
    const key = readSigningKey(readFileSync(path, 'utf8'));
    return { key, publicKey: publicKeyOf(key) };
  } catch (cause) {
    throw new LoaError(
      'internal',
      `${path}: not an Ed25519 key in PKCS #8 form; restore it from a backup of the data folder`,
      { cause },
    );
  }
}
