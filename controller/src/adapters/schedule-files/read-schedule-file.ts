import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ScheduleFile } from '@loa/protocol/schedule-file';
import { LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import type { Schedule } from '../../engine/schedule-port.ts';
import { type Position, pathText, positionOf } from './positions.ts';
import { checkReferences } from './references.ts';
import { checkShape, type Fault } from './shape.ts';
import { toSchedule } from './to-schedule.ts';

/** Bytes of a schedule file: 20,000 items take about half of it. */
const FILE_BYTES = 8 * 1024 * 1024;
/** References by `*alias` that a file may make; more is a bomb, not a schedule. */
const ALIASES = 1_000;
/** Problems that are listed; whoever mends these sees the next. */
const PROBLEMS = 100;

export interface ScheduleProblem extends Position {
  /** `programme[2].rrule`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

export type ScheduleRead =
  | { readonly outcome: 'read'; readonly schedule: Schedule }
  | { readonly outcome: 'invalid'; readonly problems: readonly ScheduleProblem[] };

/** [CAL18] Reads and checks a schedule file with all it refers to, the sound files included. */
export async function readScheduleFile(path: string): Promise<ScheduleRead> {
  const text = await textOf(path);
  if (typeof text !== 'string') return { outcome: 'invalid', problems: [text] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const invalid = (faults: readonly Fault[]): ScheduleRead => ({
    outcome: 'invalid',
    problems: faults.slice(0, PROBLEMS).map((fault) => ({
      ...positionOf(document, lines, fault.path),
      path: pathText(fault.path),
      message: fault.message,
    })),
  });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    const problems = broken.slice(0, PROBLEMS).map((error) => yamlProblem(error, lines));
    return { outcome: 'invalid', problems };
  }
  const value = unfolded(document);
  if ('fault' in value) return invalid([value.fault]);
  const shape = checkShape(value.value);
  if (shape.outcome === 'faulty') return invalid(shape.faults);
  const { sounds, faults } = await readSounds(shape.file, dirname(resolve(path)));
  const found = [...checkReferences(shape.file), ...faults];
  if (found.length > 0) return invalid(found);
  return { outcome: 'read', schedule: toSchedule(shape.file, sounds) };
}

/** `schedules/city.yaml:12:5: programme[2].rrule: …`, as compilers write it. */
export function problemLine(file: string, problem: ScheduleProblem): string {
  const where = problem.path === '' ? '' : `${problem.path}: `;
  return `${file}:${problem.line}:${problem.column}: ${where}${problem.message}`;
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

async function readSounds(file: ScheduleFile, folder: string) {
  const sounds = new Map<string, { path: string; sha256: string }>();
  const faults: Fault[] = [];
  for (const [index, bulletin] of (file.bulletins ?? []).entries()) {
    const path = resolve(folder, bulletin.file);
    try {
      sounds.set(bulletin.id, { path, sha256: await hashOf(path) });
    } catch (error) {
      const why =
        (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is none' : String(error);
      const message = `the sound file ${path} cannot be read: ${why}`;
      faults.push({ path: ['bulletins', index, 'file'], message });
    }
  }
  return { sounds, faults };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Uint8Array);
  return hash.digest('base64url');
}
