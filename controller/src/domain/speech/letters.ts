/** Vietnamese letters by name, and what has the shape of a Vietnamese syllable. */

const LETTER_NAMES: { readonly [letter: string]: string } = {
  A: 'a',
  Ă: 'á',
  Â: 'ớ',
  B: 'bê',
  C: 'xê',
  D: 'dê',
  Đ: 'đê',
  E: 'e',
  Ê: 'ê',
  F: 'ép',
  G: 'giê',
  H: 'hát',
  I: 'i',
  J: 'gi',
  K: 'ca',
  L: 'e lờ',
  M: 'em mờ',
  N: 'en nờ',
  O: 'o',
  Ô: 'ô',
  Ơ: 'ơ',
  P: 'pê',
  Q: 'quy',
  R: 'e rờ',
  S: 'ét sì',
  T: 'tê',
  U: 'u',
  Ư: 'ư',
  V: 'vê',
  W: 'vê kép',
  X: 'ích xì',
  Y: 'y',
  Z: 'dét',
};

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

function withoutTone(text: string): string {
  return text.normalize('NFD').replace(TONES, '').normalize('NFC');
}

/** Letters one after the other; what has no Vietnamese name stays, in small. */
export function spelled(letters: string): string {
  return [...letters]
    .map((letter) => {
      const upper = letter.toUpperCase();
      return LETTER_NAMES[upper] ?? LETTER_NAMES[withoutTone(upper)] ?? letter.toLowerCase();
    })
    .join(' ');
}

const ONSETS = 'ngh|ng|nh|th|tr|ph|kh|gh|gi|qu|ch|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x';
const RIMES = [
  'a(?:ch?|i|m|ng?|nh|o|p|t|u|y)?',
  'ă(?:c|m|ng?|p|t)',
  'â(?:c|m|ng?|p|t|u|y)',
  'e(?:c|m|ng?|o|p|t)?',
  'ê(?:ch?|m|ng?|nh|p|t|u)?',
  'i(?:a|ch|m|nh?|p|t|u)?',
  'iê(?:c|m|ng?|p|t|u)',
  'o(?:c|i|m|ng?|p|t|oc|ong)?',
  'oa(?:ch?|i|m|ng?|nh|o|p|t|y)?',
  'oă(?:c|m|ng?|t)',
  'oe(?:n|o|t)?',
  'ô(?:c|i|m|ng?|p|t)?',
  'ơ(?:i|m|n|p|t)?',
  'u(?:a|c|i|m|ng?|p|t|y)?',
  'uâ(?:ng?|t|y)',
  'uê(?:ch|nh|n|u)?',
  'uô(?:c|i|m|ng?|t)',
  'uơ',
  'uy(?:a|ch|n|nh|t|u|p)?',
  'uyê(?:n|t)',
  'ư(?:a|c|i|m|ng?|t|u)?',
  'ươ(?:c|i|m|ng?|p|t|u)',
  'y',
  'yê(?:m|ng?|t|u)',
].join('|');
const SYLLABLE = new RegExp(`^(?:${ONSETS})?(?:${RIMES})$`, 'u');

/** The shape alone, whether or not there is such a word. */
export function isSyllable(word: string): boolean {
  return SYLLABLE.test(withoutTone(word.toLowerCase()));
}

/** Longer runs of letters are no name of an office. */
const LONGEST_RUN = 40;

/** Letters run together, as addresses have them, in the fewest syllables; null where it cannot be. */
export function syllablesOf(run: string): readonly string[] | null {
  if (run.length > LONGEST_RUN) return null;
  const best: (readonly string[] | null)[] = [[]];
  for (let end = 1; end <= run.length; end += 1) {
    let found: readonly string[] | null = null;
    for (let start = Math.max(0, end - 7); start < end; start += 1) {
      const before = best[start];
      const syllable = run.slice(start, end);
      if (!before || !isSyllable(syllable)) continue;
      // Of equal splits the one whose last syllable is longer: consonants begin, vowels do not.
      if (found === null || before.length + 1 < found.length) found = [...before, syllable];
    }
    best[end] = found;
  }
  return best[run.length] ?? null;
}
