import type { ApplyOptions } from '../../engine/apply-schedule.ts';
import type { CityEngine } from '../../engine/city.ts';
import { problemLine, readScheduleFile, type ScheduleProblem } from './read-schedule-file.ts';

export interface ApplyReply {
  readonly ok: boolean;
  /** For a person at a terminal: the difference, or the problems with file, line and column. */
  readonly lines: readonly string[];
}

/** [DOC23] What applying a file would change, a line each; not well unless nothing. */
export async function compareScheduleFile(
  city: Pick<CityEngine, 'compareSchedule'>,
  path: string,
): Promise<ApplyReply> {
  const read = await readScheduleFile(path);
  if (read.outcome === 'invalid') return invalid(path, read.problems);
  const compared = await city.compareSchedule(read.schedule);
  if (compared.outcome === 'refused') return refused(path, compared.problems);
  const { changes } = compared;
  if (changes.length === 0) return { ok: true, lines: [`${path}: nothing to change`] };
  return { ok: false, lines: changes };
}

/** [CAL19] Reads a schedule file and makes the city what it says, or says why not. */
export async function applyScheduleFile(
  city: Pick<CityEngine, 'applySchedule'>,
  path: string,
  options: ApplyOptions,
): Promise<ApplyReply> {
  const read = await readScheduleFile(path);
  if (read.outcome === 'invalid') return invalid(path, read.problems);
  const applied = await city.applySchedule(read.schedule, options);
  if (applied.outcome === 'refused') return refused(path, applied.problems);
  const { changes } = applied;
  return { ok: true, lines: changes.length > 0 ? changes : [`${path}: nothing to change`] };
}

function invalid(path: string, problems: readonly ScheduleProblem[]): ApplyReply {
  return { ok: false, lines: problems.map((problem) => problemLine(path, problem)) };
}

function refused(
  path: string,
  problems: readonly { readonly code: string; readonly detail: string }[],
): ApplyReply {
  return { ok: false, lines: problems.map(({ code, detail }) => `${path}: ${detail} [${code}]`) };
}
