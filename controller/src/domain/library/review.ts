/**
 * The way of a bulletin to the air.
 *
 *   draft ──submit──► submitted ──approve──► approved
 *     ▲  ╲               │   ╲                 │
 *     │   break-glass ───┼────┼──► approved    │
 *     │                return │              return
 *     │                  ▼    ▼                ▼
 *     └──── change ──── returned ◄─────────────┘
 *
 * A change of what is heard or read makes a draft of any of them. `expired` follows from validity.
 */
import { type BulletinState, HEARD_PERMILLE } from '@loa/protocol/vocabulary';
import { type Bulletin, NOT_REVIEWED, type Review } from './bulletin.ts';

export const REVIEW_STEPS = [
  'submit',
  'approve',
  'return',
  'break-glass',
  'look-back', // what came to the air without a second person is looked at afterwards
  'speak', // who may speak live sends what they recorded themselves
] as const;
export type ReviewStepKind = (typeof REVIEW_STEPS)[number];

export interface ReviewStep {
  readonly kind: ReviewStepKind;
  /** Of `return` and `break-glass`. */
  readonly reason?: string;
}

/** Who takes the step, when, and what the city says about it. */
export interface ReviewContext {
  readonly username: string;
  readonly atMs: number;
  /** Civil day of the city. */
  readonly day: string;
  readonly isApprover: boolean;
  readonly maySpeak: boolean;
  /** How much of this very sound the person has heard. */
  readonly heardPermille: number;
  readonly when: ApprovalTime;
  /** Of the template that the bulletin was made from. */
  readonly standing: { readonly by: string; readonly throughDay: string } | null;
}

/** `free`: the city has nothing to say about approval. */
export type ApprovalTime = 'before' | 'afterwards' | 'free';

export type ReviewRefusal =
  | 'wrong-state'
  | 'expired'
  | 'not-approver'
  | 'own-bulletin'
  | 'not-heard'
  | 'reason-missing'
  | 'not-own-voice';

export type ReviewResult =
  | { readonly outcome: 'stepped'; readonly bulletin: Bulletin }
  | { readonly outcome: 'refused'; readonly reason: ReviewRefusal };

type State = Bulletin['state'];

/** The states in which each step may be taken. */
const FROM: { readonly [kind in ReviewStepKind]: readonly State[] } = {
  submit: ['draft', 'returned'],
  approve: ['submitted'],
  return: ['submitted', 'approved'],
  'break-glass': ['draft', 'submitted', 'returned'],
  'look-back': ['approved'],
  speak: ['draft', 'submitted', 'returned'],
};

/** Steps of a second person. */
const SECOND_PERSON: readonly ReviewStepKind[] = ['approve', 'return', 'look-back'];
/** Steps after which it may sound: not once its validity is over. */
const TO_THE_AIR: readonly ReviewStepKind[] = ['submit', 'approve', 'break-glass', 'speak'];

/** [APR1] [APR2] [APR3] [APR4] [APR5] [APR6] [APR7] [APR8] */
export function stepReview(
  bulletin: Bulletin,
  step: ReviewStep,
  context: ReviewContext,
): ReviewResult {
  const reason = refusalOf(bulletin, step, context);
  return reason === null
    ? { outcome: 'stepped', bulletin: { ...bulletin, ...stepped(bulletin, step, context) } }
    : { outcome: 'refused', reason };
}

function refusalOf(
  bulletin: Bulletin,
  step: ReviewStep,
  context: ReviewContext,
): ReviewRefusal | null {
  return (
    personRefusal(bulletin, step, context) ??
    stateRefusal(bulletin, step, context) ??
    mannerRefusal(bulletin, step, context)
  );
}

function personRefusal(
  bulletin: Bulletin,
  { kind }: ReviewStep,
  context: ReviewContext,
): ReviewRefusal | null {
  if (kind === 'speak') return isOwnVoice(bulletin, context) ? null : 'not-own-voice';
  if (!SECOND_PERSON.includes(kind)) return null;
  if (isOwn(bulletin, context.username)) return 'own-bulletin';
  return context.isApprover ? null : 'not-approver';
}

function stateRefusal(
  bulletin: Bulletin,
  { kind }: ReviewStep,
  { day }: ReviewContext,
): ReviewRefusal | null {
  if (!FROM[kind].includes(bulletin.state)) return 'wrong-state';
  if (kind === 'look-back' && awaitedStep(bulletin) !== 'look-back') return 'wrong-state';
  return TO_THE_AIR.includes(kind) && isExpired(bulletin, day) ? 'expired' : null;
}

function mannerRefusal(
  { origin }: Bulletin,
  { kind, reason = '' }: ReviewStep,
  { heardPermille }: ReviewContext,
): ReviewRefusal | null {
  const isReasoned = kind === 'return' || kind === 'break-glass';
  if (isReasoned && reason.trim() === '') return 'reason-missing';
  const isHeard = heardPermille >= HEARD_PERMILLE;
  const isListened =
    kind === 'approve' || kind === 'look-back' || (kind === 'submit' && origin === 'spoken');
  return isListened && !isHeard ? 'not-heard' : null;
}

