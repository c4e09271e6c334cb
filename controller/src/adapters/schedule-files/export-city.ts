import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeDurably } from '@loa/runtime/node';
import { stringify } from 'yaml';
import type { CityEngine } from '../../engine/city.ts';
import type { Library } from '../../engine/facades.ts';
import { fileOf, soundPathOf } from './file-of.ts';
import type { ApplyReply } from './reply.ts';

export interface Exported {
  readonly city: Pick<CityEngine, 'state'>;
  readonly library: Pick<Library, 'soundFile'>;
}

/** The file of an export, in the folder of it. */
const CITY_FILE = 'city.yaml';
const HEADING = '# The city as it stood when this was written. Sound lies beside it.\n';

/**
 * [DOC24] [DOC25] Writes the whole city into a folder: `city.yaml`, and the prepared sound of each
 * bulletin beside it. What is there of an earlier export is written over.
 */
export function exportCity({ city, library }: Exported, folder: string): ApplyReply {
  const state = city.state();
  if (state.map === null) return { ok: false, lines: ['there is no city yet; apply a file first'] };
  const lost: string[] = [];
  mkdirSync(join(folder, 'sounds'), { recursive: true });
  for (const bulletin of state.bulletins) {
    const sound = library.soundFile(bulletin.bulletinId);
    const path = join(folder, soundPathOf(bulletin));
    if (sound === null)
      lost.push(`bulletin ${bulletin.bulletinId}: its sound is not held any more`);
    else copySound(sound, path);
  }
  const path = join(folder, CITY_FILE);
  writeDurably(path, cityText(fileOf(state, state.map)));
  const { bulletins, documents } = state;
  const line = `${path}: ${bulletins.length} bulletins, ${documents.length} documents`;
  return { ok: lost.length === 0, lines: [line, ...lost] };
}

function copySound(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

export function cityText(file: object): string {
  return HEADING + stringify(file, { lineWidth: 100, aliasDuplicateObjects: false });
}
