import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Envelope, type SignedKind, signingInput } from '@loa/protocol/signed';
import type { UnitId } from '@loa/protocol/vocabulary';
import { signBytes, writeDurably } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';
import type { SignedText, Signer } from '../../engine/ports.ts';
import { type KeyName, openKeys, type SigningKey, type SigningKeys } from './key-folder.ts';

/** Key ids on the wire. The whole-city content key is one of possibly many. */
const KEY_IDS: Readonly<Record<KeyName, string>> = {
  root: 'root',
  planning: 'planning',
  content: 'content:city',
  emergency: 'emergency',
};

export interface SignerDeps {
  /** Folder of the keys and of the keyring that was signed last. */
  readonly directory: string;
  /** Null before a city file named the city. */
  cityId(): UnitId | null;
  nowUs(): number;
}

/** [SGN2] The city's signer: its keys stay in this module. */
export function openSigner(deps: SignerDeps): Signer {
  const keys = openKeys(deps.directory);
  let current: { readonly city: UnitId; readonly keyring: ReturnType<Signer['keyring']> } | null =
    null;

  /** The keys stay while this runs, so the keyring is looked at once a city: every hello asks for it. */
  function keyring(): ReturnType<Signer['keyring']> {
    const city = deps.cityId();
    if (current === null || current.city !== city) {
      const found = currentKeyring(deps, keys);
      if (city === null) return found;
      current = { city, keyring: found };
    }
    return current.keyring;
  }

  return {
    rootPublicKey: keys.root.publicKey,
    keyring,
    authorisation: (body) => {
      const isEmergency = 'class' in body && body.class === 'emergency';
      return signed('authorisation', body, keyNamed(keys, isEmergency ? 'emergency' : 'content'));
    },
    planHead: (body) => signedText('plan-head', body, keyNamed(keys, 'planning')),
    order: (body) => signed('order', body, keyNamed(keys, 'planning')),
  };
}

function keyNamed(keys: SigningKeys, name: KeyName): SigningKey & { readonly kid: string } {
  return { ...keys[name], kid: KEY_IDS[name] };
}

type NamedKey = Pick<SigningKey, 'key'> & { readonly kid: string };

function signed(kind: SignedKind, body: object, by: NamedKey): SignedText {
  return signedText(kind, JSON.stringify(body), by);
}

/** Signs the JSON text of a body as it stands. */
function signedText(kind: SignedKind, text: string, by: NamedKey): SignedText {
  // One digest for both, and without a stream: ten thousand heads are signed in a row.
  const digest = hash('sha256', text, 'buffer');
  const envelope: Envelope = {
    kind,
    body: text,
    kid: by.kid,
    signature: signBytes(signingInput(kind, digest), by.key),
  };
  return { envelope: JSON.stringify(envelope), bodyHash: digest.toString('base64url') };
}

interface KeyringBody {
  readonly city: UnitId;
  readonly version: number;
  readonly issuedAtUs: number;
  readonly keys: readonly {
    readonly kid: string;
    readonly role: 'planning' | 'content' | 'emergency';
    readonly publicKey: string;
    readonly units: null;
  }[];
}

/** [SGN3] The keyring on disk while city and keys are the same; otherwise one of a higher version. */
function currentKeyring(
  deps: SignerDeps,
  keys: SigningKeys,
): { envelope: string; version: number } {
  const city = deps.cityId();
  if (city === null) {
    throw new LoaError('unavailable', 'keyring: no city yet; apply a city file first');
  }
  const path = join(deps.directory, 'keyring.json');
  const held = existsSync(path) ? readKeyring(path) : null;
  const roles = ['planning', 'content', 'emergency'] as const;
  const wanted = roles.map((role) => ({
    kid: KEY_IDS[role],
    role,
    publicKey: keys[role].publicKey,
    units: null,
  }));
  const isCurrent =
    held?.body.city === city &&
    JSON.stringify(held.body.keys) === JSON.stringify(wanted) &&
    signed('keyring', held.body, keyNamed(keys, 'root')).envelope === held.envelope;
  if (isCurrent) return { envelope: held.envelope, version: held.body.version };
  const version = (held?.body.version ?? 0) + 1;
  const body: KeyringBody = { city, version, issuedAtUs: deps.nowUs(), keys: wanted };
  const { envelope } = signed('keyring', body, keyNamed(keys, 'root'));
  writeDurably(path, envelope, 0o600);
  return { envelope, version };
}

function readKeyring(path: string): { envelope: string; body: KeyringBody } {
  const envelope = readFileSync(path, 'utf8');
  try {
    const { body } = JSON.parse(envelope) as Envelope;
    return { envelope, body: JSON.parse(body) as KeyringBody };
  } catch (cause) {
    throw new LoaError(
      'internal',
      `${path}: not a signed keyring; restore it from a backup of the data folder`,
      { cause },
    );
  }
}
