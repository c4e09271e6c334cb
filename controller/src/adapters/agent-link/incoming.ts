import { type FromNode, fromNodeSchema } from '@loa/protocol/agent-link';

export type Incoming =
  | { readonly outcome: 'message'; readonly message: FromNode }
  /** A kind that a later version may know: counted, not answered. */
  | { readonly outcome: 'unknown-kind' }
  | { readonly outcome: 'malformed'; readonly detail: string };

type Heard = Extract<FromNode, { kind: 'node/heard' }>;

/**
 * The one message that ten thousand nodes send every second: what the schema says of it, without the
 * schema's price. `null` leaves it to the schema, which says what is wrong.
 */
function asHeard(value: object): Heard | null {
  const { stream, through, late, missing, leastMarginUs } = value as Partial<Heard>;
  const isMargin = leastMarginUs === null || Number.isFinite(leastMarginUs);
  const isWhole = isU32(stream) && isU32(through) && isCount(late) && isCount(missing);
  if (!isWhole || !isMargin) return null;
  return { kind: 'node/heard', stream, through, late, missing, leastMarginUs } as Heard;
}

function isU32(value: unknown): boolean {
  return isCount(value) && (value as number) <= 0xffff_ffff;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

const KNOWN_KINDS: ReadonlySet<string> = new Set(
  fromNodeSchema.options.map((option) => option.shape.kind.value),
);

/** [LNK6] One text message of a node, read. */
export function readMessage(text: string): Incoming {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { outcome: 'malformed', detail: 'not JSON' };
  }
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (typeof kind !== 'string') return { outcome: 'malformed', detail: 'kind: text is needed' };
  if (kind === 'node/heard') {
    const heard = asHeard(value as object);
    if (heard) return { outcome: 'message', message: heard };
  }
  if (!KNOWN_KINDS.has(kind)) return { outcome: 'unknown-kind' };
  const parsed = fromNodeSchema.safeParse(value);
  if (parsed.success) return { outcome: 'message', message: parsed.data };
  const [issue] = parsed.error.issues;
  return { outcome: 'malformed', detail: `${kind} ${issue?.path.join('.')}: ${issue?.message}` };
}
