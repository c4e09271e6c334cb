import type { ApplyOptions } from '../../engine/apply-schedule.ts';
import type { CityEngine } from '../../engine/city.ts';
import { applyReformFile, isReform } from './apply-reform-file.ts';
import { problemLine, scheduleOf } from './read-schedule-file.ts';
import type { ApplyReply } from './reply.ts';
import { readYaml, type ScheduleProblem } from './yaml-file.ts';

/** [DOC23] What applying a file would change, a line each; not well unless nothing. */
export async function compareScheduleFile(
  city: Pick<CityEngine, 'compareSchedule'>,
  path: string,
): Promise<ApplyReply> {
  const yaml = await readYaml(path);
  if (isReform(yaml)) {
    return {
      ok: false,
      lines: [`${path}: it moves units; npm run apply -- FILE says what it did`],
    };
  }
  const read = await scheduleOf(path, yaml);
  if (read.outcome === 'invalid') return invalid(path, read.problems);
  const compared = await city.compareSchedule(read.schedule);
  if (compared.outcome === 'refused') return refused(path, compared.problems);
  const { changes } = compared;
  if (changes.length === 0) return { ok: true, lines: [`${path}: nothing to change`] };
  return { ok: false, lines: changes };
}

/** [CAL19] Reads a city file, or a reform, and makes the city what it says, or says why not. */
export async function applyScheduleFile(
  city: Pick<CityEngine, 'applySchedule' | 'applyReform'>,
  path: string,
  options: ApplyOptions,
): Promise<ApplyReply> {
  const yaml = await readYaml(path);
  if (isReform(yaml)) return applyReformFile(city, path, yaml);
  const read = await scheduleOf(path, yaml);
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
