import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Envelope, envelopeSchema } from '@loa/protocol/signed';
import { type AuthorisationId, type PageHash, parsePageHash } from '@loa/protocol/vocabulary';
import { writeDurably } from '@loa/runtime/node';
import type { Logger } from '@loa/runtime/pure';
import type { PlanStore, StoredPlan } from '../../ports.ts';

const KEYRING = 'keyring.json';
const HEAD = 'head.json';
const FORMER_HEAD = 'former-head.json';
const CURSOR = 'order-cursor';
const FOLDERS = ['pages', 'authorisations', 'orders'] as const;

/** Signed documents as files, each replaced whole. A file that cannot be read is as if it were not. */
export class FilePlanStore implements PlanStore {
  private readonly folder: string;
  private readonly log: Logger;

  constructor(folder: string, log: Logger) {
    this.folder = folder;
    this.log = log;
  }

  load(): StoredPlan {
    for (const name of FOLDERS) mkdirSync(join(this.folder, name), { recursive: true });
    const cursor = Number.parseInt(this.text(CURSOR) ?? '0', 10);
    return {
      keyring: this.envelope(KEYRING),
      head: this.envelope(HEAD),
      former: this.envelope(FORMER_HEAD),
      pages: new Map(
        this.names('pages').flatMap((name): [PageHash, string][] => {
          const text = this.text(join('pages', name));
          return text === null ? [] : [[parsePageHash(name), text]];
        }),
      ),
      authorisations: this.envelopes('authorisations'),
      orders: this.envelopes('orders'),
      orderCursor: Number.isSafeInteger(cursor) && cursor >= 0 ? cursor : 0,
    };
  }

  keepKeyring(envelope: Envelope): void {
    this.write(KEYRING, JSON.stringify(envelope));
  }

  keepHead(envelope: Envelope): void {
    this.write(HEAD, JSON.stringify(envelope));
  }

  keepFormerHead(envelope: Envelope): void {
    this.write(FORMER_HEAD, JSON.stringify(envelope));
  }

  keepPage(hash: PageHash, text: string): void {
    this.write(join('pages', hash), text);
  }

  keepAuthorisation(id: AuthorisationId, envelope: Envelope): void {
    this.write(join('authorisations', id), JSON.stringify(envelope));
  }

  keepOrder(sequence: number, envelope: Envelope): void {
    this.write(join('orders', String(sequence)), JSON.stringify(envelope));
  }

  keepOrderCursor(sequence: number): void {
    this.write(CURSOR, String(sequence));
  }

  dropFormerHead(): void {
    this.drop(FORMER_HEAD);
  }

  dropPage(hash: PageHash): void {
    this.drop(join('pages', hash));
  }

  dropAuthorisation(id: AuthorisationId): void {
    this.drop(join('authorisations', id));
  }

  dropOrder(sequence: number): void {
    this.drop(join('orders', String(sequence)));
  }

  private names(folder: string): string[] {
    return readdirSync(join(this.folder, folder)).filter((name) => !name.endsWith('.part'));
  }

  private envelopes(folder: string): Envelope[] {
    return this.names(folder).flatMap((name) => this.envelope(join(folder, name)) ?? []);
  }

  private envelope(name: string): Envelope | null {
    const text = this.text(name);
    if (text === null) return null;
    try {
      const parsed = envelopeSchema.safeParse(JSON.parse(text));
      if (parsed.success) return parsed.data;
    } catch {
      // Said below, like any other file that is not an envelope.
    }
    this.log.error({ file: name }, 'a stored document cannot be read');
    return null;
  }

  private text(name: string): string | null {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  }

  private write(name: string, text: string): void {
    writeDurably(join(this.folder, name), text);
  }

  /** What cannot be removed is judged again, and refused, when it is next read. */
  private drop(name: string): void {
    try {
      rmSync(join(this.folder, name), { force: true });
    } catch (error) {
      this.log.error({ err: error, file: name }, 'a stored document cannot be removed');
    }
  }
}
