import { type Cue, LEVEL, type NodePlacement, type NodeSettings } from '@loa/protocol/playout';
import {
  authorisationSchema,
  dayPageSchema,
  type Envelope,
  keyringSchema,
  type PlanHead,
  planHeadSchema,
} from '@loa/protocol/signed';
import {
  type AssetId,
  type AuthorisationId,
  type CueId,
  LIMITS,
  type NodeId,
  type PageHash,
  parseAuthorisationId,
} from '@loa/protocol/vocabulary';
import type { Logger, Timers } from '@loa/runtime/pure';
import {
  type HeldAuthorisation,
  type HeldOrder,
  type Plan,
  planFrom,
} from '../domain/playout/index.ts';
import {
  judgeHead,
  judgeKeyring,
  type KeyRole,
  keyOf,
  refused,
  roleFor,
  type TrustedKey,
  type TrustedKeys,
  type Verdict,
} from '../domain/trust/index.ts';
import type { Enrolment, Notary, PlanStore, StoredPlan } from '../ports.ts';
import { OrderBook, type OrderVerdict } from './order-book.ts';
import { parseBody } from './signed-body.ts';

/** How a node sounds before a head tells it: at 0 dB, so that nothing is silenced by omission. */
const SETTINGS_BEFORE_HEAD: NodeSettings = {
  gainDb: 0,
  emergencyGainDb: 0,
  maxGainDb: 0,
  trimUs: 0,
  stagger: { kind: 'none' },
  ...LEVEL,
};

export interface PlanKeeperDeps {
  readonly nodeId: NodeId;
  readonly notary: Notary;
  readonly store: PlanStore;
  readonly log: Logger;
  readonly timers: Timers;
  /** The timeline's instant; null when the time is not known. */
  readonly nowUs: () => number | null;
  readonly changed: () => void;
}

/** A head that comes into force later is looked at so often at least: the clock may be slewed. */
const LOOK_AGAIN_MS = 10_000;

/**
 * The signed documents a node holds, and the only way in for them [I3]. Everything is checked
 * against the pinned root before it is kept, and kept before it is used.
 *
 * A head stands when all its pages do and its `effectiveAtUs` has come. Until then the one before it
 * stays in force, on the disk too: a change of the plan never leaves a gap, not even when the link or
 * the power goes in the middle. The first head a node has is in force at once.
 *
 * Invariants: nothing in the maps was ever taken without a signature (pages: a hash) that leads to
 * `enrolment.rootPublicKey`; every page held is named by `head` or `former`; `former` is null when
 * `head` stands; `changed` is called after each accepted document.
 */
export class PlanKeeper {
  private readonly deps: PlanKeeperDeps;
  private enrolment: Enrolment | null = null;
  private keys: TrustedKeys | null = null;
  private head: { readonly body: PlanHead; readonly envelope: Envelope } | null = null;
  /** The head in force while pages of the newer one are still to come. */
  private former: PlanHead | null = null;
  private readonly pages = new Map<PageHash, readonly Cue[]>();
  private readonly authorisations = new Map<AuthorisationId, HeldAuthorisation>();
  private readonly orders: OrderBook;
  private later: Disposable | null = null;
  private floor = 0;
  /** What is read from the disk is not written to it again: cards wear, and may be full. */
  private isLoading = false;

  constructor(deps: PlanKeeperDeps) {
    this.deps = deps;
    this.orders = new OrderBook(deps);
  }

  /** Takes what the disk holds, by the same checks as what the link brings; drops what fails. */
  load(enrolment: Enrolment): void {
    this.enrolment = enrolment;
    this.isLoading = true;
    this.takeStored(this.deps.store.load());
    this.isLoading = false;
    this.deps.changed();
  }

  private takeStored(stored: StoredPlan): void {
    const { store, notary } = this.deps;
    if (stored.keyring) this.note(this.takeKeyring(stored.keyring), 'keyring');
    if (stored.former) this.note(this.takeHead(stored.former), 'former plan head');
    this.former = this.head?.body ?? null;
    if (stored.head) this.note(this.takeHead(stored.head), 'plan head');
    for (const [hash, text] of stored.pages) {
      if (this.note(this.takePage(hash, text), 'day page')) store.dropPage(hash);
    }
    this.stand();
    for (const held of stored.authorisations) {
      if (!this.note(this.takeAuthorisation(held), 'authorisation')) continue;
      store.dropAuthorisation(parseAuthorisationId(notary.nameOf(held.body)));
    }
    const genuine = stored.orders.filter((held) => {
      const opened = this.open(held, 'order', 'planning');
      this.note(opened ?? { outcome: 'accepted' }, 'order');
      return opened === null;
    });
    this.orders.load({ ...stored, orders: genuine }, this.orderContext(null));
  }

  stop(): void {
    this.later?.[Symbol.dispose]();
  }

  /** @returns whether it was refused */
  private note(verdict: Verdict, what: string): boolean {
    if (verdict.outcome !== 'refused') return false;
    this.deps.log.warn({ why: verdict.why }, `a stored ${what} was refused`);
    return true;
  }

