/**
 * What a simulated node did and put on record, held against what the shared layout says it should
 * have, and against what was done to it. Whatever is left over is unexplained.
 */
import { type Cue, type Fate, type Layout, type Segment, slotEndUs } from '@loa/protocol/playout';
import { type AssetId, framesOfUs } from '@loa/protocol/vocabulary';
import type { Receipt } from '../../../node-agent/src/domain/receipts/index.ts';
import type { Sounded } from '../../../node-agent/test/support/told-speaker.ts';

/** `[fromUs, toUs)` of the timeline. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** What was done to a node. */
export interface Ordeal {
  readonly off: readonly Span[];
  /** It did not know the time. */
  readonly lost: readonly Span[];
  readonly lacks: ReadonlySet<AssetId>;
  /** It had been silenced, or still was. */
  readonly muted?: readonly Span[];
  /** It may have held another plan than the ledger, or the time itself moved. */
  readonly shaken?: readonly Span[];
}

export interface NodeStory {
  readonly layout: Layout;
  readonly cues: readonly Cue[];
  readonly sounded: readonly Sounded[];
  readonly receipts: readonly Receipt[];
  readonly ordeal: Ordeal;
}

export interface Judgement {
  readonly unexplained: readonly string[];
  /** How many cues ended so: `full`, or the reason. */
  readonly counts: ReadonlyMap<string, number>;
}

/** A battery's clock runs 60 ppm off for a week, and what is due is made ready before it is. */
const SLACK_US = 45e6;
/** The record is kept up so often while something sounds: a cut of the power loses no more of it. */
const PROGRESS_FRAMES = 6 * 48_000;

