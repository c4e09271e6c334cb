/** The way to the air as a table: every step from every state, by every kind of person. */
import { parseAssetId, parseBulletinId, parseUnitId } from '@loa/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { AS_BROUGHT_IN, type Bulletin, NOT_REVIEWED } from './bulletin.ts';
import {
  amended,
  awaitedStep,
  REVIEW_STEPS,
  type ReviewContext,
  type ReviewStepKind,
  silenceOf,
  stateOn,
  stepReview,
} from './review.ts';

const TODAY = '2026-11-22';
const NOW_MS = 1_795_327_200_000;

const BULLETIN: Bulletin = {
  ...AS_BROUGHT_IN,
  state: 'draft',
  bulletinId: parseBulletinId('thu-gom-rac'),
  revision: 3,
  title: 'Lịch thu gom rác',
  class: 'normal',
  category: 'môi trường',
  language: 'vi',
  unitId: parseUnitId('an-my'),
  author: 'lan',
  createdAtMs: 0,
  assetId: parseAssetId('A'.repeat(43)),
  durationFrames: 480_000,
  loudnessLufs: -16,
  truePeakDbtp: -1.5,
};
const AUTHOR: ReviewContext = {
  username: 'lan',
  atMs: NOW_MS,
  day: TODAY,
  isApprover: false,
  maySpeak: false,
  heardPermille: 0,
  when: 'before',
  standing: null,
};
const APPROVER: ReviewContext = {
  ...AUTHOR,
  username: 'minh',
  isApprover: true,
  heardPermille: 900,
};
const SUBMITTED = step(BULLETIN, 'submit', AUTHOR);
const APPROVED = step(SUBMITTED, 'approve', APPROVER);
const RETURNED = step(SUBMITTED, 'return', APPROVER);

function tryStep(bulletin: Bulletin, kind: ReviewStepKind, context: ReviewContext) {
  return stepReview(bulletin, { kind, reason: 'vì bão' }, context);
}
function step(bulletin: Bulletin, kind: ReviewStepKind, context: ReviewContext): Bulletin {
  const result = tryStep(bulletin, kind, context);
  if (result.outcome === 'refused') throw new Error(`${kind}: ${result.reason}`);
  return result.bulletin;
}
const answer = (bulletin: Bulletin, kind: ReviewStepKind, context: ReviewContext) => {
  const result = tryStep(bulletin, kind, context);
  return result.outcome === 'refused' ? result.reason : result.bulletin.state;
};

describe('[APR1] the author of an uploaded bulletin', () => {
  test.each([
    ['draft', BULLETIN, ['submitted', 'own-bulletin', 'own-bulletin', 'approved', 'own-bulletin']],
    [
      'submitted',
      SUBMITTED,
      ['wrong-state', 'own-bulletin', 'own-bulletin', 'approved', 'own-bulletin'],
    ],
    [
      'returned',
      RETURNED,
      ['submitted', 'own-bulletin', 'own-bulletin', 'approved', 'own-bulletin'],
    ],
    [
      'approved',
      APPROVED,
      ['wrong-state', 'own-bulletin', 'own-bulletin', 'wrong-state', 'own-bulletin'],
    ],
  ] as const)('%s', (_, bulletin, expected) => {
    const kinds = REVIEW_STEPS.filter((kind) => kind !== 'speak');
    expect(kinds.map((kind) => answer(bulletin, kind, { ...AUTHOR, isApprover: true }))).toEqual(
      expected,
    );
  });
});

describe('[APR2] an approver who has heard it', () => {
  test.each([
    ['draft', BULLETIN, ['wrong-state', 'wrong-state', 'wrong-state']],
    ['submitted', SUBMITTED, ['approved', 'returned', 'wrong-state']],
    ['returned', RETURNED, ['wrong-state', 'wrong-state', 'wrong-state']],
    ['approved', APPROVED, ['wrong-state', 'returned', 'wrong-state']],
  ] as const)('%s', (_, bulletin, expected) => {
    const kinds = ['approve', 'return', 'look-back'] as const;
    expect(kinds.map((kind) => answer(bulletin, kind, APPROVER))).toEqual(expected);
  });
});

test('[APR2] approving is on record with its day; who has not heard it, or is no approver, does not', () => {
  expect(APPROVED.review).toMatchObject({
    ...{ submittedBy: 'lan', submittedAtMs: NOW_MS },
    ...{ decidedBy: 'minh', decidedAtMs: NOW_MS, how: 'second-person' },
  });
  expect(answer(SUBMITTED, 'approve', { ...APPROVER, heardPermille: 899 })).toBe('not-heard');
  expect(answer(SUBMITTED, 'approve', { ...APPROVER, isApprover: false })).toBe('not-approver');
});

test('[APR3] who put it forward for another approves it neither', () => {
  const helper = { ...APPROVER, username: 'hoa' };
  const put = step(BULLETIN, 'submit', helper);
  expect(answer(put, 'approve', helper)).toBe('own-bulletin');
  expect(answer(put, 'approve', APPROVER)).toBe('approved');
});

test('[APR4] returning needs a reason, which stays until it is put forward again', () => {
  expect(RETURNED.review).toMatchObject({ decidedBy: 'minh', how: null, reason: 'vì bão' });
  const silent = stepReview(SUBMITTED, { kind: 'return', reason: '  ' }, APPROVER);
  expect(silent).toEqual({ outcome: 'refused', reason: 'reason-missing' });
  expect(step(RETURNED, 'submit', AUTHOR).review).toMatchObject({ reason: '', decidedBy: null });
  expect(answer(APPROVED, 'return', APPROVER)).toBe('returned');
});

