/** How a city speaks, as its file says. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemLine, readScheduleFile } from '../../../src/adapters/schedule-files/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-speech-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function read(speech: string) {
  const path = join(folder, 'city.yaml');
  writeFileSync(
    path,
    `city: { unit: tp, timeZone: Asia/Ho_Chi_Minh }
units:
  - { id: tp, kind: city, name: Thành phố }
${speech}`,
  );
  const result = await readScheduleFile(path);
  if (result.outcome === 'read') return result.schedule.settings.speech;
  return result.problems.map((problem) => problemLine('city.yaml', problem));
}

test('[TTS38] a city file lists its own abbreviations and says how it counts', async () => {
  expect(await read('')).toEqual({ abbreviations: {}, dialect: 'north' });
  expect(
    await read('speech:\n  dialect: south\n  abbreviations: { KDL: khu du lịch, CA: "" }\n'),
  ).toEqual({ abbreviations: { KDL: 'khu du lịch', CA: '' }, dialect: 'south' });
});

test('[TTS38] what is no plain speech is told where it stands', async () => {
  expect(await read('speech:\n  abbreviations:\n    KDL: KDL số 2\n')).toEqual([
    expect.stringMatching(/^city\.yaml:6.*write it as it is said/),
  ]);
  expect(await read('speech: { dialect: east }\n')).toEqual([
    expect.stringContaining('speech.dialect'),
  ]);
});
