import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { liveSigningInput } from '@loa/protocol/frame';
import { type Envelope, type SignedKind, signingInput } from '@loa/protocol/signed';
import { DIGEST_PATTERN, parseUnitId } from '@loa/protocol/vocabulary';
import {
  contentName,
  newSigningKey,
  publicKeyOf,
  readPublicKey,
  readSigningKey,
  sha256,
  signBytes,
  verifyBytes,
  writeDurably,
} from '@loa/runtime/node';
import { decodeBase64Url, encodeBase64Url } from '@loa/runtime/pure';
import type { ClockMemory, Enrolment, Notary } from '../../ports.ts';

const KEY = 'node-key.pem';
const EPOCH = 'connection-epoch';
const ENROLMENT = 'enrolment.json';
const CLOCK = 'clock.json';

/** Who this node is: its key, born here and never leaving, and what it was told when enrolled. */
export class Identity {
  private readonly folder: string;
  private pem = '';

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Makes the key at the first start; one that is damaged is never replaced.
   *
   * @throws TypeError naming the file and the remedy
   */
  open(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const path = this.path(KEY);
    if (!existsSync(path)) writeDurably(path, newSigningKey().pem, 0o600);
    chmodSync(path, 0o600);
    this.pem = readFileSync(path, 'utf8');
    try {
      readSigningKey(this.pem);
    } catch (cause) {
      throw this.damaged(KEY, cause);
    }
  }

  publicKey(): string {
    return publicKeyOf(readSigningKey(this.pem));
  }

  sign(kind: SignedKind, kid: string, body: string): Envelope {
    const input = signingInput(kind, sha256(body));
    return { kind, kid, body, signature: signBytes(input, readSigningKey(this.pem)) };
  }

  /** One higher at every connection, on disk before it is said. */
  nextConnectionEpoch(): number {
    const held = Number.parseInt(this.text(EPOCH) ?? '0', 10);
    const next = (Number.isSafeInteger(held) ? held : 0) + 1;
    writeDurably(this.path(EPOCH), String(next));
    return next;
  }

  enrolment(): Enrolment | null {
    const text = this.text(ENROLMENT);
    if (text === null) return null;
    const { city, rootPublicKey, enrolledAtUs } = this.fields(ENROLMENT, text);
    const isWhole =
      typeof city === 'string' &&
      typeof rootPublicKey === 'string' &&
      DIGEST_PATTERN.test(rootPublicKey) &&
      typeof enrolledAtUs === 'number';
    if (!isWhole) throw this.damaged(ENROLMENT);
    return { city: parseUnitId(city), rootPublicKey, enrolledAtUs };
  }

  keepEnrolment(enrolment: Enrolment): void {
    writeDurably(this.path(ENROLMENT), JSON.stringify(enrolment), 0o600);
  }

  clockMemory(): ClockMemory {
    return {
      load: () => {
        const match = /^\{"skewPpm":(-?\d+(?:\.\d+)?)\}$/.exec(this.text(CLOCK) ?? '');
        return match ? { skewPpm: Number(match[1]) } : null;
      },
      keep: ({ skewPpm }) => {
        writeDurably(this.path(CLOCK), JSON.stringify({ skewPpm: Number(skewPpm.toFixed(3)) }));
      },
    };
  }

  private fields(name: string, text: string): Record<string, unknown> {
    try {
      return JSON.parse(text) as Record<string, unknown>;
    } catch (cause) {
      throw this.damaged(name, cause);
    }
  }

  private damaged(name: string, cause?: unknown): TypeError {
    const text = `${this.path(name)}: damaged; remove it and enrol the node with a new code`;
    return new TypeError(text, { cause });
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  private text(name: string): string | null {
    const path = this.path(name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  }
}

export const notary: Notary = {
  isGenuine: (envelope, publicKey) => {
    const input = signingInput(envelope.kind, sha256(envelope.body));
    return verifyBytes(input, envelope.signature, readPublicKey(publicKey));
  },
  isChunkGenuine: ({ unsigned, signature }, { id, publicKey }) => {
    const input = liveSigningInput(decodeBase64Url(id), unsigned);
    return verifyBytes(input, encodeBase64Url(signature), readPublicKey(publicKey));
  },
  nameOf: contentName,
};