export function judgeNode(story: NodeStory): Judgement {
  const unexplained: string[] = [];
  const counts = new Map<string, number>();
  const receipts = Map.groupBy(story.receipts, ({ cueId }) => cueId);
  const sounded = Map.groupBy(story.sounded, ({ cueId }) => cueId);
  const segments = Map.groupBy(story.layout.segments, ({ cue }) => cue.cueId);
  for (const cue of story.cues) {
    const { cueId } = cue;
    const own = {
      cue,
      fate: story.layout.fates.get(cueId) as Fate,
      segments: segments.get(cueId) ?? [],
      sounded: sounded.get(cueId) ?? [],
      receipts: receipts.get(cueId) ?? [],
      ordeal: story.ordeal,
    };
    const isShaken = (story.ordeal.shaken ?? []).some(near(own));
    // It may never have been told of it; what it did is still on record, and done once.
    const faults = isShaken
      ? [...twice(own), ...wrongRecord(own)]
      : [...lost(own), ...twice(own), ...wrongRecord(own), ...withoutReason(own)];
    unexplained.push(...faults.map((fault) => `${cueId}: ${fault}`));
    const end = isShaken && !isAsPlanned(own) ? 'told late' : endOf(own);
    counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  return { unexplained: [...unexplained, ...strangers(story), ...chorus(story)], counts };
}

/** What sounded without being planned, where the node knew better. */
function strangers({ sounded, layout, ordeal }: NodeStory): string[] {
  const isShaken = ({ fromUs, toUs }: Span): boolean =>
    (ordeal.shaken ?? []).some(
      (one) => one.fromUs < toUs + SLACK_US && fromUs - SLACK_US < one.toUs,
    );
  return sounded
    .filter((one) => !layout.fates.has(one.cueId) && !isShaken(one))
    .map(({ cueId }) => `${cueId}: sounded, and was not planned`);
}

/** A node has one voice at every instant; its own time may have moved back where it was shaken. */
function chorus({ sounded, ordeal }: NodeStory): string[] {
  const inOrder = [...sounded].sort((a, b) => a.fromUs - b.fromUs);
  const isShaken = ({ fromUs, toUs }: Span): boolean =>
    (ordeal.shaken ?? []).some((one) => one.fromUs < toUs && fromUs < one.toUs);
  return inOrder.flatMap((one, at) => {
    const next = inOrder[at + 1];
    const isOne = !next || next.fromUs >= one.toUs || isShaken(one) || isShaken(next);
    return isOne ? [] : [`${one.cueId}: sounds together with ${next.cueId}`];
  });
}

interface CueStory {
  readonly cue: Cue;
  readonly fate: Fate;
  readonly segments: readonly Segment[];
  readonly sounded: readonly Sounded[];
  readonly receipts: readonly Receipt[];
  readonly ordeal: Ordeal;
}

function lost({ receipts }: CueStory): string[] {
  return receipts.length === 0 ? ['nothing is on record'] : [];
}

/** Nothing is heard twice but what begins anew by its own rule, nor told twice. */
function twice({ cue, sounded, receipts, segments }: CueStory): string[] {
  const faults: string[] = [];
  const missed = receipts.filter(({ kind }) => kind === 'missed').length;
  if (missed > 1 || (missed === 1 && receipts.length > 1)) faults.push('told twice');
  const mayRestart = cue.whenPreempted === 'restart' && segments.length > 1;
  const heard = [...sounded].sort((a, b) => a.fromFrames - b.fromFrames);
  for (const [at, one] of heard.entries()) {
    const next = heard[at + 1];
    if (next && !mayRestart && one.fromFrames + framesOf(one) > next.fromFrames + 1) {
      faults.push(`heard twice from frame ${next.fromFrames}`);
    }
  }
  return faults;
}

/** The record says what the speaker did. */
function wrongRecord({ sounded, receipts }: CueStory): string[] {
  const started = receipts.filter((one) => one.kind === 'started');
  const ended = receipts.filter((one) => one.kind === 'ended');
  if (started.length !== ended.length) return ['begun and not ended on record'];
  const untold = sounded.filter(
    ({ fromFrames }) => !started.some((one) => Math.abs(one.positionFrames - fromFrames) <= 1),
  );
  if (untold.length > 0) return [`heard ${spans(untold)}, and not on record`];
  return started.flatMap((begin, at) => {
    const end = ended[at] as (typeof ended)[number];
    const told = end.positionFrames - begin.positionFrames;
    // What begins anew by its rule has several stretches from the same frame.
    const awayUs = ({ fromUs }: Sounded): number => Math.abs(fromUs - begin.atUs);
    const [stretch] = sounded
      .filter(({ fromFrames }) => Math.abs(fromFrames - begin.positionFrames) <= 1)
      .sort((a, b) => awayUs(a) - awayUs(b));
    // What was made ready and never due is on record with nothing heard.
    if (!stretch) return told > 1 ? [`${told} frames on record that were not heard`] : [];
    const short = framesOf(stretch) - told;
    const most = end.why === 'restarted' ? PROGRESS_FRAMES : 2;
    return Math.abs(short) > most ? [`${short} frames were heard that are not on record`] : [];
  });
}

/** What was heard is what was planned, or its reason is on record and true. */
function withoutReason(story: CueStory): string[] {
  const { fate } = story;
  const reasons = reasonsOf(story);
  const untrue = reasons.filter((why) => !isTrue(why, story));
  const faults = untrue.map((why) => `"${why}" is not why (planned: ${fate.outcome})`);
  if (isAsPlanned(story)) return faults;
  return reasons.some((why) => why !== fate.reason)
    ? faults
    : [...faults, `planned ${spans(story.segments)}, heard ${spans(story.sounded)}`];
}

/** A beginning after the planned one says by itself that the node joined late. */
function reasonsOf({ receipts, segments }: CueStory): string[] {
  const told = receipts.flatMap((one) =>
    one.kind === 'started' || one.why === 'finished' ? [] : [one.why],
  );
  const [first] = receipts;
  const plannedFrames = segments[0]?.fromFrames ?? 0;
  const isLate = first?.kind === 'started' && first.positionFrames > plannedFrames;
  return isLate ? ['joined-late', ...told] : told;
}

/** Whether something was done to the node while the cue sounded, or was to sound. */
function near({ cue, segments }: Pick<CueStory, 'cue' | 'segments'>): (span: Span) => boolean {
  const fromUs = Math.min(cue.startAtUs, ...segments.map((one) => one.fromUs)) - SLACK_US;
  const toUs = Math.max(slotEndUs(cue), ...segments.map((one) => one.toUs)) + SLACK_US;
  return (one) => one.fromUs < toUs && fromUs < one.toUs;
}

function isTrue(why: string, story: CueStory): boolean {
  const { cue, fate, ordeal, segments } = story;
  const touches = near(story);
  switch (why) {
    case 'node-offline':
    case 'restarted':
      return ordeal.off.some(touches);
    case 'joined-late':
      return [...ordeal.off, ...ordeal.lost].some(touches);
    case 'clock-untrusted':
      return ordeal.lost.some(touches);
    case 'muted':
      return why === fate.reason || (ordeal.muted ?? []).some(touches);
    case 'asset-missing':
      return ordeal.lacks.has(cue.assetId);
    default:
      return why === fate.reason || (why === 'preempted' && segments.length > 1);
  }
}

function isAsPlanned({ segments, sounded }: CueStory): boolean {
  return (
    segments.length === sounded.length &&
    segments.every((segment, at) => {
      const heard = sounded[at] as Sounded;
      return (
        segment.fromUs === heard.fromUs &&
        segment.toUs === heard.toUs &&
        segment.fromFrames === heard.fromFrames
      );
    })
  );
}

function endOf({ cue, receipts }: CueStory): string {
  const last = receipts.at(-1);
  if (last?.kind === 'missed') return last.why;
  const heard = receipts.reduce(
    (sum, one) =>
      sum +
      (one.kind === 'ended' ? one.positionFrames : 0) -
      (one.kind === 'started' ? one.positionFrames : 0),
    0,
  );
  if (heard >= cue.durationFrames) return 'full';
  const cut = receipts.find((one) => one.kind === 'ended' && one.why !== 'finished');
  return `part: ${cut?.kind === 'ended' ? cut.why : 'joined-late'}`;
}

function framesOf({ fromUs, toUs }: Span): number {
  return framesOfUs(toUs - fromUs);
}

function spans(all: readonly Span[]): string {
  return all.map(({ fromUs, toUs }) => `${fromUs}–${toUs}`).join(' ') || 'nothing';
}

/** Counts of many judgements together, most first. */
export function total(judged: Iterable<Judgement>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { counts } of judged) {
    for (const [end, count] of counts) sums.set(end, (sums.get(end) ?? 0) + count);
  }
  return new Map([...sums].sort((a, b) => b[1] - a[1]));
}
