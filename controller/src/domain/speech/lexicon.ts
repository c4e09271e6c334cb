import type { Dialect } from './cardinals.ts';
import { DEFAULT_ABBREVIATIONS } from './default-abbreviations.ts';
import type { Lexicon } from './place.ts';

export interface Abbreviations {
  readonly [written: string]: string;
}

/** How a city speaks: its own abbreviations, and how it counts. */
export interface CitySpeech {
  readonly abbreviations: Abbreviations;
  readonly dialect: Dialect;
}

/** The default list with a city's own over it; an empty expansion takes an entry away. */
function mergedAbbreviations(own: Abbreviations): ReadonlyMap<string, string> {
  const merged = new Map(Object.entries({ ...DEFAULT_ABBREVIATIONS, ...own }));
  for (const [written, spoken] of merged) if (spoken.trim() === '') merged.delete(written);
  return merged;
}

const LETTER = /[\p{L}\p{M}]/u;

export function createLexicon(own: Abbreviations, dialect: Dialect): Lexicon {
  const merged = mergedAbbreviations(own);
  const byLetter = new Map<string, string[]>();
  for (const written of merged.keys()) {
    const letter = written[0] ?? '';
    byLetter.set(letter, [...(byLetter.get(letter) ?? []), written]);
  }
  for (const list of byLetter.values()) list.sort((a, b) => b.length - a.length);
  return {
    dialect,
    expansionOf: (written) => merged.get(written) ?? null,
    longestAt: (text, index) => {
      const candidates = byLetter.get(text[index] ?? '') ?? [];
      const written = candidates.find(
        (one) => text.startsWith(one, index) && endsThere(one, text.slice(index + one.length)),
      );
      return written === undefined ? null : { written, spoken: merged.get(written) ?? '' };
    },
  };
}

/** One with a dot wants a word or number after it: alone the dot ends a sentence. */
function endsThere(written: string, after: string): boolean {
  if (written.endsWith('.')) return /^[^\p{L}\p{N}\n.,;:!?…]*[\p{Lu}\p{N}]/u.test(after);
  return written.endsWith(':') || !LETTER.test(after[0] ?? '');
}
