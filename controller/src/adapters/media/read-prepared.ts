import { readFile, stat } from 'node:fs/promises';
import { parseOggOpus } from '../../domain/library/ogg-opus.ts';
import type { ReadPrepared } from '../../engine/schedule-port.ts';
import { packAsset } from './pack-asset.ts';

/** Sound of an hour takes less than a quarter of it. */
const PREPARED_BYTES = 64 * 1024 * 1024;

/** [DOC25] Reads an Ogg Opus file as prepared sound is written, packet by packet as it is. */
export const readPrepared: ReadPrepared = async (file) => {
  if ((await stat(file)).size > PREPARED_BYTES) return null;
  const ogg = new Uint8Array(await readFile(file));
  const sound = parseOggOpus(ogg);
  if (sound.outcome === 'refused') return null;
  const packed = packAsset(sound);
  return packed && { ...packed, ogg, durationFrames: sound.durationFrames };
};
