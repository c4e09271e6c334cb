import { TEMPLATE_FIELD, templateFields } from '@loa/protocol/programme';

export type Filled =
  | { readonly outcome: 'filled'; readonly text: string }
  | { readonly outcome: 'refused'; readonly field: string; readonly why: 'missing' | 'unknown' };

/**
 * [APR14] Every field is filled and nothing else is given; what is filled in is taken as it stands,
 * braces and all.
 */
export function fillTemplate(text: string, given: { readonly [name: string]: string }): Filled {
  const wanted = templateFields(text);
  const unknown = Object.keys(given).find((name) => !wanted.includes(name));
  if (unknown !== undefined) return { outcome: 'refused', field: unknown, why: 'unknown' };
  const values = new Map(Object.entries(given).map(([name, value]) => [name, value.trim()]));
  const missing = wanted.find((name) => (values.get(name) ?? '') === '');
  if (missing !== undefined) return { outcome: 'refused', field: missing, why: 'missing' };
  const filled = text.replace(TEMPLATE_FIELD, (_, name: string) => values.get(name.trim()) ?? '');
  return { outcome: 'filled', text: filled };
}
