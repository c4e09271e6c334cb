import type { AuthorisationId, PageHash } from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';
import type { Uplink } from '../ports.ts';
import type { PlanKeeper } from './plan-keeper.ts';

const ANSWER_WITHIN_MS = 10_000;
/** What the controller does not have is asked for again after this. */
const ASK_AGAIN_MS = 30_000;
/** Asked for at a time, so that the answers stay well under a second of a poor link. */
const PAGES_AT_A_TIME = 8;
const AUTHORISATIONS_AT_A_TIME = 16;
const MOST_REFUSED = 64;

export interface DocumentFetcherDeps {
  readonly timers: Timers;
  readonly uplink: Uplink;
  readonly plans: PlanKeeper;
  readonly refused: () => readonly { cueId: Refused; why: string }[];
}
type Refused = Parameters<Uplink['planApplied']>[1][number]['cueId'];

/** Fetches the pages and authorisations the plan names, and then says that the plan stands. */
export class DocumentFetcher {
  private readonly deps: DocumentFetcherDeps;
  private readonly asked = new Set<string>();
  private readonly withheld = new Set<string>();
  private timeout: Disposable | null = null;
  private again: Disposable | null = null;
  private appliedVersion = 0;

  constructor(deps: DocumentFetcherDeps) {
    this.deps = deps;
  }

  connected(): void {
    this.disconnected();
    this.appliedVersion = 0;
    this.step();
  }

  disconnected(): void {
    this.timeout?.[Symbol.dispose]();
    this.again?.[Symbol.dispose]();
    this.timeout = null;
    this.again = null;
    this.asked.clear();
    this.withheld.clear();
  }

  /** A document came, was refused, or is not to be had. */
  answered(name: string, isWithheld: boolean): void {
    this.asked.delete(name);
    if (isWithheld) {
      this.withheld.add(name);
      this.again ??= this.deps.timers.after(ASK_AGAIN_MS, () => {
        this.again = null;
        this.withheld.clear();
        this.step();
      });
    }
    this.step();
  }

  step(): void {
    if (!this.deps.uplink.isUp() || this.asked.size > 0) return;
    const outstanding = this.deps.plans.outstanding();
    const open = (name: string): boolean => !this.withheld.has(name);
    const pages = outstanding.pages.filter(open).slice(0, PAGES_AT_A_TIME);
    const authorisations = outstanding.authorisations
      .filter(open)
      .slice(0, AUTHORISATIONS_AT_A_TIME);
    if (pages.length + authorisations.length > 0) this.ask(pages, authorisations);
    // A plan stands when all its pages do; a cue that lacks its authorisation is told as refused.
    else if (outstanding.pages.length === 0) this.sayApplied();
  }

  private ask(pages: readonly PageHash[], authorisations: readonly AuthorisationId[]): void {
    if (!this.deps.uplink.wantDocuments(pages, authorisations)) return;
    for (const name of [...pages, ...authorisations]) this.asked.add(name);
    this.timeout?.[Symbol.dispose]();
    this.timeout = this.deps.timers.after(ANSWER_WITHIN_MS, () => {
      this.asked.clear();
      this.step();
    });
  }

  private sayApplied(): void {
    const version = this.deps.plans.headVersion();
    if (version === 0 || version === this.appliedVersion) return;
    const refused = this.deps.refused().slice(0, MOST_REFUSED);
    if (this.deps.uplink.planApplied(version, refused)) this.appliedVersion = version;
  }
}
