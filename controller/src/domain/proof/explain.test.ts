/** What is said of one bulletin on one node: laid out as the node does, receipts as a node writes them. */
import { parseNodeId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { type TOWN, townMap, unitsOf, WARD_A, WARD_B } from '../campaign/sample-programme.ts';
import type { Occurrence } from '../playout/occurrence.ts';
import { lineageOf } from '../zoning/city-map.ts';
import { type Asked, explain } from './explain.ts';
import { foldReceipts, NOTHING_HEARD } from './fold-receipts.ts';
import { keptFrom, layOutOn } from './node-layout.ts';
import type { StoredReceipt } from './receipt.ts';
import { MINUTE, START, sound } from './sample-sound.ts';

const NODE = parseNodeId('loa-a');
const BEFORE = START - 3600e6;

const OWN = sound('tin');
const MAP = townMap();
const LINEAGE = lineageOf(MAP, WARD_A);

function said(
  own: Occurrence,
  others: readonly Occurrence[] = [],
  more: { readonly nowUs?: number; readonly receipts?: StoredReceipt[] } & Partial<Asked> = {},
) {
  const { nowUs = BEFORE, receipts = [], ...rest } = more;
  const laid = layOutOn(MAP, NODE, { occurrences: [own, ...others], withdrawals: [] });
  if (!laid) throw new Error('no node');
  const asked: Asked = {
    occurrence: own,
    isAimed: true,
    kept: keptFrom(own, LINEAGE),
    mutedBy: null,
    layout: laid.layout,
    plannedAtUs: laid.plannedAtUs(own),
    heard: receipts.length === 0 ? NOTHING_HEARD : foldReceipts(receipts),
    isOnline: true,
    cautions: [],
    ...rest,
  };
  return explain(asked, nowUs);
}

const line = (sequence: number, change: Partial<StoredReceipt>): StoredReceipt => ({
  nodeId: NODE,
  sequence,
  kind: 'started',
  cueId: OWN.cueId,
  atUs: START,
  positionFrames: 0,
  why: null,
  cutBy: null,
  ...change,
});

test('[EXP4] what nothing disturbs plays at its time', () => {
  const plays = { kind: 'plays', startsAtUs: START, endsAtUs: START + MINUTE };
  expect(said(OWN).verdict).toEqual(plays);
});

test('[EXP4] what a higher one cuts is said with its name, its rule and when it goes on', () => {
  const by = sound('khan', { class: 'emergency', startAtUs: START + 20e6 });
  const cut = {
    kind: 'cut',
    startsAtUs: START,
    cutAtUs: START + 20e6,
    by: by.cueId,
    rule: 'emergency',
  };
  const on = START + 20e6 + MINUTE;
  expect(said(OWN, [by]).verdict).toEqual({
    ...cut,
    resumesAtUs: on,
    isFromStart: false,
    endsAtUs: on + 40e6,
  });
  const dropped = said({ ...OWN, whenPreempted: 'drop' }, [by]).verdict;
  expect(dropped).toMatchObject({ ...cut, resumesAtUs: null, endsAtUs: START + 20e6 });
  const anew = said({ ...OWN, whenPreempted: 'restart' }, [by]).verdict;
  expect(anew).toMatchObject({ ...cut, resumesAtUs: on, isFromStart: true, endsAtUs: on + MINUTE });
});

test('[EXP4] what must wait starts late, and what may not wait is crowded out', () => {
  const by = sound('truoc', { startAtUs: START - 30e6 });
  expect(said({ ...OWN, lateUs: 5 * MINUTE }, [by]).verdict).toEqual({
    kind: 'late',
    startsAtUs: START + 30e6,
    endsAtUs: START + 30e6 + MINUTE,
    by: by.cueId,
    rule: 'first-come',
  });
  const priority = { ...by, class: 'priority' } as const;
  const out = said(OWN, [priority]).verdict;
  expect(out).toEqual({ kind: 'crowded-out', by: by.cueId, rule: 'class' });
});

test('[EXP3] a rule that keeps it from the node is named, with its document', () => {
  const withheld = { why: 'quiet-hours', rule: 'gio-yen-tinh' } as const;
  const no = { kind: 'withheld', why: 'quiet-hours', document: 'gio-yen-tinh' };
  expect(said({ ...OWN, withheld }).verdict).toEqual(no);
  const inA = { ...withheld, units: [WARD_A], but: [] };
  expect(said({ ...OWN, exceptions: [inA] }).verdict).toEqual(no);
  const inB = { ...inA, units: [WARD_B] };
  expect(said({ ...OWN, exceptions: [inB] }).verdict.kind).toBe('plays');
  expect(said(OWN, [], { mutedBy: 'sua-loa' }).verdict).toEqual({
    kind: 'muted',
    document: 'sua-loa',
  });
  expect(said(OWN, [], { isAimed: false }).verdict).toEqual({ kind: 'not-aimed' });
  const stopped = said({ ...OWN, stoppedAtUs: START - 1 }).verdict;
  expect(stopped).toEqual({ kind: 'stopped', atUs: START - 1 });
});

test('[EXP5] what was heard goes before plan and rules, with the reason of what is lacking', () => {
  const nowUs = START + 3600e6;
  const end = { kind: 'ended', atUs: START + MINUTE, positionFrames: 60 * 48_000 } as const;
  const whole = [line(1, {}), line(2, { ...end, why: 'finished' })];
  const withheld = { why: 'not-approved', rule: null } as const;
  expect(said({ ...OWN, withheld }, [], { nowUs, receipts: whole }).verdict).toEqual({
    kind: 'heard',
    startedAtUs: START,
    endedAtUs: START + MINUTE,
  });
  const by = sound('khan', { class: 'emergency', startAtUs: START + 20e6 });
  const cut = { kind: 'ended', positionFrames: 20 * 48_000, why: 'preempted' } as const;
  const part = [line(1, {}), line(2, { ...cut, atUs: START + 20e6, cutBy: by.cueId })];
  expect(said(OWN, [by], { nowUs, receipts: part }).verdict).toEqual({
    kind: 'part',
    heardFrames: 20 * 48_000,
    reason: 'preempted',
    cause: { by: by.cueId, rule: 'emergency' },
  });
  const missed = [line(1, { kind: 'missed', why: 'asset-missing' })];
  expect(said(OWN, [], { nowUs, receipts: missed }).verdict).toEqual({
    kind: 'missed',
    reason: 'asset-missing',
    cause: null,
  });
  expect(said(OWN, [], { nowUs }).verdict).toEqual({ kind: 'no-word' });
});

test('[EXP6] what may still come between is said of what is to sound, and of nothing else', () => {
  const cautions = ['node-offline', 'sound-not-held'] as const;
  expect(said(OWN, [], { cautions }).cautions).toEqual(cautions);
  expect(said(OWN, [], { cautions, isAimed: false }).cautions).toEqual([]);
});

test('[EXP2] orders that withdraw count for the nodes that they mean', () => {
  const atUs = START + 10e6;
  const laidOut = (unit: typeof TOWN) => {
    const stop = { atUs, what: { kind: 'everything' }, targets: unitsOf(unit) } as const;
    return layOutOn(MAP, NODE, { occurrences: [OWN], withdrawals: [stop] })?.layout;
  };
  expect(laidOut(WARD_A)?.segments.map(({ toUs }) => toUs)).toEqual([atUs]);
  expect(laidOut(WARD_B)?.segments.map(({ toUs }) => toUs)).toEqual([START + MINUTE]);
});
