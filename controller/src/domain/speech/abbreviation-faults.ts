/** A city's own abbreviations, as far as they can be kept to. */
import type { Abbreviations } from './lexicon.ts';
import { spokenForm } from './spoken-form.ts';

export interface AbbreviationFault {
  readonly written: string;
  readonly detail: string;
}

/**
 * What an abbreviation stands for is said as it is: it holds no number and no abbreviation, or
 * reading a text twice would give two speeches. Empty takes an entry of the default list away.
 */
export function abbreviationFaults(own: Abbreviations): readonly AbbreviationFault[] {
  const faults: AbbreviationFault[] = [];
  for (const [written, spoken] of Object.entries(own)) {
    if (spoken.trim() === '') continue;
    const form = spokenForm(spoken, { abbreviations: own });
    const isPlain =
      form.outcome === 'spoken' && form.changes.length === 0 && form.spoken === spoken;
    if (isPlain) continue;
    const hint = form.outcome === 'spoken' ? `, such as "${form.spoken}"` : '';
    faults.push({
      written,
      detail: `"${spoken}" holds numbers, signs or abbreviations: write it as it is said${hint}`,
    });
  }
  return faults;
}
