import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ScheduleFile } from '@loa/protocol/schedule-file';
import type { Schedule } from '../../engine/schedule-port.ts';
import { checkReferences } from './references.ts';
import { checkShape, type Fault } from './shape.ts';
import { toSchedule } from './to-schedule.ts';
import { readYaml, type ScheduleProblem } from './yaml-file.ts';

export type ScheduleRead =
  | { readonly outcome: 'read'; readonly schedule: Schedule }
  | { readonly outcome: 'invalid'; readonly problems: readonly ScheduleProblem[] };

/** [CAL18] Reads and checks a schedule file with all it refers to, the sound files included. */
export async function readScheduleFile(path: string): Promise<ScheduleRead> {
  const yaml = await readYaml(path);
  if (yaml.outcome === 'invalid') return yaml;
  const invalid = (faults: readonly Fault[]): ScheduleRead => {
    return { outcome: 'invalid', problems: yaml.problemsOf(faults) };
  };
  const shape = checkShape(yaml.value);
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
