/** `{giờ họp}`: what stands between braces is a field's name. */
export const TEMPLATE_FIELD = /\{([^{}]{1,60})\}/g;

/** The names of a template's fields, each once, in order. */
export function templateFields(text: string): string[] {
  return [...new Set([...text.matchAll(TEMPLATE_FIELD)].map(([, name = '']) => name.trim()))];
}
