/**
 * A text as it is to be spoken: numbers, dates, abbreviations and signs in words. Readers are asked
 * in order at the beginning of every word, number and sign; the first that knows what stands there
 * says it, and what nobody knows stays.
 */
import { readAddress } from './addresses.ts';
import { readDate, readOrder, readTime } from './calendar-words.ts';
import { readCapitals, readPlate } from './capitals.ts';
import { readDocument } from './documents.ts';
import { type CitySpeech, createLexicon } from './lexicon.ts';
import { readMeasure, readUnit } from './measures.ts';
import { type Lexicon, matchAt, type Place, type Reader, type Reading } from './place.ts';
import { readRoman } from './roman.ts';
import { readBetween, readShare, readSign } from './signs.ts';
import { readTelephone } from './telephone.ts';

export const SPEECH_LIMITS = {
  /** About seven minutes of speech. */
  textCharacters: 5_000,
  /** Abbreviations and numbers make a text longer. */
  spokenCharacters: 20_000,
} as const;

export interface SpokenChange {
  readonly from: string;
  readonly to: string;
  /** Where `from` stands in `text`, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

export type SpokenForm =
  | {
      readonly outcome: 'spoken';
      /** The text in Unicode form C without invisible characters: what `start` and `end` count in. */
      readonly text: string;
      readonly spoken: string;
      readonly changes: readonly SpokenChange[];
    }
  | {
      readonly outcome: 'refused';
      readonly reason: 'text-too-long' | 'spoken-too-long' | 'nothing-to-say';
      readonly limit: number;
    };

export type SpeechOptions = Partial<CitySpeech>;

const READERS: readonly Reader[] = [
  readBetween,
  readAddress,
  readTelephone,
  readPlate,
  readDocument,
  readOrder,
  readShare,
  readDate,
  readTime,
  readRoman,
  readMeasure,
  readUnit,
  readCapitals,
  readSign,
];

const WORD = /[\p{L}\p{Mn}]+/uy;
/** Letters may stand beside it without a space. */
const PAUSE = /^[,.;:!?]?$/;

export function spokenForm(given: string, options: SpeechOptions = {}): SpokenForm {
  if (given.length > SPEECH_LIMITS.textCharacters) {
    return { outcome: 'refused', reason: 'text-too-long', limit: SPEECH_LIMITS.textCharacters };
  }
  const text = given
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\r\n?/g, '\n');
  const lexicon = createLexicon(options.abbreviations ?? {}, options.dialect ?? 'north');
  const { said, changes } = readAll(text, lexicon);
  const spoken = tidy(said);
  if (spoken.length > SPEECH_LIMITS.spokenCharacters) {
    return { outcome: 'refused', reason: 'spoken-too-long', limit: SPEECH_LIMITS.spokenCharacters };
  }
  if (!/\p{L}/u.test(spoken)) return { outcome: 'refused', reason: 'nothing-to-say', limit: 1 };
  return { outcome: 'spoken', text, spoken, changes };
}

function readAll(text: string, lexicon: Lexicon): { said: string; changes: SpokenChange[] } {
  const changes: SpokenChange[] = [];
  let said = '';
  let index = 0;
  let afterQuantity = false;
  let wasRead = false;
  while (index < text.length) {
    const place: Place = { text, index, said, afterQuantity, lexicon };
    const reading = readAt(place);
    if (reading) {
      const from = text.slice(index, index + reading.length);
      said = joined(said, reading.spoken);
      note(changes, { from, to: reading.spoken, start: index, end: index + reading.length });
      index += reading.length;
      afterQuantity = reading.isQuantity;
      wasRead = true;
      continue;
    }
    const word = matchAt(WORD, place)?.[0];
    const kept = word ?? text[index] ?? '';
    said = wasRead && word !== undefined ? joined(said, word) : said + kept;
    index += kept.length;
    afterQuantity = false;
    wasRead = false;
  }
  return { said, changes };
}

function readAt(place: Place): Reading | null {
  for (const read of READERS) {
    const reading = read(place);
    if (reading && reading.length > 0) return reading;
  }
  return null;
}

/** Words are kept apart, pauses close up. */
function joined(said: string, next: string): string {
  if (next === '') return said === '' || /\s$/.test(said) ? said : `${said} `;
  if (said === '' || /[\s("'“‘«]$/.test(said) || PAUSE.test(next)) return said + next;
  return `${said} ${next}`;
}

/** Case is not heard. What stands side by side is one change. */
function note(changes: SpokenChange[], change: SpokenChange): void {
  if (change.from.toLowerCase() === change.to) return;
  const last = changes.at(-1);
  if (!last || last.end !== change.start) {
    changes.push(change);
    return;
  }
  changes[changes.length - 1] = {
    from: last.from + change.from,
    to: joined(last.to, change.to).trim(),
    start: last.start,
    end: change.end,
  };
}

function tidy(said: string): string {
  return said
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ +(?=[,.;:!?])/g, '')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
}
