import type { Cue, Fate, Layout, Segment } from '@loa/protocol/playout';
import type { CueId, MissedReason, WithheldReason } from '@loa/protocol/vocabulary';
import type { Withheld } from '../campaign/withheld.ts';
import { cueOf } from '../playout/cue-of.ts';
import type { Occurrence } from '../playout/occurrence.ts';
import type { Heard } from './fold-receipts.ts';
import { type Foreseen, judgePlay, type Play } from './judge-play.ts';
import { type OrderRule, orderRule } from './order-rule.ts';

/** Another cue that has the air, and the rule by which it has. */
export interface Cause {
  readonly by: CueId;
  /** Null where the plan does not know that cue any more. */
  readonly rule: OrderRule | null;
}

/** What comes, or came, of an occurrence on a node. */
export type Verdict =
  | { readonly kind: 'plays'; readonly startsAtUs: number; readonly endsAtUs: number }
  | ({ readonly kind: 'late'; readonly startsAtUs: number; readonly endsAtUs: number } & Cause)
  | ({
      readonly kind: 'cut';
      readonly startsAtUs: number;
      readonly cutAtUs: number;
      /** When it goes on, or begins anew; null where it does not. */
      readonly resumesAtUs: number | null;
      readonly isFromStart: boolean;
      readonly endsAtUs: number;
    } & Cause)
  | ({ readonly kind: 'crowded-out' } & Cause)
  | {
      readonly kind: 'withheld';
      readonly why: WithheldReason;
      /** The document that says so. */
      readonly document: string | null;
    }
  | { readonly kind: 'muted'; readonly document: string }
  | { readonly kind: 'stopped'; readonly atUs: number }
  /** Its validity ends before its sound does. */
  | { readonly kind: 'expires'; readonly startsAtUs: number | null }
  | { readonly kind: 'not-aimed' }
  | { readonly kind: 'sounding'; readonly startedAtUs: number }
  | { readonly kind: 'heard'; readonly startedAtUs: number; readonly endedAtUs: number | null }
  | ({ readonly kind: 'part'; readonly heardFrames: number } & PastReason)
  | ({ readonly kind: 'missed' } & PastReason)
  /** Due, and the node has not said yet what became of it. */
  | { readonly kind: 'no-word' };

interface PastReason {
  readonly reason: MissedReason | null;
  readonly cause: Cause | null;
}

/** What may still come between the plan and the sound. */
export const CAUTIONS = [
  'not-enrolled',
  'node-offline', // it plays what it holds
  'plan-not-held', // its newest plan has not reached it
  'sound-not-held',
  'clock-untrusted',
] as const;
export type Caution = (typeof CAUTIONS)[number];

export interface Explanation {
  readonly verdict: Verdict;
  readonly plannedAtUs: number;
  readonly cautions: readonly Caution[];
}

/** One occurrence on one node, with all that its fate follows from. */
export interface Asked {
  readonly occurrence: Occurrence;
  readonly isAimed: boolean;
  readonly kept: Withheld | null;
  /** The document that silences the node when it is due. */
  readonly mutedBy: string | null;
  readonly layout: Layout;
  readonly plannedAtUs: number;
  readonly heard: Heard;
  readonly isOnline: boolean;
  readonly cautions: readonly Caution[];
}

/** [EXP3] What was heard goes before any plan, and a rule's no before what the plan foresees. */
export function explain(asked: Asked, nowUs: number): Explanation {
  const verdict = verdictOf(asked, nowUs);
  const isAhead = ['plays', 'late', 'cut'].includes(verdict.kind);
  const { plannedAtUs } = asked;
  return { verdict, plannedAtUs, cautions: isAhead ? asked.cautions : [] };
}

function verdictOf(asked: Asked, nowUs: number): Verdict {
  const { occurrence, heard, isOnline } = asked;
  const hasWord = heard.startedAtUs !== null || heard.reason !== null;
  if (!hasWord) {
    if (!asked.isAimed) return { kind: 'not-aimed' };
    const { kept } = asked;
    if (kept) return { kind: 'withheld', why: kept.why, document: kept.rule };
    if (asked.mutedBy !== null) return { kind: 'muted', document: asked.mutedBy };
  }
  const { source, durationFrames, stoppedAtUs } = occurrence;
  const play = judgePlay(
    { heard, source, durationFrames, stoppedAtUs, isOnline, foreseen: foreseenOf(asked) },
    nowUs,
  );
  return play.outcome === 'planned' ? ahead(asked) : behind(asked, play);
}