  private keep(write: (store: PlanStore) => void): void {
    if (!this.isLoading) write(this.deps.store);
  }

  private told(): void {
    if (!this.isLoading) this.deps.changed();
  }

  headVersion(): number {
    return this.head?.body.version ?? 0;
  }

  keyringVersion(): number {
    return this.keys?.version ?? 0;
  }

  orderCursor(): number {
    return this.orders.cursor();
  }

  /** The newest signed instant: time is not before it. */
  floorUs(): number {
    return this.floor;
  }

  settings(): NodeSettings {
    return this.inForce()?.settings ?? SETTINGS_BEFORE_HEAD;
  }

  placement(): NodePlacement {
    const { nodeId } = this.deps;
    const { units = [], zones = [] } = this.inForce() ?? {};
    return { nodeId, units, zones };
  }

  /** [REL21] Sounds to hold beside those of the cues. */
  spares(): readonly AssetId[] {
    return this.inForce()?.spares ?? [];
  }

  takeKeyring(envelope: Envelope): Verdict {
    if (!this.enrolment) return refused('not-enrolled');
    const { city, rootPublicKey } = this.enrolment;
    if (envelope.kind !== 'keyring') return refused('malformed');
    if (!this.deps.notary.isGenuine(envelope, rootPublicKey)) return refused('signature-wrong');
    const keyring = parseBody(keyringSchema, envelope.body);
    if (!keyring) return refused('malformed');
    const verdict = judgeKeyring(keyring, city, this.keyringVersion());
    if (verdict.outcome !== 'accepted') return verdict;
    this.keep((store) => store.keepKeyring(envelope));
    const before = this.keys;
    this.keys = keyring;
    this.floor = Math.max(this.floor, keyring.issuedAtUs);
    if (before) this.dropRevoked();
    this.told();
    return verdict;
  }

  takeHead(envelope: Envelope): Verdict {
    const opened = this.open(envelope, 'plan-head', 'planning');
    if (opened !== null) return opened;
    const head = parseBody(planHeadSchema, envelope.body, LIMITS.headBytes);
    if (!head || !this.enrolment) return refused('malformed');
    const { nodeId } = this.deps;
    const verdict = judgeHead(head, {
      city: this.enrolment.city,
      nodeId,
      heldVersion: this.headVersion(),
    });
    if (verdict.outcome !== 'accepted') return verdict;
    const before = this.head;
    if (before && !this.former && !this.isLoading && this.holdsPagesOf(before.body)) {
      this.keep((store) => store.keepFormerHead(before.envelope));
      this.former = before.body;
    }
    this.keep((store) => store.keepHead(envelope));
    this.head = { body: head, envelope };
    this.floor = Math.max(this.floor, head.issuedAtUs);
    if (!this.isLoading) this.stand();
    this.told();
    return verdict;
  }

  /** [SGN22] A page is what its hash says, and is kept only while a head names it. */
  takePage(hash: PageHash, text: string): Verdict {
    if (!this.names(hash)) return refused('not-wanted');
    if (this.deps.notary.nameOf(text) !== hash) return refused('hash-wrong');
    if (this.pages.has(hash)) return { outcome: 'held' };
    const page = parseBody(dayPageSchema, text, LIMITS.pageBytes);
    if (!page) return refused('malformed');
    this.keep((store) => store.keepPage(hash, text));
    this.pages.set(hash, page.cues);
    if (!this.isLoading) this.stand();
    this.told();
    return { outcome: 'accepted' };
  }

  takeAuthorisation(envelope: Envelope): Verdict {
    const key = this.keyNamed(envelope.kid, 'content') ?? this.keyNamed(envelope.kid, 'emergency');
    const opened = this.open(envelope, 'authorisation', key?.role ?? 'content');
    if (opened !== null) return opened;
    const authorisation = parseBody(authorisationSchema, envelope.body, LIMITS.authorisationBytes);
    if (!authorisation) return refused('malformed');
    if (authorisation.city !== this.enrolment?.city) return refused('other-city');
    if (key?.role !== roleFor(authorisation.class)) return refused('key-unknown');
    const id = parseAuthorisationId(this.deps.notary.nameOf(envelope.body));
    if (this.authorisations.has(id)) return { outcome: 'held' };
    this.keep((store) => store.keepAuthorisation(id, envelope));
    this.authorisations.set(id, { authorisation, key });
    this.told();
    return { outcome: 'accepted' };
  }

  takeOrder(envelope: Envelope, nowUs: number | null): OrderVerdict {
    const opened = this.open(envelope, 'order', 'planning');
    if (opened !== null) return { sequence: null, verdict: opened };
    const taken = this.orders.take(envelope, this.orderContext(nowUs));
    if (taken.verdict.outcome === 'accepted') {
      this.floor = Math.max(this.floor, taken.issuedAtUs ?? 0);
      this.told();
    }
    return taken;
  }

  ordersThrough(sequence: number): void {
    this.orders.moveCursor(sequence);
  }

