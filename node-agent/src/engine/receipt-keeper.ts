import type { Cue } from '@loa/protocol/playout';
import { slotEndUs } from '@loa/protocol/playout';
import { type AuthorisationId, type CueId, LIMITS } from '@loa/protocol/vocabulary';
import type { Logger, Timers } from '@loa/runtime/pure';
import type { Missed, StretchEnd } from '../domain/playout/index.ts';
import {
  type CueMark,
  compactEntries,
  EMPTY_JOURNAL,
  encodeEntry,
  foldJournal,
  type Journal,
  type JournalEntry,
  type Receipt,
  readJournal,
} from '../domain/receipts/index.ts';
import type { JournalFile, Uplink } from '../ports.ts';

/** Above this the journal is written anew without what is acknowledged. */
const COMPACT_ABOVE_BYTES = 256 * 1024;
/** A batch that is not acknowledged by then is sent again. */
const RESEND_AFTER_MS = 10_000;
/** Marks outlive the pages that may still name their cues: yesterday's and a margin. */
const KEEP_AFTER_END_US = 49 * 3_600e6;
/** After these a cue never sounds again; after the others it may resume. */
const FINAL_ENDS = new Set<StretchEnd['why']>(['finished', 'stopped', 'expired', 'withdrawn']);

export interface ReceiptKeeperDeps {
  readonly file: JournalFile;
  readonly uplink: Uplink;
  readonly timers: Timers;
  readonly log: Logger;
}

export interface Stretch {
  readonly cue: Cue;
  readonly originUs: number;
  readonly atUs: number;
  readonly positionFrames: number;
}

/**
 * The journal of what was heard: durable before the sound, kept until acknowledged.
 *
 * Invariants: `journal` is what the file folds to, as long as `storageFailed` is false; a sequence is
 * used once.
 */
export class ReceiptKeeper {
  private readonly deps: ReceiptKeeperDeps;
  private journal: Journal = EMPTY_JOURNAL;
  private fileBytes = 0;
  private failed = false;
  private sentThrough = 0;
  private resend: Disposable | null = null;

  constructor(deps: ReceiptKeeperDeps) {
    this.deps = deps;
  }

  /** Reads the journal, repairs its tail and closes what was sounding when the process died. */
  open(): void {
    const text = this.deps.file.read();
    const { entries, soundLength, damagedLines } = readJournal(text);
    if (soundLength < text.length) {
      this.deps.file.truncate(soundLength);
      this.deps.log.warn({ bytes: text.length - soundLength }, 'the receipt log had a torn tail');
    }
    if (damagedLines > 0) this.deps.log.error({ damagedLines }, 'the receipt log was damaged');
    this.fileBytes = soundLength;
    this.journal = foldJournal(entries);
    for (const [cueId, { atUs, positionFrames }] of this.journal.open) {
      const receipt = { kind: 'ended', cueId, atUs, positionFrames, why: 'restarted' } as const;
      this.write([this.receipt({ ...receipt, cutBy: null })]);
    }
  }

  storageFailed(): boolean {
    return this.failed;
  }

  markOf(cueId: CueId): CueMark | undefined {
    return this.journal.marks.get(cueId);
  }

  playedUnder(id: AuthorisationId): Set<CueId> {
    const marks = [...this.journal.marks.values()];
    return new Set(marks.flatMap((m) => (m.authorisationId === id && m.heard ? [m.cueId] : [])));
  }

  /** Durable when it returns: sound may follow. */
  started(stretch: Stretch, keepUntilUs: number): void {
    const { cue, atUs, positionFrames } = stretch;
    const receipt = { kind: 'started', cueId: cue.cueId, atUs, positionFrames } as const;
    const mark = this.markFor(stretch, { heard: true, settled: false, keepUntilUs });
    this.write([this.receipt(receipt), { entry: 'mark', mark }]);
    this.report();
  }

  progress({ cue, atUs, positionFrames }: Stretch): void {
    this.write([{ entry: 'progress', cueId: cue.cueId, atUs: Math.round(atUs), positionFrames }]);
  }