/** [EXP4] From the plan. */
function ahead(asked: Asked): Verdict {
  const { occurrence, layout, plannedAtUs } = asked;
  const fate = layout.fates.get(occurrence.cueId);
  const stretches = stretchesOf(asked);
  const [first, second] = stretches;
  if (!fate) return { kind: 'not-aimed' };
  if (fate.reason === 'stopped') return stoppedOf(asked);
  if (!first) return unheard(asked, fate);
  const endsAtUs = stretches.at(-1)?.toUs ?? first.toUs;
  const startsAtUs = first.fromUs;
  if (fate.outcome === 'full' && !second) {
    const holder = startsAtUs > plannedAtUs ? holderAt(layout, plannedAtUs) : null;
    if (!holder) return { kind: 'plays', startsAtUs, endsAtUs };
    return { kind: 'late', startsAtUs, endsAtUs, ...causeOf(asked, holder) };
  }
  const cutter = holderAt(layout, first.toUs);
  if (!cutter) return { kind: 'expires', startsAtUs };
  return {
    kind: 'cut',
    startsAtUs,
    cutAtUs: first.toUs,
    resumesAtUs: second?.fromUs ?? null,
    isFromStart: second?.fromFrames === 0,
    endsAtUs,
    ...causeOf(asked, cutter),
  };
}

function unheard(asked: Asked, fate: Fate): Verdict {
  if (fate.cutBy === null) return { kind: 'expires', startsAtUs: null };
  return { kind: 'crowded-out', ...causeNamed(asked, fate.cutBy) };
}

/** [EXP5] From the receipts. */
function behind(asked: Asked, play: Play): Verdict {
  const { heard } = asked;
  const cause = play.cutBy === null ? null : causeNamed(asked, play.cutBy);
  const reason = play.reason as MissedReason | null;
  switch (play.outcome) {
    case 'sounding':
      return { kind: 'sounding', startedAtUs: heard.startedAtUs ?? asked.plannedAtUs };
    case 'full': {
      const startedAtUs = heard.startedAtUs ?? asked.plannedAtUs;
      return { kind: 'heard', startedAtUs, endedAtUs: heard.endedAtUs };
    }
    case 'part':
      return { kind: 'part', heardFrames: heard.heardFrames, reason, cause };
    case 'missed':
      if (reason === 'stopped' && heard.reason === null) return stoppedOf(asked);
      return { kind: 'missed', reason, cause };
    case 'unknown':
    case 'planned':
      return { kind: 'no-word' };
  }
}

function stoppedOf({ occurrence, plannedAtUs, layout }: Asked): Verdict {
  const stretch = layout.segments.findLast(({ cue }) => cue.cueId === occurrence.cueId);
  return { kind: 'stopped', atUs: occurrence.stoppedAtUs ?? stretch?.toUs ?? plannedAtUs };
}

function foreseenOf(asked: Asked): Foreseen {
  const { occurrence, layout, plannedAtUs: startsAtUs } = asked;
  const endsAtUs = stretchesOf(asked).at(-1)?.toUs ?? startsAtUs;
  const { outcome, reason, cutBy } = layout.fates.get(occurrence.cueId) ?? NOWHERE;
  return { outcome, reason, cutBy, startsAtUs, endsAtUs };
}

const NOWHERE = { outcome: 'missed', reason: 'withdrawn', cutBy: null } as const;

function stretchesOf({ occurrence, layout }: Asked): Segment[] {
  return layout.segments.filter(({ cue }) => cue.cueId === occurrence.cueId);
}

function holderAt({ segments }: Layout, atUs: number): Cue | null {
  return segments.find(({ fromUs, toUs }) => fromUs <= atUs && atUs < toUs)?.cue ?? null;
}

function causeNamed(asked: Asked, by: CueId): Cause {
  const cue = asked.layout.segments.find((segment) => segment.cue.cueId === by)?.cue;
  return cue ? causeOf(asked, cue) : { by, rule: null };
}

function causeOf({ occurrence }: Asked, holder: Cue): Cause {
  return { by: holder.cueId, rule: orderRule(holder, cueOf(occurrence)) };
}
