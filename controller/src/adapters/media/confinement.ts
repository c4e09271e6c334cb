/** The cage around ffmpeg: it reads the one upload. */
import { writeFile } from 'node:fs/promises';
import { answersInCage, CAGED_INPUT, type Confinement, writeCage } from '@loa/runtime/node';
import { MEDIA_RULES } from '../../domain/library/media-rules.ts';

export interface MediaCage {
  readonly confinement: Confinement;
  /** Absolute path. */
  readonly program: string;
  readonly input: string;
  readonly cpuSeconds: number;
}

/** How the caged program must name its input. */
export function inputName({
  confinement,
  input,
}: Pick<MediaCage, 'confinement' | 'input'>): string {
  return `file:${confinement === 'bubblewrap' ? CAGED_INPUT : input}`;
}

export async function writeMediaCage(path: string, cage: MediaCage): Promise<void> {
  const { memoryBytes, openFiles } = MEDIA_RULES;
  await writeCage(path, { ...cage, memoryBytes, openFiles });
}

/** Tries the cage once. */
export async function detectConfinement(program: string, scratch: string): Promise<Confinement> {
  const cage = `${scratch}/try`;
  const input = `${scratch}/nothing`;
  await writeFile(input, '');
  await writeMediaCage(cage, { confinement: 'bubblewrap', program, input, cpuSeconds: 5 });
  return (await answersInCage(cage, ['-version'])) ? 'bubblewrap' : 'limits';
}