  ended(stretch: Stretch, end: StretchEnd | { why: 'restarted'; cutBy: null }): void {
    const { cue, atUs, positionFrames } = stretch;
    const receipt = { kind: 'ended', cueId: cue.cueId, atUs, positionFrames, ...end } as const;
    const settled = end.why !== 'restarted' && FINAL_ENDS.has(end.why);
    const keepUntilUs = this.markOf(cue.cueId)?.keepUntilUs ?? 0;
    const mark = this.markFor(stretch, { heard: true, settled, keepUntilUs });
    this.write([this.receipt(receipt), { entry: 'mark', mark }]);
    this.report();
  }

  missed(cue: Cue, { cueId, why, cutBy, atUs }: Missed): void {
    const stretch = { cue, originUs: cue.startAtUs, atUs, positionFrames: 0 };
    const mark = this.markFor(stretch, { heard: false, settled: true, keepUntilUs: 0 });
    this.write([
      this.receipt({ kind: 'missed', cueId, atUs, why, cutBy }),
      { entry: 'mark', mark },
    ]);
    this.report();
  }

  /** The controller has stored everything through here; it may know more than a damaged journal. */
  acknowledged(through: number): void {
    if (through > this.journal.acknowledgedThrough) {
      this.write([{ entry: 'acknowledged', through }]);
    }
    this.resend?.[Symbol.dispose]();
    this.resend = null;
    this.sentThrough = Math.max(this.sentThrough, through);
    this.report();
  }

  /** The link is up: everything the controller lacks is sent from here. */
  connected(receiptsThrough: number): void {
    this.sentThrough = 0;
    this.acknowledged(receiptsThrough);
  }

  disconnected(): void {
    this.resend?.[Symbol.dispose]();
    this.resend = null;
    this.sentThrough = 0;
  }

  compact(nowUs: number | null): void {
    if (this.fileBytes < COMPACT_ABOVE_BYTES || this.journal.open.size > 0) return;
    const entries = compactEntries(this.journal, nowUs);
    const text = entries.map(encodeEntry).join('');
    try {
      this.deps.file.replace(text);
      this.fileBytes = text.length;
      this.journal = foldJournal(entries);
    } catch (error) {
      this.storageLost(error);
    }
  }

  /** One batch is under way at a time. */
  private report(): void {
    if (this.resend || !this.deps.uplink.isUp()) return;
    const batch = this.journal.unacknowledged
      .filter((receipt) => receipt.sequence > this.sentThrough)
      .slice(0, LIMITS.receiptBatch);
    const last = batch.at(-1);
    if (!last || !this.deps.uplink.receipts(batch)) return;
    this.sentThrough = last.sequence;
    this.resend = this.deps.timers.after(RESEND_AFTER_MS, () => {
      this.resend = null;
      this.sentThrough = 0;
      this.report();
    });
  }

  private receipt(body: Unnumbered): JournalEntry {
    const sequence = this.journal.nextSequence;
    const receipt = { ...body, sequence, atUs: Math.round(body.atUs) } as Receipt;
    return { entry: 'receipt', receipt };
  }

  private markFor(
    { cue, originUs, positionFrames }: Stretch,
    state: Pick<CueMark, 'heard' | 'settled' | 'keepUntilUs'>,
  ): CueMark {
    const endUs = Math.max(slotEndUs(cue), cue.validUntilUs);
    return {
      cueId: cue.cueId,
      authorisationId: cue.authorisationId,
      originUs,
      committedFrames: positionFrames,
      heard: state.heard,
      settled: state.settled,
      keepUntilUs: Math.max(state.keepUntilUs, endUs + KEEP_AFTER_END_US),
    };
  }

  /** A disk that fails costs the proof, not the sound: the journal goes on in memory. */
  private write(entries: readonly JournalEntry[]): void {
    this.journal = foldJournal(entries, this.journal);
    const text = entries.map(encodeEntry).join('');
    try {
      this.deps.file.append(text);
      this.fileBytes += text.length;
      this.failed = false;
    } catch (error) {
      this.storageLost(error);
    }
  }

  private storageLost(error: unknown): void {
    if (!this.failed) this.deps.log.error({ err: error }, 'the receipt log cannot be written');
    this.failed = true;
  }
}

type Unnumbered = Receipt extends infer Each
  ? Each extends Receipt
    ? Omit<Each, 'sequence'>
    : never
  : never;
