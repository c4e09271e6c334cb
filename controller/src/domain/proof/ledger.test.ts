import {
  parseAssetId,
  parseAuthorisationId,
  parseBulletinId,
  parseCueId,
  parseItemId,
  parseNodeId,
  parseUnitId,
} from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import type { Occurrence } from '../playout/occurrence.ts';
import type { Foreseen } from './judge-play.ts';
import { type Evidence, isAskedFor, type LedgerFilter, ledgerRows } from './ledger.ts';
import type { StoredReceipt } from './receipt.ts';

const START_US = 1_795_300_200_000_000;
const END_US = START_US + 10e6;
const NODE = parseNodeId('an-my-01');
const OTHER_NODE = parseNodeId('hoa-huong-01');
const WARD = parseUnitId('an-my');
const CUE = parseCueId('ban-tin-sang@2026-11-22T05:30');

const anOccurrence = (change: Partial<Occurrence> = {}): Occurrence => ({
  ...{ cueId: CUE, origin: 'calendar', itemId: parseItemId('ban-tin-sang'), sentBy: null },
  ...{ bulletinId: parseBulletinId('ban-tin-sang'), title: 'Bản tin sáng', category: 'thời sự' },
  ...{ unitId: WARD, assetId: parseAssetId('A'.repeat(43)), durationFrames: 480_000 },
  ...{ class: 'normal', source: 'scheduled', priority: 50, gainDb: 0 },
  ...{ whenPreempted: 'continue', lateUs: 0, startAtUs: START_US, blockStartUs: START_US },
  ...{ validUntilUs: START_US + 910e6, targets: { units: [WARD], zones: [], nodes: [] } },
  ...{ exceptions: [], withheld: null, carriedBy: 'page', stoppedAtUs: null },
  authorisationId: parseAuthorisationId('B'.repeat(43)),
  ...change,
});

const aReceipt = (sequence: number, change: Partial<StoredReceipt> = {}): StoredReceipt => ({
  ...{ nodeId: NODE, sequence, kind: 'started', cueId: CUE, atUs: START_US },
  ...{ positionFrames: 0, why: null, cutBy: null },
  ...change,
});

const whole: Foreseen = {
  ...{ outcome: 'full', reason: null, cutBy: null },
  ...{ startsAtUs: START_US, endsAtUs: END_US },
};
const place = (nodeId = NODE) => ({ nodeId, unitId: WARD, excepted: null });
const evidence = (change: Partial<Evidence> = {}): Evidence => ({
  receipts: [],
  foreseenOn: () => whole,
  isOnline: () => true,
  nowUs: END_US + 60e6,
  ...change,
});
const heard = [
  aReceipt(1),
  aReceipt(2, { kind: 'ended', atUs: END_US, positionFrames: 480_000, why: 'finished' }),
];

test('[REP2] in full, missed with its reason, not reported', () => {
  const missed = aReceipt(1, { nodeId: OTHER_NODE, kind: 'missed', why: 'asset-missing' });
  const silent = parseNodeId('an-my-09');
  const rows = ledgerRows(
    anOccurrence(),
    [place(), place(OTHER_NODE), place(silent)],
    evidence({ receipts: [...heard, missed] }),
  );
  const said = [...rows].map(({ outcome, reason, heardMs, plannedMs }) => {
    return { outcome, reason, heardMs, plannedMs };
  });
  expect(said).toEqual([
    { outcome: 'full', reason: null, heardMs: 10_000, plannedMs: 10_000 },
    { outcome: 'missed', reason: 'asset-missing', heardMs: 0, plannedMs: 10_000 },
    { outcome: 'unknown', reason: null, heardMs: 0, plannedMs: 10_000 },
  ]);
});

test('[REP2] in part, with what cut it', () => {
  const cutBy = parseCueId('khan@2026-11-22T05:30:05');
  const cut = aReceipt(2, { kind: 'ended', positionFrames: 240_000, why: 'preempted', cutBy });
  const [row] = ledgerRows(anOccurrence(), [place()], evidence({ receipts: [aReceipt(1), cut] }));
  expect(row).toMatchObject({ outcome: 'part', reason: 'preempted', cutBy, heardMs: 5_000 });
});

test('[REP2] what a rule withheld, everywhere or in a unit, has the rule', () => {
  const rule = { why: 'suspended', rule: 'quoc-tang' } as const;
  const said = { outcome: 'withheld', reason: 'suspended', rule: 'quoc-tang', heardMs: 0 };
  const [everywhere] = ledgerRows(anOccurrence({ withheld: rule }), [place()], evidence());
  expect(everywhere).toMatchObject(said);
  const [here] = ledgerRows(anOccurrence(), [{ ...place(), excepted: rule }], evidence());
  expect(here).toMatchObject(said);
});

test('[REP2] what sounded although a rule withheld it is told as it was', () => {
  const withheld = { why: 'quiet-hours', rule: null } as const;
  const receipts = heard;
  const [row] = ledgerRows(anOccurrence({ withheld }), [place()], evidence({ receipts }));
  expect(row).toMatchObject({ outcome: 'full', reason: null, rule: null, heardMs: 10_000 });
});

test('[REP1] a million lines are made one at a time, and none that nobody asks for', () => {
  let made = 0;
  function* places() {
    for (let i = 0; i < 1_000_000; i++) {
      made += 1;
      yield place();
    }
  }
  const rows = ledgerRows(anOccurrence(), places(), evidence());
  let ahead = 0;
  let read = 0;
  for (const row of rows) {
    read += row.plannedMs / 10_000;
    ahead = Math.max(ahead, made - read);
  }
  expect({ read, ahead }).toEqual({ read: 1_000_000, ahead: 0 });
  const few = ledgerRows(anOccurrence(), places(), evidence());
  few.next();
  few.return(undefined);
  expect(made).toBe(1_000_001);
});

test('[REP3] by campaign, bulletin, class and category', () => {
  const all: LedgerFilter = {
    ...{ nodeId: null, itemId: null, bulletinId: null, class: null, category: null },
  };
  const occurrence = anOccurrence();
  expect(isAskedFor(all, occurrence)).toBe(true);
  const { itemId, bulletinId, category } = occurrence;
  expect(isAskedFor({ ...all, itemId, bulletinId, category, class: 'normal' }, occurrence)).toBe(
    true,
  );
  expect(isAskedFor({ ...all, class: 'priority' }, occurrence)).toBe(false);
  expect(isAskedFor({ ...all, category: 'y tế' }, occurrence)).toBe(false);
  expect(isAskedFor({ ...all, itemId }, anOccurrence({ itemId: null }))).toBe(false);
});
