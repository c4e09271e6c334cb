/**
 * The body of a signed object or page. It was hashed as it stands; here it is parsed for the first
 * time. Null when it is not what the schema says or exceeds its limit.
 */
export function parseBody<Body>(
  schema: { safeParse(value: unknown): { success: boolean; data?: Body } },
  body: string,
  limitBytes = Number.POSITIVE_INFINITY,
): Body | null {
  if (utf8Length(body) > limitBytes) return null;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? (parsed.data ?? null) : null;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
