import { parseCueId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { type Heard, NOTHING_HEARD } from './fold-receipts.ts';
import {
  FULL_TOLERANCE_FRAMES,
  type Judged,
  judgePlay,
  REPORT_GRACE_US,
  settledAtUs,
} from './judge-play.ts';

const START = 1_000_000_000;
const FRAMES = 480_000;
const END = START + 10_000_000;
const other = parseCueId('khan@2026-11-22T05:31:10');

function judged(heard: Partial<Heard>, change: Partial<Judged> = {}): Judged {
  return {
    heard: { ...NOTHING_HEARD, ...heard },
    source: 'scheduled',
    durationFrames: FRAMES,
    stoppedAtUs: null,
    foreseen: { outcome: 'full', reason: null, cutBy: null, startsAtUs: START, endsAtUs: END },
    isOnline: true,
    ...change,
  };
}

test('[PRF2] full to within one packet, whatever else was reported', () => {
  const enough = { startedAtUs: START, heardFrames: FRAMES - FULL_TOLERANCE_FRAMES };
  expect(judgePlay(judged({ ...enough, reason: 'preempted', cutBy: other }), END)).toEqual({
    outcome: 'full',
    reason: null,
    cutBy: null,
  });
  const short = { ...enough, heardFrames: enough.heardFrames - 1, hasFinished: true };
  expect(judgePlay(judged(short), END).outcome).toBe('part');
});

test('[LIV9] of a stream the first and last packets may be lacking, of the shortest call not half', () => {
  const live = { source: 'live', durationFrames: 48_000 } as const;
  const heard = (heardFrames: number) => ({ startedAtUs: START, heardFrames, hasFinished: true });
  expect(judgePlay(judged(heard(38_400), live), END).outcome).toBe('full');
  expect(judgePlay(judged(heard(38_399), live), END).outcome).toBe('part');
  const short = { ...live, durationFrames: 9_600 };
  expect(judgePlay(judged(heard(4_800), short), END).outcome).toBe('full');
  expect(judgePlay(judged(heard(4_799), short), END).outcome).toBe('part');
});

test('[PRF2] an open stretch sounds while the node is there, and is unknown otherwise', () => {
  const open = { startedAtUs: START, enteredAtFrames: 0, isOpen: true };
  expect(judgePlay(judged(open), START + 1).outcome).toBe('sounding');
  expect(judgePlay(judged(open, { isOnline: false }), START + 1).outcome).toBe('unknown');
  expect(judgePlay(judged(open), END + REPORT_GRACE_US).outcome).toBe('unknown');
});

test('[PRF2] what was cut for good is part, with the reason and the cue that cut it', () => {
  const cut: Partial<Heard> = {
    startedAtUs: START,
    endedAtUs: START + 5e6,
    enteredAtFrames: 0,
    heardFrames: 240_000,
    reason: 'preempted',
    cutBy: other,
  };
  const goesOn = judged(cut, {
    foreseen: {
      outcome: 'full',
      reason: null,
      cutBy: null,
      startsAtUs: START,
      endsAtUs: END + 60e6,
    },
  });
  expect(judgePlay(goesOn, END).outcome).toBe('planned');
  expect(judgePlay(goesOn, END + 60e6)).toEqual({
    outcome: 'part',
    reason: 'preempted',
    cutBy: other,
  });
  const stopped = judged({ ...cut, reason: 'stopped', cutBy: null });
  expect(judgePlay(stopped, START + 5e6)).toEqual({
    outcome: 'part',
    reason: 'stopped',
    cutBy: null,
  });
});

test('[PRF2] a part without a reason of its own was joined late, or lost to a restart', () => {
  const late = { startedAtUs: START + 3e6, heardFrames: 300_000, hasFinished: true };
  expect(judgePlay(judged({ ...late, enteredAtFrames: 144_000 }), END).reason).toBe('joined-late');
  expect(judgePlay(judged({ ...late, enteredAtFrames: 0, wasRestarted: true }), END).reason).toBe(
    'node-offline',
  );
});

test('[PRF2] a miss keeps the node’s reason', () => {
  expect(judgePlay(judged({ reason: 'asset-missing' }), END)).toEqual({
    outcome: 'missed',
    reason: 'asset-missing',
    cutBy: null,
  });
});

test('[PRF2] without a word: planned, then unknown when it is over or the node away', () => {
  expect(judgePlay(judged({}), START - 1).outcome).toBe('planned');
  expect(judgePlay(judged({}, { isOnline: false }), START - 1).outcome).toBe('planned');
  expect(judgePlay(judged({}), START + 1).outcome).toBe('planned');
  expect(judgePlay(judged({}, { isOnline: false }), START).outcome).toBe('unknown');
  const over = settledAtUs(judged({}));
  expect(over).toBe(END + REPORT_GRACE_US);
  expect(judgePlay(judged({}), over - 1).outcome).toBe('planned');
  expect(judgePlay(judged({}), over).outcome).toBe('unknown');
});

test('[PRF2] stopped before its start is missed, unless the node may not have heard of it', () => {
  const stopped = { stoppedAtUs: START - 5e6 };
  expect(judgePlay(judged({}, stopped), START - 1)).toMatchObject({
    outcome: 'missed',
    reason: 'stopped',
  });
  expect(judgePlay(judged({}, { ...stopped, isOnline: false }), START + 1).outcome).toBe('unknown');
});

test('[CAL97] what a rule withheld is missed for that reason, at any time and without a node', () => {
  const withheld = judged({}, { withheld: 'quiet-hours', isOnline: false });
  for (const nowUs of [START - 1, START, END + REPORT_GRACE_US]) {
    const play = judgePlay(withheld, nowUs);
    expect(play).toEqual({ outcome: 'missed', reason: 'quiet-hours', cutBy: null });
  }
});
