/** Steps on a bulletin's way to the air, each on record and in the audit log. */
import type { BulletinId, ProblemCode } from '@loa/protocol/vocabulary';
import type { Clock } from '@loa/runtime/pure';
import type { Bulletin } from '../domain/library/bulletin.ts';
import {
  awaitedStep,
  REVIEW_STEPS,
  type ReviewRefusal,
  type ReviewStepKind,
  stateOn,
  stepReview,
} from '../domain/library/review.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { decide } from '../domain/policy/permissions.ts';
import type { Approvals, RevisedStep, Standing } from './approval-facade.ts';
import { approversFor, contextFor, today } from './approval-rights.ts';
import type { EventBus } from './events.ts';
import type { Planner } from './planning.ts';
import type { Stores } from './ports.ts';
import type { Refused } from './refused.ts';
import { shownBulletin } from './shown-bulletin.ts';

export interface ApprovalsDeps {
  readonly stores: Pick<
    Stores,
    'city' | 'library' | 'documents' | 'accounts' | 'audit' | 'transactions'
  >;
  readonly planner: Pick<Planner, 'request'>;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** Steps that a person of the unit takes; the others are for approvers. */
const OWN_STEPS: readonly ReviewStepKind[] = ['submit', 'break-glass'];

export function createApprovals(deps: ApprovalsDeps): Approvals {
  return {
    standings: (actor) => standings(deps, actor),
    take: (actor, bulletinId, step) => take(deps, actor, { bulletinId, step }),
    heard: (actor, bulletinId, played) => {
      const { revision } = played;
      const bulletin = shownBulletin(deps.stores.library, { bulletinId, revision });
      if ('outcome' in bulletin) return bulletin;
      deps.stores.library.putHeard({
        ...{ bulletinId, assetId: bulletin.assetId, username: actor.username },
        ...{ heardPermille: played.permille, atMs: deps.clock.nowMs() },
      });
      return bulletin;
    },
    inbox: (actor) => inbox(deps, actor),
  };
}

function groundOf({ stores, clock }: ApprovalsDeps) {
  const { library, documents, accounts, city } = stores;
  return {
    ...{ library, documents, map: city.load(), nowMs: clock.nowMs() },
    people: accounts.list(),
  };
}

function standings(deps: ApprovalsDeps, actor: Actor): (bulletin: Bulletin) => Standing {
  const ground = groundOf(deps);
  const { people, map } = ground;
  const day = today(ground);
  return (bulletin) => {
    const { unitId, author } = bulletin;
    const context = contextFor(ground, bulletin, actor);
    const may = (kind: ReviewStepKind): boolean => {
      if (kind === 'speak') return false;
      const action = OWN_STEPS.includes(kind) ? 'bulletin.submit' : 'bulletin.approve';
      const resource = { kind: 'bulletin', unitId } as const;
      if (decide({ actor, action, resource, map }) !== 'allowed') return false;
      const result = stepReview(bulletin, { kind, reason: '.' }, context);
      return result.outcome === 'stepped' || result.reason === 'not-heard';
    };
    return {
      state: stateOn(bulletin, day),
      awaits: awaitedStep(bulletin),
      approvers: approversFor(ground, bulletin, people).map((one) => one.username),
      mine: {
        isAuthor: author === actor.username,
        heardPermille: context.heardPermille,
        steps: REVIEW_STEPS.filter(may),
      },
    };
  };
}

function inbox(deps: ApprovalsDeps, actor: Actor): readonly Bulletin[] {
  const ground = groundOf(deps);
  const isMine = (bulletin: Bulletin): boolean =>
    awaitedStep(bulletin) !== null &&
    approversFor(ground, bulletin, ground.people).some(
      ({ username }) => username === actor.username,
    );
  const sinceMs = ({ review, createdAtMs }: Bulletin) =>
    review.decidedAtMs ?? review.submittedAtMs ?? createdAtMs;
  return ground.library
    .list()
    .filter(isMine)
    .sort((a, b) => sinceMs(a) - sinceMs(b));
}

function take(
  deps: ApprovalsDeps,
  actor: Actor,
  { bulletinId, step }: { bulletinId: BulletinId; step: RevisedStep },
): Bulletin | Refused {
  const answer = deps.stores.transactions.run(() => {
    const { revision } = step;
    const bulletin = shownBulletin(deps.stores.library, { bulletinId, revision });
    if ('outcome' in bulletin) return bulletin;
    const result = stepReview(bulletin, step, contextFor(groundOf(deps), bulletin, actor));
    if (result.outcome === 'refused') return refusedStep(result.reason, step.kind);
    deps.stores.library.put(result.bulletin);
    noteStep(deps, actor, { kind: step.kind, bulletin: result.bulletin });
    return result.bulletin;
  });
  if (!('outcome' in answer)) {
    deps.events.emit({ kind: 'library-changed' });
    deps.planner.request();
  }
  return answer;
}

export function noteStep(
  { stores, clock }: { readonly stores: Pick<Stores, 'audit'>; readonly clock: Clock },
  actor: Pick<Actor, 'username'>,
  { kind, bulletin }: { readonly kind: ReviewStepKind; readonly bulletin: Bulletin },
): void {
  const { bulletinId, title, assetId, revision, state, review } = bulletin;
  stores.audit.append({
    atMs: clock.nowMs(),
    actor: actor.username,
    action: `bulletin.${kind === 'speak' ? 'own-voice' : kind}`,
    subject: bulletinId,
    detail: { title, assetId, revision, state, how: review.how, reason: review.reason },
  });
}

const REFUSALS: {
  readonly [reason in ReviewRefusal]: readonly [code: ProblemCode, detail: string];
} = {
  'wrong-state': ['bulletin-state', 'it is not in a state for this step; load it again'],
  expired: ['bulletin-expired', 'its validity is over; extend it first'],
  'not-approver': ['not-allowed', 'you are not among its approvers; ask for a grant'],
  'own-bulletin': ['bulletin-own', 'it is your own; another approver decides, or break the glass'],
  'not-heard': ['bulletin-not-heard', 'listen to it first, to the end'],
  'reason-missing': ['bad-request', 'reason: say why'],
  'not-own-voice': ['bulletin-not-approved', 'it waits for approval; put it forward'],
};

function refusedStep(reason: ReviewRefusal, kind: ReviewStepKind): Refused {
  const [code, detail] = REFUSALS[reason];
  if (reason === 'reason-missing') return { outcome: 'refused', code, detail, field: 'reason' };
  const isSpeech = reason === 'not-heard' && kind === 'submit';
  return { outcome: 'refused', code: isSpeech ? 'speech-not-heard' : code, detail };
}
