/** The manifest against the files: nothing unlisted, nothing changed, every length as said. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { SPOKEN_SAMPLES } from '../../bulletins.ts';

interface Entry {
  readonly file: string;
  readonly text: string | null;
  readonly durationSeconds: number;
  readonly durationFrames: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly made: string;
  readonly licence: string;
}

const folder = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string) => readFileSync(`${folder}${name}`);
const { samples } = parse(read('manifest.yaml').toString()) as { samples: Entry[] };

test('[MED14] every sound file is in the manifest and every entry has its file', () => {
  const files = readdirSync(folder).filter((name) => /\.(opus|flac|wav|mp3|ogg)$/.test(name));
  expect(samples.map(({ file }) => file).sort()).toEqual(files.sort());
});

test('[MED14] together they are small', () => {
  const total = samples.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total).toBeLessThan(3 * 1024 * 1024);
});

test.each(samples)('[MED14] $file is the file that the manifest describes', (entry) => {
  const bytes = read(entry.file);
  expect(bytes.length).toBe(entry.bytes);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(entry.sha256);
  expect(framesOf(entry.file, bytes)).toBe(entry.durationFrames);
  expect(entry.durationSeconds).toBeCloseTo(entry.durationFrames / 48_000, 2);
  expect(entry.made).not.toBe('');
  expect(entry.licence).toBe('Apache-2.0');
});

test('[MED14] what is spoken is what is written', () => {
  for (const { name, text } of SPOKEN_SAMPLES) {
    expect(samples.find(({ file }) => file === `${name}.opus`)?.text).toBe(text);
  }
});

/** Frames at 48 kHz: FLAC's stream information (RFC 9639, section 8.2) or Ogg's last granule. */
function framesOf(file: string, bytes: Buffer): number {
  if (file.endsWith('.flac')) return bytes.readUIntBE(22, 4);
  const last = bytes.lastIndexOf('OggS');
  const preSkip = bytes.readUInt16LE(bytes.indexOf('OpusHead') + 10);
  return Number(bytes.readBigInt64LE(last + 6)) - preSkip;
}
