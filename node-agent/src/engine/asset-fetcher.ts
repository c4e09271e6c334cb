import type { Cue } from '@loa/protocol/playout';
import { type AssetId, framesOfUs, LIMITS, PACKET_FRAMES } from '@loa/protocol/vocabulary';
import { backOffMs, type Clock, type Logger, type Random, type Timers } from '@loa/runtime/pure';
import { planEviction, type Wanted, wantedAssets, withSpares } from '../domain/caching/index.ts';
import type { NoRoom } from '../domain/health/index.ts';
import type { SoundStore, Uplink } from '../ports.ts';

/** What is asked for and has not come by then is asked for again, after the back-off. */
const ANSWER_WITHIN_MS = 15_000;
const RETRY = { baseMs: 1_000, capMs: 60_000 } as const;
/** Sound that is due within so long, or already, waits no longer than this after a failure. */
const DUE_SOON_US = 10e6;
const DUE_RETRY_US = 0.5e6;

export interface AssetFetcherDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly uplink: Uplink;
  readonly sounds: SoundStore;
  readonly budgetBytes: number;
  readonly log: Logger;
  readonly cues: () => readonly Cue[];
  /** Sounds to hold beside those of the cues. */
  readonly spares: () => readonly AssetId[];
  readonly nowUs: () => number | null;
  /** Sound that can wait does so while live voice or an emergency is heard. */
  readonly isPaused: () => boolean;
  /** A chunk or a manifest arrived, or something was evicted. */
  readonly changed: () => void;
}

interface Request {
  readonly assetId: AssetId;
  /** Null asks for the manifest. */
  readonly index: number | null;
}

/** Fetches the sound of the plan, one chunk under way at a time, what is due first before the rest. */
export class AssetFetcher {
  private readonly deps: AssetFetcherDeps;
  private request: Request | null = null;
  private timeout: Disposable | null = null;
  private retry: Disposable | null = null;
  private readonly failures = new Map<
    AssetId,
    { readonly atUs: number; readonly restUs: number }
  >();
  private readonly attempts = new Map<AssetId, number>();
  private readonly noRoom = new Set<AssetId>();

  constructor(deps: AssetFetcherDeps) {
    this.deps = deps;
  }

  /** Asks for the next piece if nothing is under way. */
  step(): void {
    if (this.request || !this.deps.uplink.isUp()) return;
    const isPaused = this.deps.isPaused();
    const wanted = this.wanted();
    const localUs = this.deps.clock.monotonicUs();
    for (const each of wanted) {
      if (isPaused && !each.isUrgent) continue;
      if (this.restsUntilUs(each) > localUs) continue;
      const request = this.nextOf(each);
      if (!request || !this.makeRoom(request, wanted)) continue;
      if (this.ask(request)) return;
    }
    this.wakeLater(localUs, wanted);
  }

  disconnected(): void {
    this.clear();
    this.retry?.[Symbol.dispose]();
    this.retry = null;
    this.attempts.clear();
    this.failures.clear();
  }

  /** Assets of the plan that are not wholly held; those due before `untilUs` when it is given. */
  missing(untilUs = Number.POSITIVE_INFINITY): number {
    return this.planned().filter((each) => each.dueAtUs < untilUs && !this.isWhole(each.assetId))
      .length;
  }

  /** [FLT26] Of the plan's sound, what there is no room for. */
  lacksRoom(): NoRoom | null {
    const lacking = this.planned().filter(({ assetId }) => this.noRoom.has(assetId));
    const [first] = lacking;
    const cue = this.deps
      .cues()
      .find(({ assetId, startAtUs }) => assetId === first?.assetId && startAtUs === first.dueAtUs);
    if (!cue) return null;
    return { assets: lacking.length, cueId: cue.cueId, dueAtUs: cue.startAtUs };
  }

  manifest(assetId: AssetId, text: string): void {
    if (!this.wanted().some((each) => each.assetId === assetId)) return;
    this.came({ assetId, index: null }, this.deps.sounds.keepManifest(assetId, text));
  }

  chunk(assetId: AssetId, index: number, bytes: Uint8Array): void {
    if (!this.wanted().some((each) => each.assetId === assetId)) return;
    this.came({ assetId, index }, this.deps.sounds.keepChunk(assetId, index, bytes));
  }

  unavailable(assetId: AssetId): void {
    if (this.request?.assetId !== assetId) return;
    this.clear();
    this.backOff(assetId);
    this.step();
  }

  private came(piece: Request, outcome: ReturnType<SoundStore['keepChunk']>): void {
    const { assetId, index } = piece;
    if (this.request?.assetId === assetId && this.request.index === index) this.clear();
    if (outcome === 'kept') {
      this.attempts.delete(assetId);
      this.deps.changed();
    } else {
      this.deps.log.warn({ assetId, index, outcome }, 'a piece of sound was refused');
      this.backOff(assetId);
    }
    this.step();
  }

