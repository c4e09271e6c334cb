/** Keys and signatures on a real folder. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Envelope, envelopeSchema, keyringSchema, signingInput } from '@loa/protocol/signed';
import { parseUnitId } from '@loa/protocol/vocabulary';
import { contentName, readPublicKey, sha256, verifyBytes } from '@loa/runtime/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSigner } from '../../../src/adapters/signing/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (city: string | null = 'tam-ky') =>
  openSigner({
    directory: join(folder, 'keys'),
    cityId: () => (city === null ? null : parseUnitId(city)),
    nowUs: () => 1.8e15,
  });
const keyringOf = (signer: ReturnType<typeof open>) => {
  const envelope = envelopeSchema.parse(JSON.parse(signer.keyring().envelope));
  return { envelope, body: keyringSchema.parse(JSON.parse(envelope.body)) };
};
const holds = ({ kind, body, signature }: Envelope, publicKey: string) =>
  verifyBytes(signingInput(kind, sha256(body)), signature, readPublicKey(publicKey));

describe('keys', () => {
  it('[SGN1] are made at the first start, for their owner alone, and stay', () => {
    const first = open();
    const files = readdirSync(join(folder, 'keys')).filter((name) => name.endsWith('.pem'));
    expect(files.sort()).toEqual(['content.pem', 'emergency.pem', 'planning.pem', 'root.pem']);
    for (const name of files) {
      expect(statSync(join(folder, 'keys', name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect(open().rootPublicKey).toBe(first.rootPublicKey);
  });

  it('[SGN1] a key that others may read is refused, with the remedy', () => {
    open();
    chmodSync(join(folder, 'keys/planning.pem'), 0o644);
    expect(() => open()).toThrow(/planning\.pem: others may read this key \(mode 644\); run chmod/);
  });

  it('[SGN1] a damaged key is refused, not replaced: nodes trust the old one', () => {
    open();
    const path = join(folder, 'keys/root.pem');
    writeFileSync(path, 'not a key');
    expect(() => open()).toThrow(/root\.pem: not an Ed25519 key/);
    expect(readFileSync(path, 'utf8')).toBe('not a key');
  });
});

describe('keyring', () => {
  it('[SGN3] is signed by the root key and names who may sign what', () => {
    const signer = open();
    const { envelope, body } = keyringOf(signer);
    expect(holds(envelope, signer.rootPublicKey)).toBe(true);
    expect(body).toMatchObject({ city: 'tam-ky', version: 1 });
    expect(body.keys.map(({ kid, role, units }) => [kid, role, units])).toEqual([
      ['planning', 'planning', null],
      ['content:city', 'content', null],
      ['emergency', 'emergency', null],
    ]);
    expect(envelope.body).not.toContain('PRIVATE');
  });

  it('[SGN3] stays the same over restarts, and counts up when a key is new', () => {
    const first = open().keyring();
    expect(open().keyring()).toEqual(first);
    rmSync(join(folder, 'keys/content.pem'));
    const next = open().keyring();
    expect(next.version).toBe(2);
    expect(next.envelope).not.toBe(first.envelope);
  });

  it('[SGN3] one that somebody changed is signed anew, under a higher version', () => {
    const { version } = open().keyring();
    const path = join(folder, 'keys/keyring.json');
    const envelope = JSON.parse(readFileSync(path, 'utf8'));
    const body = JSON.stringify({ ...JSON.parse(envelope.body), issuedAtUs: 1.9e15 });
    writeFileSync(path, JSON.stringify({ ...envelope, body }));
    const signer = open();
    expect(signer.keyring().version).toBe(version + 1);
    expect(holds(keyringOf(signer).envelope, signer.rootPublicKey)).toBe(true);
  });

  it('[SGN3] without a city there is none, and no file', () => {
    expect(() => open(null).keyring()).toThrow(/no city yet/);
    expect(existsSync(join(folder, 'keys/keyring.json'))).toBe(false);
  });
});

describe('signatures', () => {
  it('[SGN2] each kind by its own key; emergencies by the emergency key', () => {
    const signer = open();
    const { body } = keyringOf(signer);
    const keyOf = (kid: string) => body.keys.find((key) => key.kid === kid)?.publicKey ?? '';
    const made = [
      [signer.planHead('{"version":1}'), 'plan-head', 'planning'],
      [signer.order({ sequence: 1 }), 'order', 'planning'],
      [signer.authorisation({ class: 'priority' }), 'authorisation', 'content:city'],
      [signer.authorisation({ class: 'emergency' }), 'authorisation', 'emergency'],
    ] as const;
    for (const [{ envelope, bodyHash }, kind, kid] of made) {
      const parsed = envelopeSchema.parse(JSON.parse(envelope));
      expect(parsed).toMatchObject({ kind, kid });
      expect(bodyHash).toBe(contentName(parsed.body));
      expect(holds(parsed, keyOf(kid))).toBe(true);
      for (const other of body.keys.filter((key) => key.kid !== kid)) {
        expect(holds(parsed, other.publicKey)).toBe(false);
      }
    }
  });

  it('[SGN2] the same body gives the same bytes; key order is kept as given', () => {
    const signer = open();
    const body = { b: 'Bản tin sáng', a: 1 };
    expect(signer.order(body)).toEqual(signer.order(body));
    expect(JSON.parse(signer.order(body).envelope).body).toBe('{"b":"Bản tin sáng","a":1}');
  });
});
