import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeDurably } from '@loa/runtime/node';
import { stringify } from 'yaml';
import type { CityEngine } from '../../engine/city.ts';
import type { Library } from '../../engine/facades.ts';
import type { Papers } from '../../engine/paper-facade.ts';
import { fileOf, paperPathOf, soundPathOf } from './file-of.ts';
import type { ApplyReply } from './reply.ts';

export interface Exported {
  readonly city: Pick<CityEngine, 'state'>;
  readonly library: Pick<Library, 'soundFile'>;
  readonly papers: Pick<Papers, 'fileOf'>;
}

/** The file of an export, in the folder of it. */
const CITY_FILE = 'city.yaml';
const HEADING = '# The city as it stood when this was written. Sound lies beside it.\n';

/**
 * [DOC24] [DOC25] Writes the whole city into a folder: `city.yaml`, and the prepared sound and
 * the signed paper of each bulletin beside it. What is there of an earlier export is written over. Sounds are many: while they
 * are copied everything else goes on, and the file is of the moment at which it began.
 */
export async function exportCity(
  { city, library, papers }: Exported,
  folder: string,
): Promise<ApplyReply> {
  const state = city.state();
  if (state.map === null) return { ok: false, lines: ['there is no city yet; apply a file first'] };
  const lost: string[] = [];
  for (const bulletin of state.bulletins) {
    const { bulletinId } = bulletin;
    const sound = library.soundFile(bulletinId);
    const isCopied = await copy(sound, join(folder, soundPathOf(bulletin)));
    if (!isCopied) lost.push(`bulletin ${bulletinId}: its sound is not held any more`);
    const paper = paperPathOf(bulletin);
    if (paper === null) continue;
    const held = papers.fileOf(bulletin)?.path ?? null;
    const isKept = await copy(held, join(folder, paper));
    if (!isKept) lost.push(`bulletin ${bulletinId}: its paper is not held any more`);
  }
  const path = join(folder, CITY_FILE);
  await mkdir(folder, { recursive: true });
  writeDurably(path, cityText(fileOf(state, state.map)));
  const { bulletins, documents } = state;
  const line = `${path}: ${bulletins.length} bulletins, ${documents.length} documents`;
  return { ok: lost.length === 0, lines: [line, ...lost] };
}

/** False where there is none, or none any more. */
async function copy(from: string | null, to: string): Promise<boolean> {
  if (from === null) return false;
  await mkdir(dirname(to), { recursive: true });
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

export function cityText(file: object): string {
  return HEADING + stringify(file, { lineWidth: 100, aliasDuplicateObjects: false });
}
