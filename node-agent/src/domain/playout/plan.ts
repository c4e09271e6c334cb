import {
  type Authorisation,
  type Cancellation,
  type CoverageGap,
  type Cue,
  coverageGap,
  type NodePlacement,
  type Stagger,
  staggeredPlan,
  type Targets,
} from '@loa/protocol/playout';
import { type AuthorisationId, type CueId, LIMITS } from '@loa/protocol/vocabulary';
import { reaches, type TrustedKey } from '../trust/index.ts';
import { isLive } from './streams.ts';

/** An order as the node keeps it; it was signed, valid and aimed at this node. */
export interface HeldOrder {
  readonly sequence: number;
  readonly effectiveAtUs: number;
  readonly expiresAtUs: number;
  readonly targets: Targets;
  readonly add: readonly Cue[];
  readonly cancel:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'cues'; readonly cueIds: readonly CueId[] }
    | { readonly kind: 'everything' };
}

export interface HeldAuthorisation {
  readonly authorisation: Authorisation;
  readonly key: TrustedKey;
}

export type CueRefusal = CoverageGap | 'no-authorisation' | 'key' | 'plays' | 'plan-full';

export interface RefusedCue {
  readonly cue: Cue;
  readonly why: CueRefusal;
}

export interface PlanInput {
  readonly placement: NodePlacement;
  readonly stagger: Stagger;
  readonly planned: readonly Cue[];
  readonly orders: readonly HeldOrder[];
  readonly authorisationOf: (id: AuthorisationId) => HeldAuthorisation | undefined;
  /** Cues that began to sound under an authorisation, ever. */
  readonly playedUnder: (id: AuthorisationId) => ReadonlySet<CueId>;
}

export interface Plan {
  readonly cues: readonly Cue[];
  readonly cancellations: readonly Cancellation[];
  readonly refused: readonly RefusedCue[];
}

/**
 * What the node may lay out: everything planned and ordered that a person's signature covers here.
 * A refused cue holds no air; it is reported.
 *
 * [PLY74] Signatures are judged by the planned start, what sounds when by the node's stagger.
 */
export function planFrom(input: PlanInput): Plan {
  const candidates = distinct(input);
  candidates.sort((a, b) => a.startAtUs - b.startAtUs || (a.cueId < b.cueId ? -1 : 1));
  const plays = new Map<AuthorisationId, Set<CueId>>();
  let room: number = LIMITS.planCues;
  const whys = candidates.map((cue) => {
    const why = refusalOf(cue, input, plays);
    if (why !== null) return why;
    if (room === 0) return 'plan-full';
    room -= 1;
    return null;
  });
  // What is refused here keeps its place: neighbours that sound it are not to be met.
  const plan = staggeredPlan(
    { cues: candidates, cancellations: input.orders.flatMap(cancellationOf) },
    input.stagger,
  );
  return {
    cues: plan.cues.filter((_, index) => whys[index] === null),
    cancellations: plan.cancellations,
    refused: plan.cues.flatMap((cue, index) => {
      const why = whys[index] ?? null;
      return why === null ? [] : [{ cue, why }];
    }),
  };
}

function refusalOf(
  cue: Cue,
  input: PlanInput,
  plays: Map<AuthorisationId, Set<CueId>>,
): CueRefusal | null {
  const held = input.authorisationOf(cue.authorisationId);
  if (!held) return 'no-authorisation';
  if (!reaches(held.key, input.placement.units)) return 'key';
  const gap = coverageGap(held.authorisation, cue, input.placement);
  if (gap !== null) return gap;
  const used = plays.get(cue.authorisationId) ?? new Set(input.playedUnder(cue.authorisationId));
  plays.set(cue.authorisationId, used);
  if (!used.has(cue.cueId) && used.size >= held.authorisation.maxPlays) return 'plays';
  used.add(cue.cueId);
  return null;
}

/** A cue counts as it came first, but for a talk: its newest order says how long it was. */
function distinct({ planned, orders }: Pick<PlanInput, 'planned' | 'orders'>): Cue[] {
  const byId = new Map<CueId, Cue>();
  for (const cue of planned) if (!byId.has(cue.cueId)) byId.set(cue.cueId, cue);
  const inOrder = [...orders].sort((a, b) => a.sequence - b.sequence);
  for (const cue of inOrder.flatMap((order) => order.add)) {
    const before = byId.get(cue.cueId);
    if (!before || revises(cue, before)) byId.set(cue.cueId, cue);
  }
  return [...byId.values()];
}

/** [PLY46] The same talk under the same signature: nothing else may take a cue's place. */
function revises(cue: Cue, before: Cue): boolean {
  return (
    isLive(cue) &&
    isLive(before) &&
    cue.assetId === before.assetId &&
    cue.authorisationId === before.authorisationId
  );
}

function cancellationOf(order: HeldOrder): Cancellation[] {
  const { cancel, effectiveAtUs: atUs } = order;
  switch (cancel.kind) {
    case 'nothing':
      return [];
    case 'cues':
      return [{ atUs, what: { kind: 'cues', cueIds: cancel.cueIds } }];
    case 'everything':
      return [{ atUs, what: { kind: 'everything' } }];
  }
}
