import type { Envelope } from '@loa/protocol/signed';
import type { AssetId, PageHash, UnitId } from '@loa/protocol/vocabulary';
import type { Clock, Logger, Timers } from '@loa/runtime/pure';
import type {
  Announcement,
  ClockAnswer,
  LinkHandlers,
  SiteWord,
  Unavailable,
  Welcome,
} from './adapters/controller-link/index.ts';
import type { Verdict } from './domain/trust/index.ts';
import type { AssetFetcher } from './engine/asset-fetcher.ts';
import type { ClockKeeper } from './engine/clock-keeper.ts';
import type { DocumentFetcher } from './engine/document-fetcher.ts';
import type { HealthReporter } from './engine/health-reporter.ts';
import type { PlanKeeper } from './engine/plan-keeper.ts';
import type { ReceiptKeeper } from './engine/receipt-keeper.ts';
import type { SiteKeeper } from './engine/site-keeper.ts';
import type { StreamKeeper } from './engine/stream-keeper.ts';
import type { Notary, OrderAnswer, SignedStreamChunk, Uplink } from './ports.ts';
import { Monitor, type SoundOutput } from './rendering/index.ts';

export interface ConversationParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly notary: Notary;
  readonly uplink: Uplink;
  readonly plans: PlanKeeper;
  readonly time: ClockKeeper;
  readonly receipts: ReceiptKeeper;
  readonly assets: AssetFetcher;
  readonly documents: DocumentFetcher;
  readonly reporter: HealthReporter;
  readonly speaker: SoundOutput;
  readonly site: SiteKeeper;
  readonly streams: StreamKeeper;
  /** This node belongs to a city from now on. */
  readonly enrolled: (city: UnitId, rootPublicKey: string) => void;
  /** The controller's time, as it stands in its welcome. */
  readonly greetedAt: (nowUs: number) => void;
}

const ORDER_OUTCOMES = {
  accepted: 'applied',
  held: 'applied',
  'not-addressed': 'not-addressed',
  refused: 'refused',
} as const satisfies Record<Verdict['outcome'], OrderAnswer['outcome']>;

/** What the controller says, brought to the part that it is for. */
export class Conversation implements LinkHandlers {
  private readonly parts: ConversationParts;
  private monitorEnd: Disposable | null = null;

  constructor(parts: ConversationParts) {
    this.parts = parts;
  }

  enrolled(city: UnitId, rootPublicKey: string): void {
    this.parts.enrolled(city, rootPublicKey);
  }

  welcomed(welcome: Welcome): boolean {
    const { assets, documents, greetedAt, plans, receipts, reporter, time } = this.parts;
    greetedAt(welcome.nowUs);
    if (plans.takeKeyring(welcome.keyring).outcome === 'refused') return false;
    receipts.connected(welcome.receiptsThrough);
    time.connected();
    documents.connected();
    assets.step();
    reporter.connected();
    return true;
  }

  down(): void {
    const { assets, documents, receipts, time } = this.parts;
    time.disconnected();
    receipts.disconnected();
    assets.disconnected();
    documents.disconnected();
    this.parts.streams.disconnected();
    this.stopMonitor();
  }

  clock({ timelineId, ...exchange }: ClockAnswer): void {
    this.parts.time.answered(timelineId, exchange);
  }

  planHead(envelope: Envelope): void {
    this.isRefused(this.parts.plans.takeHead(envelope), 'a plan head was refused');
    this.parts.documents.step();
  }

  dayPage(hash: PageHash, text: string): void {
    const verdict = this.parts.plans.takePage(hash, text);
    this.parts.documents.answered(hash, this.isRefused(verdict, 'a page was refused'));
  }

  authorisation(envelope: Envelope): void {
    const { documents, notary, plans } = this.parts;
    const isRefused = this.isRefused(
      plans.takeAuthorisation(envelope),
      'an authorisation was refused',
    );
    documents.answered(notary.nameOf(envelope.body), isRefused);
  }

  manifest(assetId: AssetId, text: string): void {
    this.parts.assets.manifest(assetId, text);
  }

  chunk(assetId: AssetId, index: number, bytes: Uint8Array): void {
    this.parts.assets.chunk(assetId, index, bytes);
  }

  unavailable(what: Unavailable): void {
    const { assets, documents } = this.parts;
    if (what.kind === 'asset') assets.unavailable(what.id);
    else documents.answered(what.kind === 'page' ? what.hash : what.id, true);
  }

  order(envelope: Envelope): void {
    const { plans, time, uplink } = this.parts;
    const { sequence, verdict } = plans.takeOrder(envelope, time.nowUs());
    this.isRefused(verdict, 'an order was refused');
    if (sequence === null) return;
    const why = verdict.outcome === 'refused' ? verdict.why : null;
    uplink.orderApplied({ sequence, outcome: ORDER_OUTCOMES[verdict.outcome], why });
  }

  ordersThrough(sequence: number): void {
    this.parts.plans.ordersThrough(sequence);
  }

  receiptsAcknowledged(through: number): void {
    this.parts.receipts.acknowledged(through);
  }

  stream(announcement: Announcement): void {
    this.parts.streams.announced(announcement);
  }

  liveChunk(signed: SignedStreamChunk): void {
    this.parts.streams.chunk(signed);
  }

  monitor(on: boolean, seconds: number): void {
    if (on) this.startMonitor(seconds);
    else this.stopMonitor();
  }

  site(word: SiteWord): void {
    this.parts.site.assigned(word);
  }

  private isRefused(verdict: Verdict, sentence: string): boolean {
    if (verdict.outcome !== 'refused') return false;
    this.parts.log.error({ why: verdict.why }, sentence);
    return true;
  }

  private startMonitor(seconds: number): void {
    const { clock, speaker, timers, uplink } = this.parts;
    if (!this.monitorEnd) {
      const monitor = new Monitor((frame) => uplink.monitor(frame));
      speaker.listen((samples, firstAtUs) => {
        monitor.take(samples, firstAtUs ?? clock.nowMs() * 1000);
      });
    }
    this.monitorEnd?.[Symbol.dispose]();
    this.monitorEnd = timers.after(seconds * 1000, () => this.stopMonitor());
  }

  private stopMonitor(): void {
    this.monitorEnd?.[Symbol.dispose]();
    this.monitorEnd = null;
    this.parts.speaker.listen(null);
  }
}
