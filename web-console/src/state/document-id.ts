import { foldMarks } from './search.ts';

/** An id for a new document: its name without marks, and when it was made. */
export function documentIdOf(name: string, madeAt: string): string {
  const folded = foldMarks(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 44)
    .replace(/-+$/, '');
  const stamp = madeAt.replace(/\D/g, '').slice(0, 14);
  return `${folded === '' ? 'dot' : folded}-${stamp}`;
}
