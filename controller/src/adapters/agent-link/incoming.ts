import { type FromNode, fromNodeSchema } from '@loa/protocol/agent-link';

export type Incoming =
  | { readonly outcome: 'message'; readonly message: FromNode }
  /** A kind that a later version may know: counted, not answered. */
  | { readonly outcome: 'unknown-kind' }
  | { readonly outcome: 'malformed'; readonly detail: string };

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
  if (!KNOWN_KINDS.has(kind)) return { outcome: 'unknown-kind' };
  const parsed = fromNodeSchema.safeParse(value);
  if (parsed.success) return { outcome: 'message', message: parsed.data };
  const [issue] = parsed.error.issues;
  return { outcome: 'malformed', detail: `${kind} ${issue?.path.join('.')}: ${issue?.message}` };
}
