import type { Dialect } from './cardinals.ts';

/** Words of a city: what stands for what, and how it counts. */
export interface Lexicon {
  readonly dialect: Dialect;
  /** What an abbreviation stands for, by how it is written. */
  expansionOf(written: string): string | null;
  /** The longest abbreviation that begins here and ends with a word. */
  longestAt(
    text: string,
    index: number,
  ): { readonly written: string; readonly spoken: string } | null;
}

/** Where reading has come to. */
export interface Place {
  /** In Unicode form C. */
  readonly text: string;
  readonly index: number;
  /** What has been said so far: contexts are looked for here, so that reading twice changes nothing. */
  readonly said: string;
  /** True where something counted or dated ends exactly here. */
  readonly afterQuantity: boolean;
  readonly lexicon: Lexicon;
}

/** What stands at a place, and how it is said. */
export interface Reading {
  readonly length: number;
  readonly spoken: string;
  readonly isQuantity: boolean;
}

/** Answers null where it does not know what stands there. */
export type Reader = (place: Place) => Reading | null;

/** `pattern` must be sticky. */
export function matchAt(pattern: RegExp, { text, index }: Place): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

export function quantity(match: RegExpExecArray, spoken: string): Reading {
  return { length: match[0].length, spoken, isQuantity: true };
}

export function words(match: RegExpExecArray, spoken: string): Reading {
  return { length: match[0].length, spoken, isQuantity: false };
}

/** How far back a context may stand. */
const CONTEXT_CHARACTERS = 48;

/** Whether what was just said ends with one of `words`. */
export function follows(place: Place, words: RegExp): boolean {
  return words.test(place.said.slice(-CONTEXT_CHARACTERS));
}

/** A pattern for {@link follows}: whole words at the end of what was said. */
export function endingWith(alternatives: string, between = String.raw`[\s:]*`): RegExp {
  return new RegExp(String.raw`(?<!\p{L})(?:${alternatives})${between}$`, 'iu');
}

export function beginsWord({ text, index }: Place): boolean {
  return index === 0 || !/[\p{L}\p{M}\p{N}]/u.test(text[index - 1] ?? '');
}

/** Whether nothing of the line has been said yet. */
export function beginsLine(said: string): boolean {
  return said.slice(said.lastIndexOf('\n') + 1).trim() === '';
}