  private planned(): Wanted[] {
    const nowUs = this.deps.nowUs();
    return nowUs === null ? [] : wantedAssets(this.deps.cues(), nowUs);
  }

  private wanted(): Wanted[] {
    const nowUs = this.deps.nowUs();
    return nowUs === null ? [] : withSpares(this.planned(), this.deps.spares(), nowUs);
  }

  private isWhole(assetId: AssetId): boolean {
    const { sounds } = this.deps;
    return sounds.manifestOf(assetId) !== null && sounds.firstMissing(assetId, 0) === null;
  }

  /** For what sounds already the present position comes first, the beginning last. */
  private nextOf({ assetId, dueAtUs }: Wanted): Request | null {
    const { sounds } = this.deps;
    const manifest = sounds.manifestOf(assetId);
    if (!manifest) return { assetId, index: null };
    const lateUs = Math.max(0, (this.deps.nowUs() ?? 0) - dueAtUs);
    const here = Math.floor(framesOfUs(lateUs) / (PACKET_FRAMES * manifest.chunkPackets));
    const index = sounds.firstMissing(assetId, here) ?? sounds.firstMissing(assetId, 0);
    return index === null ? null : { assetId, index };
  }

  /** [PLY96] What is given up, and what finds no room, is said with when it is due. */
  private makeRoom({ assetId, index }: Request, wanted: readonly Wanted[]): boolean {
    const held = this.deps.sounds.held();
    const dueAtUs = new Map(wanted.map((each) => [each.assetId, each.dueAtUs]));
    const evicted = planEviction({
      held,
      wanted,
      budgetBytes: this.deps.budgetBytes,
      roomFor: assetId,
      roomBytes: index === null ? LIMITS.manifestBytes : LIMITS.chunkBytes,
    });
    if (evicted === null) {
      const late = { assetId, dueAtUs: dueAtUs.get(assetId) };
      if (!this.noRoom.has(assetId)) this.deps.log.warn(late, 'no room for this sound yet');
      this.noRoom.add(assetId);
      return false;
    }
    this.noRoom.delete(assetId);
    for (const each of evicted) {
      this.deps.sounds.evict(each);
      const bytes = held.find((one) => one.assetId === each)?.bytes;
      const gone = { assetId: each, bytes, dueAtUs: dueAtUs.get(each) ?? null, roomFor: assetId };
      this.deps.log.info(gone, 'sound was evicted to make room');
    }
    return true;
  }

  private ask(request: Request): boolean {
    const { uplink, timers } = this.deps;
    const { assetId, index } = request;
    const sent = index === null ? uplink.wantManifest(assetId) : uplink.wantChunk(assetId, index);
    if (!sent) return false;
    this.request = request;
    this.timeout = timers.after(ANSWER_WITHIN_MS, () => {
      this.clear();
      this.backOff(assetId);
      this.step();
    });
    return true;
  }

  private backOff(assetId: AssetId): void {
    const attempt = this.attempts.get(assetId) ?? 0;
    this.attempts.set(assetId, attempt + 1);
    const delayMs = RETRY.baseMs / 2 + backOffMs(RETRY, attempt, this.deps.random.next());
    this.failures.set(assetId, { atUs: this.deps.clock.monotonicUs(), restUs: delayMs * 1000 });
  }

  /** [LIV30] A back-off spares the controller, not the listeners: what is due hardly waits. */
  private restsUntilUs({ assetId, dueAtUs }: Wanted): number {
    const failure = this.failures.get(assetId);
    if (!failure) return 0;
    const isDue = dueAtUs < (this.deps.nowUs() ?? 0) + DUE_SOON_US;
    return failure.atUs + (isDue ? Math.min(DUE_RETRY_US, failure.restUs) : failure.restUs);
  }

  private wakeLater(localUs: number, wanted: readonly Wanted[]): void {
    const ids = new Set(wanted.map((each) => each.assetId));
    for (const known of [this.failures, this.attempts, this.noRoom]) {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    }
    const later = wanted.map((each) => this.restsUntilUs(each)).filter((atUs) => atUs > localUs);
    if (later.length === 0) return;
    this.retry?.[Symbol.dispose]();
    const delayMs = Math.ceil((Math.min(...later) - localUs) / 1000) + 1;
    this.retry = this.deps.timers.after(delayMs, () => this.step());
  }

  private clear(): void {
    this.timeout?.[Symbol.dispose]();
    this.timeout = null;
    this.request = null;
  }
}
