import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Pair,
} from 'yaml';

export type Path = readonly (string | number)[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where in the text the value of a path stands; for what is missing, where that is which lacks it.
 * A trailing `key` of an unknown field points at the field's name.
 */
export function positionOf(document: Document, lines: LineCounter, path: Path): Position {
  let at: unknown = document.contents;
  let offset = startOf(at) ?? 0;
  for (const step of path) {
    const next = childOf(at, step);
    if (next === null) break;
    at = next.value;
    // An empty value has no place of its own: its key has.
    offset = startOf(at) ?? next.offset ?? offset;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** `programme[2].rrule` */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

function childOf(node: unknown, step: string | number): { value: unknown; offset?: number } | null {
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step];
    return value === undefined ? null : { value };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find((one: Pair) => isScalar(one.key) && String(one.key.value) === step);
  if (!isPair(pair)) return null;
  const offset = startOf(pair.key);
  return { value: pair.value, ...(offset === undefined ? {} : { offset }) };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
