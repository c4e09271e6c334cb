/** Random people take random steps: whatever they do, the laws of approval hold after each. */
import { parseAssetId, parseBulletinId, parseUnitId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AS_BROUGHT_IN, type Bulletin } from './bulletin.ts';
import { amended, awaitedStep, REVIEW_STEPS, type ReviewContext, stepReview } from './review.ts';

const people = ['lan', 'minh', 'hoa'];
const start: Bulletin = {
  ...AS_BROUGHT_IN,
  state: 'draft',
  bulletinId: parseBulletinId('b'),
  revision: 1,
  title: 't',
  class: 'normal',
  category: '',
  language: 'vi',
  unitId: parseUnitId('an-my'),
  author: 'lan',
  createdAtMs: 0,
  assetId: parseAssetId('A'.repeat(43)),
  durationFrames: 480_000,
  loudnessLufs: null,
  truePeakDbtp: null,
};

const context: fc.Arbitrary<ReviewContext> = fc.record({
  username: fc.constantFrom(...people),
  atMs: fc.nat(),
  day: fc.constantFrom('2026-11-22', '2026-11-23'),
  isApprover: fc.boolean(),
  maySpeak: fc.boolean(),
  heardPermille: fc.constantFrom(0, 899, 900, 1000),
  when: fc.constantFrom('before' as const, 'before' as const, 'afterwards' as const),
  standing: fc.option(fc.constant({ by: 'minh', throughDay: '2026-11-22' })),
});
const move = fc.oneof(
  fc.record({
    step: fc.record({
      kind: fc.constantFrom(...REVIEW_STEPS),
      reason: fc.constantFrom('', 'vì bão'),
    }),
    context,
  }),
  fc.record({ title: fc.string(), context }),
);

type Move = typeof move extends fc.Arbitrary<infer One> ? One : never;

/** What becomes of it; a step that is refused changes nothing. */
function after(before: Bulletin, one: Move): Bulletin {
  if ('title' in one) return amended(before, { title: one.title }, 'before');
  const result = stepReview(before, one.step, one.context);
  if (result.outcome === 'refused') return before;
  const { bulletin } = result;
  expect({ ...bulletin, state: 0, review: 0 }).toEqual({ ...before, state: 0, review: 0 });
  expect(JSON.stringify(bulletin)).not.toBe(JSON.stringify(before));
  expect(JSON.stringify(bulletin.review)).toContain(one.context.username);
  return bulletin;
}

function checkLaws({ review, state, author }: Bulletin): void {
  const own = [author, review.submittedBy];
  if (review.how === 'second-person') expect(own).not.toContain(review.decidedBy);
  if (review.reviewedBy !== null) expect(own).not.toContain(review.reviewedBy);
  if (review.how === 'break-glass' || state === 'returned') expect(review.reason).not.toBe('');
  if (awaitedStep({ review, state }) === 'look-back') expect(review.reviewedBy).toBeNull();
  expect(state === 'approved').toBe(review.how !== null);
}

test('[APR12] nobody is the second person of their own bulletin, and each step leaves its mark', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('upload' as const, 'recorded' as const, 'spoken' as const),
      fc.option(fc.constant('2026-11-22'), { nil: null }),
      fc.array(move, { maxLength: 30 }),
      (origin, validThrough, moves) => {
        let bulletin: Bulletin = { ...start, origin, validThrough };
        for (const one of moves) {
          const { revision } = bulletin;
          bulletin = after(bulletin, one);
          if (bulletin.revision !== revision) expect(bulletin.state).toBe('draft');
          checkLaws(bulletin);
        }
      },
    ),
  );
});
