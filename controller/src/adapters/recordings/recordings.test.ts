import { appendFile, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAssetId, parseBulletinId, parseCueId, parseUnitId } from '@loa/protocol/vocabulary';
import { silentLogger, systemTimers } from '@loa/runtime/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecordedTalk, Recordings } from '../../engine/recordings-port.ts';
import { createRecordings } from './recording-files.ts';

const TALK: RecordedTalk = {
  cueId: parseCueId('live-1@2026-11-22T07:00:00'),
  bulletinId: parseBulletinId('noi'),
  streamId: parseAssetId('A'.repeat(43)),
  title: 'Nói trực tiếp – Nguyễn',
  class: 'normal',
  unitId: parseUnitId('phuong-dong'),
  speaker: 'can-bo',
  startedAtMs: 1_700_000_000_000,
  plannedFrames: 1_000,
};
const packets = (from: number) => [0, 1, 2].map((n) => new Uint8Array(40 + n).fill(from + n));

let folder: string;
let recordings: Recordings;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-talks-'));
  recordings = createRecordings({ folder, timers: systemTimers, logger: silentLogger });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('[LIV10] what was appended is there when it is closed, and goes when it is removed', async () => {
  const recording = recordings.open(TALK);
  recording.anchored(1_234_567);
  recording.append(packets(1));
  recording.append(packets(4));
  const recorded = await recording.close();
  const all = [...packets(1), ...packets(4)];
  expect(recorded).toEqual({ talk: TALK, firstSampleAtUs: 1_234_567, packets: all });
  const [unfinished] = await recordings.unfinished();
  expect(unfinished).toMatchObject({ talk: TALK, firstSampleAtUs: 1_234_567, packets: all });
  await unfinished?.remove();
  expect(await readdir(folder)).toEqual([]);
});

test('[LIV11] a file cut off in the middle of a packet reads up to there', async () => {
  const recording = recordings.open(TALK);
  recording.anchored(1);
  recording.append(packets(1));
  await recording.close();
  const [name = ''] = await readdir(folder);
  const path = join(folder, name);
  await appendFile(path, Uint8Array.of(0, 50, 1, 2, 3));
  expect((await recordings.unfinished())[0]?.packets).toEqual(packets(1));
  const { size } = await stat(path);
  await truncate(path, size - 5 - 10);
  expect((await recordings.unfinished())[0]?.packets).toEqual(packets(1).slice(0, 2));
});

test('[LIV11] a file without a whole beginning is removed; other files are left alone', async () => {
  await writeFile(join(folder, 'x.talk'), '{"cueId":"live-1@2026');
  await writeFile(join(folder, 'notes.txt'), 'mine');
  expect(await recordings.unfinished()).toEqual([]);
  expect(await readdir(folder)).toEqual(['notes.txt']);
});

test('[LIV10] without a folder to write to no talk begins', async () => {
  await rm(folder, { recursive: true });
  expect(() => recordings.open(TALK)).toThrow(expect.objectContaining({ code: 'unavailable' }));
});
