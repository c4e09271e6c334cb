import { parseAuthorisationId, parseCueId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compactEntries,
  encodeEntry,
  foldJournal,
  type JournalEntry,
  readJournal,
} from './journal.ts';

const CUES = ['a@2026-11-22T05:30', 'b@2026-11-22T17:00:05'].map(parseCueId);
const AUTHORISATION = parseAuthorisationId('z'.repeat(43));

const body = fc.record({
  cueId: fc.constantFrom(...CUES),
  atUs: fc.integer({ min: 1e15, max: 2e15 }),
  positionFrames: fc.nat(1e6),
});

/** Histories as the keeper writes them: sequences count up, acknowledgements do not run ahead. */
const history = fc
  .array(
    fc.oneof(
      fc.record({ type: fc.constantFrom('started', 'ended', 'missed', 'progress', 'mark'), body }),
      fc.record({ type: fc.constant('acknowledged' as const), body }),
    ),
    { maxLength: 30 },
  )
  .map((steps) => {
    let sequence = 0;
    return steps.map(({ type, body: { cueId, atUs, positionFrames } }): JournalEntry => {
      switch (type) {
        case 'started':
          return {
            entry: 'receipt',
            receipt: { kind: 'started', sequence: ++sequence, cueId, atUs, positionFrames },
          };
        case 'ended':
          return {
            entry: 'receipt',
            receipt: {
              kind: 'ended',
              sequence: ++sequence,
              cueId,
              atUs,
              positionFrames,
              why: 'finished',
              cutBy: null,
            },
          };
        case 'missed':
          return {
            entry: 'receipt',
            receipt: {
              kind: 'missed',
              sequence: ++sequence,
              cueId,
              atUs,
              why: 'expired',
              cutBy: null,
            },
          };
        case 'progress':
          return { entry: 'progress', cueId, atUs, positionFrames };
        case 'acknowledged':
          return { entry: 'acknowledged', through: Math.floor(sequence / 2) };
        default:
          return {
            entry: 'mark',
            mark: {
              cueId,
              authorisationId: AUTHORISATION,
              heard: true,
              settled: false,
              originUs: atUs,
              committedFrames: positionFrames,
              keepUntilUs: atUs,
            },
          };
      }
    });
  });

const textOf = (entries: readonly JournalEntry[]): string => entries.map(encodeEntry).join('');

describe('the receipt log', () => {
  it('[PRF21] torn at any byte it gives the whole lines before, and nothing else', () => {
    fc.assert(
      fc.property(history, (entries) => {
        const text = textOf(entries);
        const ends = entries.map((_, i) => textOf(entries.slice(0, i + 1)).length);
        for (let cut = 0; cut <= text.length; cut++) {
          const whole = ends.filter((end) => end <= cut).length;
          const read = readJournal(text.slice(0, cut));
          expect(read.entries).toEqual(entries.slice(0, whole));
          expect(read.soundLength).toBe(whole === 0 ? 0 : ends[whole - 1]);
          expect(read.damagedLines).toBe(0);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('[PRF21] a flipped bit costs one line at most, and is counted', () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(7), (entries, place, bit) => {
        const text = textOf(entries);
        if (text.length === 0) return;
        const at = place % text.length;
        const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
        const read = readJournal(text.slice(0, at) + flipped + text.slice(at + 1));
        // A newline that is flipped joins two lines; both are lost.
        expect(read.entries.length).toBeGreaterThanOrEqual(entries.length - 2);
        for (const entry of read.entries) expect(entries).toContainEqual(entry);
      }),
    );
  });

  it('[PRF22] compacting keeps the state: nothing unacknowledged is lost, no sequence used again', () => {
    fc.assert(
      fc.property(history, (entries) => {
        const before = foldJournal(entries);
        const after = foldJournal(readJournal(textOf(compactEntries(before, 0))).entries);
        expect(after.unacknowledged).toEqual(before.unacknowledged);
        expect(after.nextSequence).toBe(before.nextSequence);
        expect(after.acknowledgedThrough).toBe(before.acknowledgedThrough);
        expect(after.marks).toEqual(before.marks);
      }),
    );
  });
});