  /** Forgets orders and authorisations that can mean nothing any more. */
  expire(nowUs: number): void {
    this.orders.expire(nowUs);
    const cited = new Set(this.candidates().map((cue) => cue.authorisationId));
    for (const [id, { authorisation }] of this.authorisations) {
      if (cited.has(id) || authorisation.notAfterUs > nowUs) continue;
      this.authorisations.delete(id);
      this.deps.store.dropAuthorisation(id);
    }
  }

  plan(playedUnder: (id: AuthorisationId) => ReadonlySet<CueId>): Plan {
    return planFrom({
      placement: this.placement(),
      stagger: this.settings().stagger,
      planned: this.plannedCues(),
      orders: this.orders.all(),
      authorisationOf: (id) => this.authorisations.get(id),
      playedUnder,
    });
  }

  /** Until when an authorisation may be cited; 0 when it is not held. */
  authorisedUntilUs(id: AuthorisationId): number {
    return this.authorisations.get(id)?.authorisation.notAfterUs ?? 0;
  }

  /** What the head and its cues name and the node does not hold. */
  outstanding(): { pages: PageHash[]; authorisations: AuthorisationId[] } {
    const pages = (this.head?.body.pages ?? []).map((page) => page.hash);
    const cited = this.candidates().map((cue) => cue.authorisationId);
    return {
      pages: [...new Set(pages)].filter((hash) => !this.pages.has(hash)),
      authorisations: [...new Set(cited)].filter((id) => !this.authorisations.has(id)),
    };
  }

  private plannedCues(): Cue[] {
    return (this.inForce()?.pages ?? []).flatMap((page) => this.pages.get(page.hash) ?? []);
  }

  /** What is in force and what will be. */
  private candidates(): Cue[] {
    return [
      ...[...this.pages.values()].flat(),
      ...this.orders.all().flatMap((order: HeldOrder) => order.add),
    ];
  }

  private orderContext(nowUs: number | null) {
    return { city: this.enrolment?.city ?? null, placement: this.placement(), nowUs };
  }

  private keyNamed(kid: string, role: KeyRole): TrustedKey | null {
    return this.keys && keyOf(this.keys, kid, role);
  }

  /**
   * Null when the envelope is of the kind and genuinely signed by a key of the role. Nothing of a
   * body is read before.
   */
  private open(envelope: Envelope, kind: Envelope['kind'], role: KeyRole): Verdict | null {
    if (!this.enrolment) return refused('not-enrolled');
    if (envelope.kind !== kind) return refused('malformed');
    const key = this.keyNamed(envelope.kid, role);
    if (!key) return refused('key-unknown');
    return this.deps.notary.isGenuine(envelope, key.publicKey) ? null : refused('signature-wrong');
  }

  /** What a key signed falls with the key. */
  private dropRevoked(): void {
    for (const [id, { key }] of this.authorisations) {
      const now = this.keyNamed(key.kid, key.role);
      if (now?.publicKey === key.publicKey) {
        const { authorisation } = this.authorisations.get(id) as HeldAuthorisation;
        this.authorisations.set(id, { authorisation, key: now });
        continue;
      }
      this.authorisations.delete(id);
      this.deps.store.dropAuthorisation(id);
      this.deps.log.warn(
        { authorisationId: id, kid: key.kid },
        'an authorisation fell with its key',
      );
    }
  }

  private inForce(): PlanHead | null {
    return this.former ?? this.head?.body ?? null;
  }

  /** Whether its instant has come. Without a clock nothing can be waited for. */
  private isDue({ effectiveAtUs }: PlanHead): boolean {
    const nowUs = this.deps.nowUs();
    return nowUs === null || effectiveAtUs <= nowUs;
  }

  private standLater({ effectiveAtUs }: PlanHead): void {
    const untilMs = (effectiveAtUs - (this.deps.nowUs() ?? effectiveAtUs)) / 1000;
    const delayMs = Math.ceil(Math.min(LOOK_AGAIN_MS, Math.max(1, untilMs)));
    this.later?.[Symbol.dispose]();
    this.later = this.deps.timers.after(delayMs, () => {
      this.stand();
      if (!this.former) this.told();
    });
  }

  private holdsPagesOf(head: PlanHead): boolean {
    return head.pages.every((page) => this.pages.has(page.hash));
  }

  private names(hash: PageHash): boolean {
    const heads = [this.former, this.head?.body];
    return heads.some((head) => head?.pages.some((page) => page.hash === hash));
  }

  /** [SGN28] The newest head comes into force as a whole, and what only the former one named goes. */
  private stand(): void {
    if (this.former && this.head && this.holdsPagesOf(this.head.body)) {
      if (!this.isDue(this.head.body)) {
        this.standLater(this.head.body);
        return;
      }
      this.former = null;
      this.deps.store.dropFormerHead();
    }
    for (const hash of this.pages.keys()) {
      if (this.names(hash)) continue;
      this.pages.delete(hash);
      this.deps.store.dropPage(hash);
    }
  }
}
