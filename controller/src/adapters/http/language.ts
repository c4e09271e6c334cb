import { LANGUAGES, type Language } from '@loa/protocol/vocabulary';

/**
 * The reader's language: what the request asks for (Accept-Language, RFC 9110 §12.5.4), else the
 * account's, else Vietnamese.
 */
export function languageOf(header: string | undefined, account: Language | null): Language {
  return preferred(header ?? '') ?? account ?? 'vi';
}

function preferred(header: string): Language | null {
  const ranges = header.slice(0, 200).split(',').map(parseRange);
  // Array.sort is stable: of equal weights the first named wins.
  const wanted = ranges.filter((range) => range.weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const language = LANGUAGES.find((known) => tag === known || tag.startsWith(`${known}-`));
    if (language) return language;
  }
  return null;
}

function parseRange(text: string): { tag: string; weight: number } {
  const [tag = '', ...parameters] = text.trim().toLowerCase().split(';');
  const weight = parameters.find((parameter) => parameter.trim().startsWith('q='));
  return { tag: tag.trim(), weight: weight ? Number(weight.trim().slice(2)) || 0 : 1 };
}
