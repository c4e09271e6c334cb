/** Random ledgers, added up in several ways: whatever the grouping, the sums are those of the lines. */
import {
  BULLETIN_CLASSES,
  parseBulletinId,
  parseCueId,
  parseNodeId,
  parseUnitId,
} from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEDGER_OUTCOMES, type LedgerRow } from './ledger.ts';
import { createAirings, createMinutes, diaryRows, tallyOf } from './summary.ts';

const units = ['an-my', 'an-xuan', 'tam-thang'].map(parseUnitId);
const line = fc.record({
  unit: fc.nat(units.length),
  heardMs: fc.oneof(fc.constant(0), fc.nat(3_600_000)),
  plannedMs: fc.nat(3_600_000),
  outcome: fc.constantFrom(...LEDGER_OUTCOMES),
});
const occurrence = fc.record({
  bulletin: fc.nat(3),
  class: fc.constantFrom(...BULLETIN_CLASSES),
  category: fc.constantFrom('', 'y tế', 'thời sự'),
  month: fc.constantFrom('2026-10', '2026-11'),
  lines: fc.array(line, { minLength: 1, maxLength: 6 }),
});
const ledger = fc.array(occurrence, { maxLength: 12 }).map((occurrences) =>
  occurrences.map(({ bulletin, class: rank, category, month, lines }, at) => ({
    month,
    rows: lines.map(({ unit, heardMs, plannedMs, outcome }, index): LedgerRow => {
      return {
        cueId: parseCueId(`muc-${at}@2026-11-22T05:30`),
        itemId: null,
        bulletinId: parseBulletinId(`tin-${bulletin}`),
        title: 'Tin',
        category,
        class: rank,
        source: 'scheduled',
        sentBy: null,
        nodeId: parseNodeId(`loa-${index}`),
        unitId: units[unit] ?? null,
        plannedAtUs: at,
        plannedMs,
        startedAtUs: null,
        endedAtUs: null,
        heardMs,
        outcome,
        reason: null,
        rule: null,
        cutBy: null,
      };
    }),
  })),
);
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

test('[REP4] minutes in any grouping add up to the ledger', () => {
  fc.assert(
    fc.property(ledger, (occurrences) => {
      const minutes = createMinutes();
      for (const { rows, month } of occurrences) minutes.add(rows, month);
      const lines = occurrences.flatMap(({ rows }) => rows);
      const made = minutes.rows();
      expect(sum(made.map((row) => row.heardMs))).toBe(sum(lines.map((row) => row.heardMs)));
      expect(sum(made.map((row) => row.plannedMs))).toBe(sum(lines.map((row) => row.plannedMs)));
      for (const outcome of LEDGER_OUTCOMES) {
        expect(sum(made.map(({ plays }) => plays[outcome]))).toBe(tallyOf(lines)[outcome]);
      }
      for (const unitId of [...units, null]) {
        const here = (row: { unitId: unknown }) => row.unitId === unitId;
        expect(sum(made.filter(here).map((row) => row.heardMs))).toBe(
          sum(lines.filter(here).map((row) => row.heardMs)),
        );
      }
    }),
  );
});

test('[REP6] diary and minutes say the same length of each unit', () => {
  fc.assert(
    fc.property(ledger, (occurrences) => {
      const minutes = createMinutes();
      const diary = occurrences.flatMap(({ rows, month }) => {
        minutes.add(rows, month);
        return diaryRows(rows, { day: `${month}-01`, startAtUs: 0 });
      });
      for (const unitId of [...units, null]) {
        const here = (row: { unitId: unknown }) => row.unitId === unitId;
        const own = diary.filter(here);
        expect(
          sum(
            minutes
              .rows()
              .filter(here)
              .map((row) => row.airedMs),
          ),
        ).toBe(sum(own.map((row) => row.airedMs)));
        expect(
          sum(
            minutes
              .rows()
              .filter(here)
              .map((row) => row.aired),
          ),
        ).toBe(own.filter((row) => row.airedMs > 0).length);
      }
    }),
  );
});

test('[REP7] a bulletin is aired once an occurrence, on however many nodes', () => {
  fc.assert(
    fc.property(ledger, (occurrences) => {
      const airings = createAirings();
      for (const { rows } of occurrences) airings.add(rows);
      const aired = occurrences.filter(({ rows }) => rows.some((row) => row.heardMs > 0));
      expect(sum(airings.rows().map((row) => row.times))).toBe(aired.length);
      expect(sum(airings.rows().map((row) => row.airedMs))).toBe(
        sum(aired.map(({ rows }) => Math.max(...rows.map((row) => row.heardMs)))),
      );
      expect(airings.rows().every(({ times }) => times > 0)).toBe(true);
    }),
  );
});
