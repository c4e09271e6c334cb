import { readFile, stat } from 'node:fs/promises';
import { LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import { type Position, pathText, positionOf } from './positions.ts';
import type { Fault } from './shape.ts';

/** Bytes of a city file: 20,000 items take about half of it. */
const FILE_BYTES = 8 * 1024 * 1024;
/** References by `*alias` that a file may make; more is a bomb, not a schedule. */
const ALIASES = 1_000;
/** Problems that are listed; whoever mends these sees the next. */
const PROBLEMS = 100;

export interface ScheduleProblem extends Position {
  /** `campaigns[2].timing.rule`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

export type YamlFile =
  | {
      readonly outcome: 'read';
      readonly value: unknown;
      /** Where in the file faults stand. */
      problemsOf(faults: readonly Fault[]): ScheduleProblem[];
    }
  | { readonly outcome: 'invalid'; readonly problems: readonly ScheduleProblem[] };

/** [CAL18] The value of a YAML file. */
export async function readYaml(path: string): Promise<YamlFile> {
  const text = await textOf(path);
  if (typeof text !== 'string') return { outcome: 'invalid', problems: [text] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problemsOf = (faults: readonly Fault[]) =>
    faults.slice(0, PROBLEMS).map((fault) => ({
      ...positionOf(document, lines, fault.path),
      path: pathText(fault.path),
      message: fault.message,
    }));
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    const problems = broken.slice(0, PROBLEMS).map((error) => yamlProblem(error, lines));
    return { outcome: 'invalid', problems };
  }
  const value = unfolded(document);
  if ('fault' in value) return { outcome: 'invalid', problems: problemsOf([value.fault]) };
  return { outcome: 'read', value: value.value, problemsOf };
}

async function textOf(path: string): Promise<string | ScheduleProblem> {
  const fileProblem = (message: string) => ({ line: 1, column: 1, path: '', message });
  try {
    const { size } = await stat(path);
    if (size > FILE_BYTES) return fileProblem(`${size} bytes; at most ${FILE_BYTES}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof TypeError) return fileProblem('is not UTF-8 text; save it as UTF-8');
    return fileProblem(`cannot be read: ${(error as Error).message}`);
  }
}

function yamlProblem(
  error: Pick<YAMLParseError, 'pos' | 'message'>,
  lines: LineCounter,
): ScheduleProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  return { line, column: col, path: '', message: `is not valid YAML: ${error.message}` };
}

function unfolded(
  document: ReturnType<typeof parseDocument>,
): { value: unknown } | { fault: Fault } {
  try {
    return { value: document.toJS({ maxAliasCount: ALIASES }) };
  } catch (error) {
    return { fault: { path: [], message: `cannot be unfolded: ${(error as Error).message}` } };
  }
}
