/** Vietnamese without its marks and in lower case, so that "dien" finds "điện". */
export function foldMarks(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().trim();
}

/** Every word that was typed stands somewhere in one of the texts. */
export function matches(query: string, ...texts: readonly string[]): boolean {
  const text = texts.map(foldMarks).join(' ');
  return foldMarks(query)
    .split(/\s+/)
    .every((word) => text.includes(word));
}