test('[APR5] break-glass needs a reason and waits for a second person to look at it', () => {
  const broken = step(BULLETIN, 'break-glass', AUTHOR);
  expect(broken.review).toMatchObject({ how: 'break-glass', decidedBy: 'lan', reason: 'vì bão' });
  expect(awaitedStep(broken)).toBe('look-back');
  expect(stepReview(BULLETIN, { kind: 'break-glass' }, AUTHOR)).toMatchObject({
    reason: 'reason-missing',
  });
  const helper = { ...APPROVER, username: 'hoa' };
  const byHelper = step(SUBMITTED, 'break-glass', helper);
  expect(byHelper.review).toMatchObject({ submittedBy: 'lan', decidedBy: 'hoa' });
  expect(answer(byHelper, 'look-back', helper)).toBe('own-bulletin');
  const looked = step(byHelper, 'look-back', APPROVER);
  expect(looked.review).toMatchObject({ how: 'break-glass', reviewedBy: 'minh' });
  expect(awaitedStep(looked)).toBeNull();
});

test('[APR6] a standing approval lets through what is put forward, through its last day', () => {
  const standing = { by: 'minh', throughDay: TODAY };
  const passed = step(BULLETIN, 'submit', { ...AUTHOR, standing });
  expect(passed.review).toMatchObject({ how: 'standing', decidedBy: 'minh', submittedBy: 'lan' });
  expect(awaitedStep(passed)).toBe('look-back');
  const over = { ...standing, throughDay: '2026-11-21' };
  expect(step(BULLETIN, 'submit', { ...AUTHOR, standing: over }).state).toBe('submitted');
});

test('[APR7] by the rule “afterwards” it may sound at once, and is looked at later', () => {
  const passed = step(BULLETIN, 'submit', { ...AUTHOR, when: 'afterwards' });
  expect(passed).toMatchObject({ state: 'approved', review: { how: 'afterwards' } });
  expect(answer(passed, 'look-back', { ...APPROVER, heardPermille: 0 })).toBe('not-heard');
  expect(step(passed, 'look-back', APPROVER).review.reviewedBy).toBe('minh');
  expect(step(passed, 'return', APPROVER)).toMatchObject({ state: 'returned' });
  const free = step(BULLETIN, 'submit', { ...AUTHOR, when: 'free' });
  expect([free.state, free.review.how, awaitedStep(free)]).toEqual(['approved', null, null]);
});

test('[APR1] [TTS30] what a voice has spoken is heard by who puts it forward', () => {
  const spoken: Bulletin = { ...BULLETIN, origin: 'spoken' };
  expect(answer(spoken, 'submit', { ...AUTHOR, heardPermille: 899 })).toBe('not-heard');
  expect(answer(spoken, 'submit', { ...AUTHOR, heardPermille: 900 })).toBe('submitted');
});

test('[APR8] own voice: recorded at the microphone and sent by its author, who may speak', () => {
  const recorded: Bulletin = { ...BULLETIN, origin: 'recorded' };
  const speaker = { ...AUTHOR, maySpeak: true };
  expect(step(recorded, 'speak', speaker)).toMatchObject({
    state: 'approved',
    review: { how: 'own-voice', decidedBy: 'lan' },
  });
  expect(awaitedStep(step(recorded, 'speak', speaker))).toBeNull();
  expect(answer(recorded, 'speak', AUTHOR)).toBe('not-own-voice');
  expect(answer(BULLETIN, 'speak', speaker)).toBe('not-own-voice');
  expect(answer(recorded, 'speak', { ...speaker, username: 'hoa' })).toBe('not-own-voice');
});

test('[APR9] after its last day a bulletin is expired and goes nowhere', () => {
  const old: Bulletin = { ...SUBMITTED, validThrough: '2026-11-21' };
  expect(stateOn(old, '2026-11-21')).toBe('submitted');
  expect(stateOn(old, TODAY)).toBe('expired');
  expect(answer(old, 'approve', APPROVER)).toBe('expired');
  expect(answer(old, 'break-glass', AUTHOR)).toBe('expired');
  expect(answer(old, 'return', APPROVER)).toBe('returned');
});

test('[APR10] a change of title, words, class or sound is a new revision that nobody approved', () => {
  const named = { ...APPROVED, review: { ...APPROVED.review, templateId: 't', paper: PAPER } };
  const titled = amended(named, { title: 'Khác' }, 'before');
  expect(titled).toMatchObject({ revision: 4, state: 'draft', title: 'Khác' });
  expect(titled.review).toEqual({ ...NOT_REVIEWED, templateId: 't', paper: PAPER });
  for (const change of [
    { transcript: 'Khác' },
    { class: 'priority' },
    { assetId: parseAssetId('B'.repeat(43)) },
  ] as const) {
    expect(amended(named, change, 'afterwards')).toMatchObject({
      ...change,
      ...{ revision: 4, state: 'draft', review: NOT_REVIEWED },
    });
  }
  expect(amended(named, { category: 'y tế', validThrough: TODAY }, 'before')).toMatchObject({
    ...{ revision: 3, state: 'approved', category: 'y tế', validThrough: TODAY },
  });
  expect(amended(named, { title: 'Khác' }, 'free')).toMatchObject({
    revision: 4,
    state: 'approved',
  });
});
const PAPER = { number: '15/TB-UBND', file: null };

test('[APR11] what sounds is approved and within its days', () => {
  expect(silenceOf(SUBMITTED, TODAY)).toBe('not-approved');
  expect(silenceOf(APPROVED, TODAY)).toBeNull();
  const dated = { ...APPROVED, validFrom: '2026-11-20', validThrough: '2026-11-24' };
  const days = ['2026-11-19', '2026-11-20', '2026-11-24', '2026-11-25'];
  expect(days.map((day) => silenceOf(dated, day))).toEqual(['expired', null, null, 'expired']);
});
