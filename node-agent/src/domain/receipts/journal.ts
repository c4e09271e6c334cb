import type { AuthorisationId, CueId, MissedReason } from '@loa/protocol/vocabulary';
import { crc32 } from './crc32.ts';

/** What a node reports about a cue; the wire's receipt. */
export type Receipt =
  | {
      readonly kind: 'started';
      readonly sequence: number;
      readonly cueId: CueId;
      readonly atUs: number;
      readonly positionFrames: number;
    }
  | {
      readonly kind: 'ended';
      readonly sequence: number;
      readonly cueId: CueId;
      readonly atUs: number;
      readonly positionFrames: number;
      readonly why: 'finished' | 'restarted' | MissedReason;
      readonly cutBy: CueId | null;
    }
  | {
      readonly kind: 'missed';
      readonly sequence: number;
      readonly cueId: CueId;
      readonly atUs: number;
      readonly why: MissedReason;
      readonly cutBy: CueId | null;
    };

/** What the node must remember of a cue, for as long as the plan may still name it. */
export interface CueMark {
  readonly cueId: CueId;
  readonly authorisationId: AuthorisationId;
  /** Some of it was heard. */
  readonly heard: boolean;
  /** Nothing more of it may sound. */
  readonly settled: boolean;
  /** How the sound lay on the timeline when it was last heard, and how far it came. */
  readonly originUs: number;
  readonly committedFrames: number;
  readonly keepUntilUs: number;
}

/** One line of the journal. */
export type JournalEntry =
  | { readonly entry: 'receipt'; readonly receipt: Receipt }
  | { readonly entry: 'mark'; readonly mark: CueMark }
  | {
      readonly entry: 'progress';
      readonly cueId: CueId;
      readonly atUs: number;
      readonly positionFrames: number;
    }
  | { readonly entry: 'acknowledged'; readonly through: number }
  | { readonly entry: 'next'; readonly sequence: number };

export interface OpenStretch {
  readonly atUs: number;
  readonly positionFrames: number;
}

/** The state that the lines add up to. */
export interface Journal {
  readonly nextSequence: number;
  readonly acknowledgedThrough: number;
  readonly unacknowledged: readonly Receipt[];
  readonly marks: ReadonlyMap<CueId, CueMark>;
  /** Cues whose `started` has no `ended`, and how far they came; two while one hands over. */
  readonly open: ReadonlyMap<CueId, OpenStretch>;
}

export const EMPTY_JOURNAL: Journal = {
  nextSequence: 1,
  acknowledgedThrough: 0,
  unacknowledged: [],
  marks: new Map(),
  open: new Map(),
};

/** `<CRC-32 of the JSON, 8 hex digits> <JSON>\n`. The JSON is ASCII: ids and numbers only. */
export function encodeEntry(entry: JournalEntry): string {
  const json = JSON.stringify(entry);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

function decodeLine(line: string): JournalEntry | null {
  const json = line.slice(9);
  if (line[8] !== ' ' || crc32(json).toString(16).padStart(8, '0') !== line.slice(0, 8))
    return null;
  return JSON.parse(json) as JournalEntry;
}

export interface ReadJournal {
  readonly entries: readonly JournalEntry[];
  /** Length of the text up to which every line is whole; what follows is a torn tail. */
  readonly soundLength: number;
  /** Damaged lines with whole ones after them: the disk lost something it had kept. */
  readonly damagedLines: number;
}

/** [PRF21] Reads what a power cut left: a torn tail is cut off, a damaged line skipped and counted. */
export function readJournal(text: string): ReadJournal {
  const entries: JournalEntry[] = [];
  let soundLength = 0;
  let damagedLines = 0;
  let damagedSince = 0;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const entry = end < 0 ? null : decodeLine(text.slice(at, end));
    at = end < 0 ? text.length : end + 1;
    if (entry === null) damagedSince++;
    else {
      entries.push(entry);
      damagedLines += damagedSince;
      damagedSince = 0;
      soundLength = at;
    }
  }
  return { entries, soundLength, damagedLines };
}

export function foldJournal(
  entries: Iterable<JournalEntry>,
  from: Journal = EMPTY_JOURNAL,
): Journal {
  const state = {
    ...from,
    unacknowledged: [...from.unacknowledged],
    marks: new Map(from.marks),
    open: new Map(from.open),
  };
  for (const entry of entries) {
    switch (entry.entry) {
      case 'receipt':
        foldReceipt(state, entry.receipt);
        break;
      case 'mark':
        state.marks.set(entry.mark.cueId, entry.mark);
        break;
      case 'progress': {
        const { cueId, atUs, positionFrames } = entry;
        if (state.open.has(cueId)) state.open.set(cueId, { atUs, positionFrames });
        break;
      }
      case 'acknowledged':
        state.acknowledgedThrough = Math.max(state.acknowledgedThrough, entry.through);
        state.unacknowledged = state.unacknowledged.filter((r) => r.sequence > entry.through);
        state.nextSequence = Math.max(state.nextSequence, entry.through + 1);
        break;
      case 'next':
        state.nextSequence = Math.max(state.nextSequence, entry.sequence);
        break;
    }
  }
  return state;
}

type MutableJournal = Omit<{ -readonly [Key in keyof Journal]: Journal[Key] }, 'open'> & {
  unacknowledged: Receipt[];
  open: Map<CueId, OpenStretch>;
};

function foldReceipt(state: MutableJournal, receipt: Receipt): void {
  state.nextSequence = Math.max(state.nextSequence, receipt.sequence + 1);
  if (receipt.sequence > state.acknowledgedThrough) state.unacknowledged.push(receipt);
  const { cueId, atUs } = receipt;
  if (receipt.kind === 'started') {
    state.open.set(cueId, { atUs, positionFrames: receipt.positionFrames });
  } else if (receipt.kind === 'ended') state.open.delete(cueId);
}

/**
 * The shortest text that folds to the same state, less the marks nobody needs any more. Not to be
 * used while a stretch is open: its beginning may be acknowledged already.
 */
export function compactEntries(journal: Journal, nowUs: number | null): JournalEntry[] {
  const marks = [...journal.marks.values()].filter(
    (mark) => nowUs === null || mark.keepUntilUs > nowUs,
  );
  return [
    { entry: 'next', sequence: journal.nextSequence },
    { entry: 'acknowledged', through: journal.acknowledgedThrough },
    ...marks.map((mark): JournalEntry => ({ entry: 'mark', mark })),
    ...journal.unacknowledged.map((receipt): JournalEntry => ({ entry: 'receipt', receipt })),
  ];
}
