/** An instant as ISO 8601 in UTC with milliseconds and `Z`, from Unix milliseconds. */
export function isoOfMs(ms: number): string {
  return new Date(ms).toISOString();
}

/** Unix milliseconds of an ISO 8601 instant with an offset; NaN where the text is none. */
export function msOfIso(text: string): number {
  return Date.parse(text);
}
