/** A talk as the plan knows it: an occurrence whose sound is a stream. */
import { type Cue, slotEndUs, type Targets } from '@loa/protocol/playout';
import {
  type AssetId,
  type AuthorisationId,
  type BulletinClass,
  type BulletinId,
  type CueId,
  framesOfUs,
  type Language,
  LIMITS,
  PACKET_FRAMES,
  SAMPLE_RATE_HZ,
  type UnitId,
} from '@loa/protocol/vocabulary';
import { cueOf } from '../playout/cue-of.ts';
import type { Occurrence } from '../playout/occurrence.ts';

/** Live outranks what is sent by itself; among talks of a class all are equal. */
export const TALK_PRIORITY = 70;
/** Gaps and a raised lead may take a talk beyond its longest time by so much. */
const SPARE_SECONDS = 15;

/** What a talk is planned to last before anybody knows: its limit. */
export const TALK_FRAMES: number = (LIMITS.liveSeconds + SPARE_SECONDS) * SAMPLE_RATE_HZ;

export interface NewTalk {
  readonly cueId: CueId;
  readonly bulletinId: BulletinId;
  readonly title: string;
  readonly streamId: AssetId;
  readonly class: BulletinClass;
  /** The speaker's. */
  readonly unitId: UnitId;
  readonly targets: Targets;
  readonly startAtUs: number;
  readonly sentBy: string;
  readonly authorisationId: AuthorisationId;
}

/** Until when a talk may sound that nobody ends. */
export function talkUntilUs(startAtUs: number): number {
  return slotEndUs({ startAtUs, durationFrames: TALK_FRAMES });
}

export function talkOccurrence(talk: NewTalk): Occurrence {
  const { streamId, ...rest } = talk;
  return {
    ...rest,
    durationFrames: TALK_FRAMES,
    origin: 'sent',
    itemId: null,
    assetId: streamId,
    source: 'live',
    priority: TALK_PRIORITY,
    gainDb: 0,
    whenPreempted: 'continue',
    lateUs: 0,
    blockStartUs: talk.startAtUs,
    exceptions: [],
    withheld: null,
    category: '',
    validUntilUs: talkUntilUs(talk.startAtUs),
    carriedBy: 'order',
    stoppedAtUs: null,
  };
}

/** What became of a talk. */
export interface TalkSpan {
  readonly firstSampleAtUs: number;
  readonly lastSampleAtUs: number;
}

/**
 * The talk as it was: for proof from its first word on, for nodes a cue with its true length. Never
 * longer than it was allowed to be.
 */
export function endedTalk(
  talk: Occurrence,
  span: TalkSpan,
): { readonly occurrence: Occurrence; readonly cue: Cue } {
  const endUs = Math.min(span.lastSampleAtUs, slotEndUs(talk));
  const firstUs = Math.min(Math.max(span.firstSampleAtUs, talk.startAtUs), endUs);
  return {
    occurrence: { ...talk, startAtUs: firstUs, ...lasting(firstUs, endUs) },
    cue: cueOf({ ...talk, ...lasting(talk.startAtUs, endUs) }),
  };
}

function lasting(startAtUs: number, endUs: number) {
  const durationFrames = Math.max(PACKET_FRAMES, framesOfUs(endUs - startAtUs));
  return { durationFrames, validUntilUs: slotEndUs({ startAtUs, durationFrames }) };
}

/** e.g. `Nói trực tiếp 22/11 09:30 – Nguyễn Văn A`. */
export function talkTitle(about: {
  readonly name: string;
  readonly language: Language;
  /** `YYYY-MM-DDTHH:MM:SS` of the city. */
  readonly civilSecond: string;
}): string {
  const [day = '', time = ''] = about.civilSecond.split('T');
  const [, month = '', dayOfMonth = ''] = day.split('-');
  const what = about.language === 'vi' ? 'Nói trực tiếp' : 'Live voice';
  return `${what} ${dayOfMonth}/${month} ${time.slice(0, 5)} – ${about.name}`;
}