/** Whoever wrote it, put it forward or let it through themselves is no second person. */
function isOwn({ author, review }: Bulletin, username: string): boolean {
  const { submittedBy, how, decidedBy } = review;
  return (
    author === username ||
    submittedBy === username ||
    (how === 'break-glass' && decidedBy === username)
  );
}

function isOwnVoice({ origin, author }: Bulletin, { username, maySpeak }: ReviewContext): boolean {
  return (origin === 'recorded' || origin === 'talk') && author === username && maySpeak;
}

type Change = Pick<Bulletin, 'state' | 'review'>;

function stepped(
  { review }: Bulletin,
  { kind, reason = '' }: ReviewStep,
  context: ReviewContext,
): Change {
  const { username, atMs } = context;
  const submitted = { submittedBy: username, submittedAtMs: atMs };
  const decided = { decidedBy: username, decidedAtMs: atMs, reason: reason.trim() };
  switch (kind) {
    case 'submit':
      return submission({ ...review, ...UNDECIDED, ...submitted }, context);
    case 'approve':
      return { state: 'approved', review: { ...review, ...decided, how: 'second-person' } };
    case 'return': {
      const looked = { reviewedBy: null, reviewedAtMs: null };
      return { state: 'returned', review: { ...review, ...decided, ...looked, how: null } };
    }
    case 'break-glass': {
      const own = review.submittedBy === null ? submitted : {};
      return { state: 'approved', review: { ...review, ...own, ...decided, how: 'break-glass' } };
    }
    case 'look-back':
      return { state: 'approved', review: { ...review, reviewedBy: username, reviewedAtMs: atMs } };
    case 'speak':
      return {
        state: 'approved',
        review: { ...review, ...submitted, ...decided, how: 'own-voice' },
      };
  }
}

const UNDECIDED: Pick<
  Review,
  'decidedBy' | 'decidedAtMs' | 'how' | 'reason' | 'reviewedBy' | 'reviewedAtMs'
> = NOT_REVIEWED;

/** What is put forward may be let through at once: by its template, or by its unit's rule. */
function submission(review: Review, { day, when, standing, atMs }: ReviewContext): Change {
  const { decidedBy, how } = NOT_REVIEWED;
  const undecided = { ...review, decidedBy, how };
  if (standing !== null && day <= standing.throughDay) {
    const decided = { decidedBy: standing.by, decidedAtMs: atMs, how: 'standing' } as const;
    return { state: 'approved', review: { ...undecided, ...decided } };
  }
  if (when === 'before') return { state: 'submitted', review: undecided };
  const decided = { decidedAtMs: atMs, how: when === 'afterwards' ? 'afterwards' : null } as const;
  return { state: 'approved', review: { ...undecided, ...decided } };
}

/** What a bulletin waits for from a second person. */
export function awaitedStep({
  state,
  review,
}: Pick<Bulletin, 'state' | 'review'>): 'approve' | 'look-back' | null {
  if (state === 'submitted') return 'approve';
  const { how, reviewedBy } = review;
  const isUnseen = how === 'standing' || how === 'afterwards' || how === 'break-glass';
  return state === 'approved' && isUnseen && reviewedBy === null ? 'look-back' : null;
}

function isExpired({ validThrough }: Pick<Bulletin, 'validThrough'>, day: string): boolean {
  return validThrough !== null && validThrough < day;
}

/** [APR9] */
export function stateOn(
  bulletin: Pick<Bulletin, 'state' | 'validThrough'>,
  day: string,
): BulletinState {
  return isExpired(bulletin, day) ? 'expired' : bulletin.state;
}

/** What people may change of a bulletin that is there. */
export type BulletinAmendment = Partial<
  Pick<
    Bulletin,
    | 'title'
    | 'category'
    | 'language'
    | 'class'
    | 'transcript'
    | 'validFrom'
    | 'validThrough'
    | 'versionOf'
    | 'assetId'
    | 'durationFrames'
  >
>;

/**
 * [APR10] What is heard or read was approved as it was: a change of it is a new revision, and a draft
 * where approval counts for anything. Nothing of the former revision is planned any more.
 */
export function amended(
  former: Bulletin,
  amendment: BulletinAmendment,
  when: ApprovalTime,
): Bulletin {
  const next = { ...former, ...amendment };
  const isSaid = (['transcript', 'assetId', 'class'] as const).some(
    (field) => next[field] !== former[field],
  );
  if (!isSaid && next.title === former.title) return next;
  const templateId = isSaid ? null : former.review.templateId;
  const revision = former.revision + 1;
  if (when === 'free') return { ...next, revision, review: { ...next.review, templateId } };
  const { paper } = isSaid ? NOT_REVIEWED : former.review;
  return { ...next, revision, state: 'draft', review: { ...NOT_REVIEWED, templateId, paper } };
}

/** [APR11] Why a bulletin may not sound on a day; null where it may. */
export function silenceOf(
  bulletin: Pick<Bulletin, 'state' | 'validFrom' | 'validThrough'>,
  day: string,
): 'not-approved' | 'expired' | null {
  if (bulletin.state !== 'approved') return 'not-approved';
  const { validFrom } = bulletin;
  return isExpired(bulletin, day) || (validFrom !== null && day < validFrom) ? 'expired' : null;
}
