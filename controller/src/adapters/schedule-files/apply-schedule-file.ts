import type { CityEngine } from '../../engine/city.ts';
import { problemLine, readScheduleFile } from './read-schedule-file.ts';

export interface ApplyReply {
  readonly ok: boolean;
  /** For a person at a terminal: the difference, or the problems with file, line and column. */
  readonly lines: readonly string[];
}

/** [CAL19] Reads a schedule file and makes the city what it says, or says why not. */
export async function applyScheduleFile(
  city: Pick<CityEngine, 'applySchedule'>,
  path: string,
  signal: AbortSignal,
): Promise<ApplyReply> {
  const read = await readScheduleFile(path);
  if (read.outcome === 'invalid') {
    return { ok: false, lines: read.problems.map((problem) => problemLine(path, problem)) };
  }
  const applied = await city.applySchedule(read.schedule, signal);
  if (applied.outcome === 'refused') {
    const lines = applied.problems.map(({ code, detail }) => `${path}: ${detail} [${code}]`);
    return { ok: false, lines };
  }
  const { changes } = applied;
  return { ok: true, lines: changes.length > 0 ? changes : [`${path}: nothing to change`] };
}
