import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ScheduleFile } from '@loa/protocol/schedule-file';
import { LIMITS } from '@loa/protocol/vocabulary';
import type { Schedule } from '../../engine/schedule-port.ts';
import { readPapers } from './read-papers.ts';
import { checkReferences } from './references.ts';
import { checkShape, type Fault } from './shape.ts';
import { toSchedule } from './to-schedule.ts';
import { readYaml, type ScheduleProblem, type YamlFile } from './yaml-file.ts';

export type ScheduleRead =
  | { readonly outcome: 'read'; readonly schedule: Schedule }
  | { readonly outcome: 'invalid'; readonly problems: readonly ScheduleProblem[] };

/** [CAL18] Reads and checks a city file with all it refers to, the sound files included. */
export async function readScheduleFile(path: string): Promise<ScheduleRead> {
  return scheduleOf(path, await readYaml(path));
}

/** @param path where it was read: the sound files are found from there */
export async function scheduleOf(path: string, yaml: YamlFile): Promise<ScheduleRead> {
  if (yaml.outcome === 'invalid') return yaml;
  const invalid = (faults: readonly Fault[]): ScheduleRead => {
    return { outcome: 'invalid', problems: yaml.problemsOf(faults) };
  };
  const shape = checkShape(yaml.value);
  if (shape.outcome === 'faulty') return invalid(shape.faults);
  const folder = dirname(resolve(path));
  const { sounds, faults } = await readSounds(shape.file, folder);
  const read = await readPapers(shape.file, folder);
  const found = [...checkReferences(shape.file), ...faults, ...read.faults];
  if (found.length > 0) return invalid(found);
  return { outcome: 'read', schedule: toSchedule(shape.file, { sounds, papers: read.papers }) };
}

/** `schedules/city.yaml:12:5: programme[2].rrule: …`, as compilers write it. */
export function problemLine(file: string, problem: ScheduleProblem): string {
  const where = problem.path === '' ? '' : `${problem.path}: `;
  return `${file}:${problem.line}:${problem.column}: ${where}${problem.message}`;
}

async function readSounds(file: ScheduleFile, folder: string) {
  const sounds = new Map<string, { path: string; sha256: string }>();
  const faults: Fault[] = [];
  for (const [index, bulletin] of (file.bulletins ?? []).entries()) {
    const path = resolve(folder, bulletin.file);
    const read = await readSound(path);
    if ('sha256' in read) sounds.set(bulletin.id, { path, sha256: read.sha256 });
    else {
      const message = `the sound file ${path} cannot be read: ${read.why}`;
      faults.push({ path: ['bulletins', index, 'file'], message });
    }
  }
  return { sounds, faults };
}

async function readSound(
  path: string,
): Promise<{ readonly sha256: string } | { readonly why: string }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return { why: 'it is no file' };
    if (found.size > LIMITS.uploadBytes) return { why: 'it has more than 200 MB' };
    return { sha256: await hashOf(path) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { why: code === 'ENOENT' ? 'there is none' : message };
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Uint8Array);
  return hash.digest('base64url');
}
