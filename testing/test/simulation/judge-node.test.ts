/** The judge of simulated nodes finds what it is there to find. */
import { type Cue, layOut } from '@loa/protocol/playout';
import { parseAssetId, parseCueId } from '@loa/protocol/vocabulary';
import { expect, it } from 'vitest';
import type { Receipt } from '../../../node-agent/src/domain/receipts/index.ts';
import { judgeNode } from './judge-node.ts';

const S = 1e6;
const START_US = 1_795_305_600 * S;
const cue = {
  cueId: parseCueId('tin@2026-11-22T05:30'),
  assetId: parseAssetId('a'.repeat(43)),
  source: 'scheduled',
  class: 'normal',
  priority: 50,
  startAtUs: START_US,
  durationFrames: 30 * 48_000,
  whenPreempted: 'continue',
  late: { kind: 'skip' },
  validUntilUs: START_US + 600 * S,
} as Cue;
const { cueId } = cue;
const stretch = (fromS: number, toS: number) => ({
  cueId,
  fromUs: START_US + fromS * S,
  toUs: START_US + toS * S,
  fromFrames: fromS * 48_000,
});
const record = (fromS: number, toS: number, why = 'finished') =>
  [
    { kind: 'started', cueId, positionFrames: fromS * 48_000 },
    { kind: 'ended', cueId, positionFrames: toS * 48_000, why },
  ] as unknown as Receipt[];
const missed = (why: string) => ({ kind: 'missed', cueId, why }) as unknown as Receipt;
const FINE = { sounded: [stretch(0, 30)], receipts: record(0, 30) };
const off = [{ fromUs: START_US - S, toUs: START_US + 10 * S }];

function found(change: Partial<typeof FINE>, done: { off?: typeof off; shaken?: typeof off } = {}) {
  const ordeal = { off: [], lost: [], lacks: new Set<never>(), ...done };
  const story = { layout: layOut([cue]), cues: [cue], ...FINE, ...change, ordeal };
  return judgeNode(story).unexplained.length > 0;
}

it('[SIM3] the judge accepts what was planned, and what has a true reason', () => {
  expect(found({})).toBe(false);
  const late = { sounded: [stretch(10, 30)], receipts: record(10, 30) };
  expect(found(late, { off })).toBe(false);
  expect(found({ sounded: [], receipts: [missed('node-offline')] }, { off })).toBe(false);
  expect(found({ sounded: [], receipts: [] }, { shaken: off })).toBe(false);
});

it.each([
  ['lost', { sounded: [], receipts: [] }],
  ['heard and not on record', { receipts: [missed('preempted')] }],
  ['on record and not heard', { sounded: [] }],
  ['heard twice', { sounded: [stretch(0, 30), stretch(20, 30)] }],
  ['late without a reason', { sounded: [stretch(10, 30)], receipts: record(10, 30) }],
  ['cut without a reason', { sounded: [stretch(0, 20)], receipts: record(0, 20, 'preempted') }],
  ['missed for a reason that is not true', { sounded: [], receipts: [missed('node-offline')] }],
  ['told twice', { receipts: [missed('muted'), missed('muted')], sounded: [] }],
])('[SIM3] the judge finds what is %s', (_, change) => {
  expect(found(change)).toBe(true);
});

it('[SIM3] the judge finds what is heard and not on record, whatever was done to the node', () => {
  expect(found({ receipts: [missed('node-offline')] }, { off })).toBe(true);
  expect(found({ receipts: [] }, { shaken: off })).toBe(true);
});

it('[SIM3] the judge takes each stretch of what begins anew twice for itself', () => {
  const others = [0, 1].map((n) => ({
    ...{ ...cue, cueId: parseCueId(`cao-${n}@2026-11-22T05:30`), priority: 90 },
    ...{ startAtUs: START_US + (20 + n * 20) * S, durationFrames: 10 * 48_000 },
  }));
  const anew = { ...cue, whenPreempted: 'restart' } as Cue;
  const plan = layOut([anew, ...others]);
  const sounded = plan.segments.map(({ cue: { cueId }, fromUs, toUs, fromFrames }) => {
    return { cueId, fromUs, toUs, fromFrames };
  });
  const receipts = plan.segments.flatMap(({ cue: of, fromUs, toUs }) => {
    const lengthS = (toUs - fromUs) / S;
    const isCut = of === anew && lengthS < 30;
    const why = isCut ? 'preempted' : 'finished';
    return record(0, lengthS, why).map((one) => ({ ...one, cueId: of.cueId, atUs: fromUs }));
  });
  const ordeal = { off: [], lost: [], lacks: new Set<never>() };
  const story = { layout: plan, cues: [anew, ...others], sounded, receipts, ordeal };
  expect(sounded.filter((one) => one.cueId === cueId)).toHaveLength(3);
  expect(judgeNode(story).unexplained).toEqual([]);
});

it('[SIM3] the judge finds two voices at a time', () => {
  const both = [cue, { ...cue, cueId: parseCueId('hai@2026-11-22T05:30') }];
  const sounded = both.map((one) => ({ ...stretch(0, 30), cueId: one.cueId }));
  const receipts = both.flatMap((one) => record(0, 30).map((r) => ({ ...r, cueId: one.cueId })));
  const ordeal = { off: [], lost: [], lacks: new Set<never>() };
  const apart = both.map((one, at) => ({ ...one, startAtUs: START_US + at * 30 * S }));
  const layout = layOut(apart);
  const { unexplained } = judgeNode({ layout, cues: apart, sounded, receipts, ordeal });
  expect(unexplained.filter((one) => one.includes('together'))).toHaveLength(1);
});
