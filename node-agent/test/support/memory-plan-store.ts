import type { Envelope } from '@loa/protocol/signed';
import type { AuthorisationId, PageHash } from '@loa/protocol/vocabulary';
import type { PlanStore, StoredPlan } from '../../src/ports.ts';

/** A working plan store without a disk, for properties that run thousands of times. */
export class MemoryPlanStore implements PlanStore {
  private keyring: Envelope | null = null;
  private head: Envelope | null = null;
  private former: Envelope | null = null;
  private readonly pages = new Map<PageHash, string>();
  private readonly authorisations = new Map<AuthorisationId, Envelope>();
  private readonly orders = new Map<number, Envelope>();
  private cursor = 0;

  load(): StoredPlan {
    return {
      keyring: this.keyring,
      head: this.head,
      former: this.former,
      pages: new Map(this.pages),
      authorisations: [...this.authorisations.values()],
      orders: [...this.orders.values()],
      orderCursor: this.cursor,
    };
  }

  keepKeyring(envelope: Envelope): void {
    this.keyring = envelope;
  }

  keepHead(envelope: Envelope): void {
    this.head = envelope;
  }

  keepFormerHead(envelope: Envelope): void {
    this.former = envelope;
  }

  keepPage(hash: PageHash, text: string): void {
    this.pages.set(hash, text);
  }

  keepAuthorisation(id: AuthorisationId, envelope: Envelope): void {
    this.authorisations.set(id, envelope);
  }

  keepOrder(sequence: number, envelope: Envelope): void {
    this.orders.set(sequence, envelope);
  }

  keepOrderCursor(sequence: number): void {
    this.cursor = sequence;
  }

  dropFormerHead(): void {
    this.former = null;
  }

  dropPage(hash: PageHash): void {
    this.pages.delete(hash);
  }

  dropAuthorisation(id: AuthorisationId): void {
    this.authorisations.delete(id);
  }

  dropOrder(sequence: number): void {
    this.orders.delete(sequence);
  }
}
