import type { ExplanationView } from '@loa/protocol/console-api';
import { type Language, SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { isoOfMs } from '@loa/runtime/node';
import { civilSecondOf } from '../domain/calendar/civil-time.ts';
import type { Cause, Verdict } from '../domain/proof/explain.ts';
import type { ExplainedPlay } from '../engine/outlook-facade.ts';
import { whoMayOverride } from './quiet-hours.ts';
import { VERDICT_WORDS, type VerdictWords } from './verdict-texts.ts';

interface Reader {
  readonly language: Language;
  readonly timeZone: string;
}

/** [EXP7] A verdict with its sentence in the reader's language and civil times of the city. */
export function explanationView(explained: ExplainedPlay, reader: Reader): ExplanationView {
  const { verdict, plannedAtUs, cautions } = explained;
  const words = VERDICT_WORDS[reader.language];
  const cause = causeOf(verdict);
  const by = cause && { cueId: cause.by, title: explained.titleOf(cause.by) };
  const { rule, document } = namesOf(verdict, cause);
  return {
    cueId: explained.cueId,
    nodeId: explained.nodeId,
    title: explained.title,
    verdict: verdict.kind,
    text: sentenceOf(explained, { ...reader, words }),
    plannedAt: isoOfMs(Math.floor(plannedAtUs / 1000)),
    rule,
    document,
    by,
    cautions: cautions.map((kind) => ({ kind, text: words.cautions[kind] })),
  };
}

function causeOf(verdict: Verdict): Cause | null {
  switch (verdict.kind) {
    case 'late':
    case 'cut':
    case 'crowded-out':
      return verdict;
    case 'part':
    case 'missed':
      return verdict.cause;
    default:
      return null;
  }
}

function namesOf(verdict: Verdict, cause: Cause | null) {
  switch (verdict.kind) {
    case 'withheld':
      return { rule: verdict.why, document: verdict.document };
    case 'muted':
      return { rule: 'muted', document: verdict.document };
    case 'part':
    case 'missed':
      return { rule: cause?.rule ?? verdict.reason, document: null };
    default:
      return { rule: cause?.rule ?? null, document: null };
  }
}

type Wording = Reader & { readonly words: VerdictWords };

function sentenceOf(explained: ExplainedPlay, wording: Wording): string {
  const { verdict, plannedAtUs } = explained;
  const { words, timeZone } = wording;
  const { sentences } = words;
  const time = (atUs: number) => civilSecondOf(atUs, timeZone).slice(11);
  const cause = causeOf(verdict);
  const other = {
    by: (cause && explained.titleOf(cause.by)) ?? words.otherBroadcast,
    rule: cause?.rule ? words.rules[cause.rule] : words.unknownReason,
  };
  switch (verdict.kind) {
    case 'plays':
      return fill(sentences.plays, {
        start: time(verdict.startsAtUs),
        end: time(verdict.endsAtUs),
      });
    case 'late': {
      const times = { start: time(verdict.startsAtUs), planned: time(plannedAtUs) };
      return fill(sentences.late, { ...times, ...other });
    }
    case 'cut':
      return fill(cutSentence(verdict, words), {
        start: time(verdict.startsAtUs),
        cut: time(verdict.cutAtUs),
        resume: time(verdict.resumesAtUs ?? verdict.endsAtUs),
        ...other,
      });
    case 'crowded-out':
      return fill(sentences.crowdedOut, other);
    case 'withheld': {
      const reason = words.reasons[verdict.why];
      if (verdict.document === null) return fill(sentences.withheld, { reason });
      const { title: document, overridableBy } = explained.rule ?? { title: verdict.document };
      if (!overridableBy) return fill(sentences.withheldBy, { reason, document });
      const who = whoMayOverride(overridableBy, wording.language);
      return fill(sentences.withheldHours, { reason, document, who });
    }
    case 'muted':
      return fill(sentences.muted, { document: explained.rule?.title ?? verdict.document });
    case 'stopped':
      return fill(sentences.stopped, { at: time(verdict.atUs) });
    case 'expires':
      if (verdict.startsAtUs === null) return sentences.expiresUnheard;
      return fill(sentences.expires, { start: time(verdict.startsAtUs) });
    case 'not-aimed':
      return sentences.notAimed;
    case 'sounding':
      return fill(sentences.sounding, { start: time(verdict.startedAtUs) });
    case 'heard':
      return fill(sentences.heard, { start: time(verdict.startedAtUs) });
    case 'part':
    case 'missed':
      return pastSentence(explained, { verdict, words, other });
    case 'no-word':
      return sentences.noWord;
  }
}

function pastSentence(
  { durationFrames }: ExplainedPlay,
  past: {
    readonly verdict: Extract<Verdict, { kind: 'part' | 'missed' }>;
    readonly words: VerdictWords;
    readonly other: Readonly<Record<string, string>>;
  },
): string {
  const { verdict, words, other } = past;
  const { sentences, reasons, unknownReason } = words;
  const reason = verdict.reason === null ? unknownReason : reasons[verdict.reason];
  if (verdict.kind === 'missed') {
    return fill(verdict.cause ? sentences.missedBy : sentences.missed, { reason, ...other });
  }
  const heard = lengthOf(verdict.heardFrames);
  const whole = lengthOf(durationFrames);
  const sentence = verdict.cause ? sentences.partBy : sentences.part;
  return fill(sentence, { heard, whole, reason, ...other });
}

function cutSentence(
  verdict: Extract<Verdict, { kind: 'cut' }>,
  { sentences }: VerdictWords,
): string {
  if (verdict.resumesAtUs === null) return sentences.cutForGood;
  return verdict.isFromStart ? sentences.cutAndAnew : sentences.cutAndGoesOn;
}

/** `1:05` */
function lengthOf(frames: number): string {
  const seconds = Math.round(frames / SAMPLE_RATE_HZ);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
