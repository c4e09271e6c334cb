import { type CueId, parseCueId, parseNodeId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { foldReceipts, NOTHING_HEARD } from './fold-receipts.ts';
import type { StoredReceipt } from './receipt.ts';

const cueId = parseCueId('tin@2026-11-22T05:30');
const other: CueId = parseCueId('khan@2026-11-22T05:31:10');
const blank = { nodeId: parseNodeId('an-my-01'), cueId, why: null, cutBy: null } as const;
let sequence = 0;

function started(positionFrames: number, atUs = positionFrames): StoredReceipt {
  return { ...blank, sequence: ++sequence, kind: 'started', atUs, positionFrames };
}

function ended(
  positionFrames: number,
  why: StoredReceipt['why'],
  cutBy: CueId | null = null,
): StoredReceipt {
  const line = { ...blank, sequence: ++sequence, atUs: positionFrames, positionFrames };
  return { ...line, kind: 'ended', why, cutBy };
}

test('[PRF1] nothing reported is nothing heard', () => {
  expect(foldReceipts([])).toEqual(NOTHING_HEARD);
});

test('[PRF1] stretches that follow each other add up', () => {
  const lines = [
    started(0),
    ended(100, 'preempted', other),
    started(100, 500),
    ended(300, 'finished'),
  ];
  expect(foldReceipts(lines)).toMatchObject({
    startedAtUs: 0,
    endedAtUs: 300,
    heardFrames: 300,
    isOpen: false,
    hasFinished: true,
    reason: 'preempted',
    cutBy: other,
  });
});

test('[PRF1] what restarts from its beginning is not counted twice', () => {
  const lines = [
    started(0),
    ended(200, 'preempted', other),
    started(0, 900),
    ended(150, 'stopped'),
  ];
  expect(foldReceipts(lines)).toMatchObject({ heardFrames: 200, reason: 'stopped', cutBy: null });
});

test('[PRF1] a stretch without an end is open and counts nothing yet', () => {
  const lines = [started(0), ended(50, 'restarted'), started(60)];
  expect(foldReceipts(lines)).toMatchObject({
    heardFrames: 50,
    isOpen: true,
    endedAtUs: null,
    wasRestarted: true,
    reason: null,
  });
});

test('[PRF1] order of arrival does not matter', () => {
  const lines = [started(0), ended(50, 'restarted'), started(60), ended(90, 'finished')];
  expect(foldReceipts([...lines].reverse())).toEqual(foldReceipts(lines));
});

test('[PRF1] a miss names its reason', () => {
  const missed: StoredReceipt = {
    ...ended(0, 'asset-missing'),
    kind: 'missed',
  };
  expect(foldReceipts([missed])).toEqual({ ...NOTHING_HEARD, reason: 'asset-missing' });
});
