/**
 * The real espeak-ng in its cage, and programs in its place that are slow, endless or fail: what a
 * voice may cost, whatever it does. Without espeak-ng on the machine only its own tests are left out.
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOnPath } from '@loa/runtime/node';
import type { Timers } from '@loa/runtime/pure';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spokenForm } from '../../../src/domain/speech/spoken-form.ts';
import { VOICE_RULES } from '../../../src/domain/speech/voice-rules.ts';
import { openBench } from '../../support/media-bench.ts';
import { openVoiceBench, say, type VoiceBench } from '../../support/voice-bench.ts';

const ESPEAK = programOnPath('espeak-ng');
const voiceId = 'espeak-central';

let bench: VoiceBench;
beforeEach(() => {
  bench = openVoiceBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

/** A program in espeak-ng's place. */
function program(script: string): string {
  const path = join(bench.folder, 'program');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function spokenOf(text: string): string {
  const form = spokenForm(text);
  return form.outcome === 'spoken' ? form.spoken : '';
}

describe.skipIf(ESPEAK === null).each([undefined, 'limits' as const])(
  'espeak-ng, confined by %s',
  (confinement) => {
    test('[TTS24] the Central voice speaks what was put into words, and it becomes a bulletin’s sound', async () => {
      const voices = await bench.open(confinement ? { confinement } : {});
      expect(voices.list()).toEqual([
        {
          voiceId,
          label: 'espeak-ng, giọng miền Trung',
          kind: 'program',
          licence: expect.stringContaining('GPL-3'),
          language: 'vi',
          remedy: null,
        },
      ]);
      const spoken = spokenOf('UBND phường An Mỹ thông báo: 17h30 ngày 5/9 tiêm vắc xin COVID-19.');
      const speech = await say(voices, { voiceId, spoken });
      if (speech.outcome !== 'spoken') throw new Error(speech.detail);
      const wav = readFileSync(speech.file);
      expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
      expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
      expect(wav.readUInt32LE(24)).toBe(22_050);
      expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
      const seconds = (wav.length - 44) / 2 / 22_050;
      expect(seconds).toBeGreaterThan(4);
      expect(seconds).toBeLessThan(20);
      await using media = await openBench();
      const asset = await media.prepared(speech.file);
      expect(asset.durationFrames / 48_000).toBeCloseTo(seconds, 1);
      expect(asset.loudnessLufs).toBeCloseTo(-16, 0);
    });

    test('[TTS24] markup and options in a text are read, not obeyed', async () => {
      const voices = await bench.open(confinement ? { confinement } : {});
      const plain = await say(voices, { voiceId, spoken: 'xin chào' });
      const dashed = await say(voices, { voiceId, spoken: '-w /tmp/x xin chào' });
      const marked = await say(voices, {
        voiceId,
        spoken: '<audio src="file:///etc/passwd"/> chào',
      });
      expect([plain, dashed, marked].map(({ outcome }) => outcome)).toEqual(
        Array(3).fill('spoken'),
      );
      expect(bench.left()).toHaveLength(3);
    });

    test('[TTS22] the longest text fits what a voice may cost', async () => {
      const voices = await bench.open(confinement ? { confinement } : {});
      const spoken = 'thông báo cho bà con biết '.repeat(770);
      expect(spoken.length).toBeGreaterThan(20_000);
      expect(await say(voices, { voiceId, spoken })).toMatchObject({ outcome: 'spoken' });
    });
  },
);

test('[TTS25] without its program the voice is listed with what to install, and refuses', async () => {
  const voices = await bench.open({ espeakPath: '/usr/bin/no-such-program' });
  expect(voices.list()).toMatchObject([{ voiceId, remedy: expect.stringContaining('espeak-ng') }]);
  expect(await say(voices, { voiceId })).toMatchObject({
    outcome: 'refused',
    reason: 'voice-absent',
    detail: expect.stringContaining('install the Debian package espeak-ng'),
  });
  expect(await say(voices, { voiceId: 'nobody' })).toMatchObject({ reason: 'voice-unknown' });
});

test.each([
  ['exit 3', 'voice-failed', 'it failed without a word'],
  ['echo "no such voice" >&2; exit 1', 'voice-failed', 'no such voice'],
  ['exit 0', 'voice-failed', 'it made no sound'],
  ['echo this is no sound, however long it may be, and it is long', 'voice-failed', 'no sound'],
  ['kill -9 $$', 'voice-too-slow', 'too long'],
  ['while :; do head -c 1000000 /dev/zero; done', 'voice-too-long', 'more sound'],
])(
  '[TTS26] a program that does %j is an outcome, and leaves nothing',
  async (script, reason, detail) => {
    const voices = await bench.open({ espeakPath: program(script), confinement: 'limits' });
    expect(await say(voices, { voiceId })).toMatchObject({
      outcome: 'refused',
      reason,
      detail: expect.stringContaining(detail),
    });
    expect(bench.left()).toEqual([]);
  },
);

test('[TTS26] a program that never ends is ended at its time', async () => {
  const pending = new Set<() => void>();
  const timers: Timers = {
    after: (delayMs, run) => {
      expect(delayMs).toBe(VOICE_RULES.programWallMs);
      pending.add(run);
      for (const one of pending) queueMicrotask(one);
      return { [Symbol.dispose]: () => void pending.delete(run) };
    },
    every: () => ({ [Symbol.dispose]: () => {} }),
  };
  const espeakPath = program('sleep 600');
  const voices = await bench.open({ espeakPath, confinement: 'limits', timers });
  expect(await say(voices, { voiceId })).toMatchObject({ reason: 'voice-too-slow' });
  expect(pending.size).toBe(0);
});

test('[TTS27] one text at a time; so many wait, the next is turned away', async () => {
  const espeakPath = program('exec sleep 600');
  const voices = await bench.open({ espeakPath, confinement: 'limits' });
  const abort = new AbortController();
  const { signal } = abort;
  const ends = Array.from({ length: 1 + VOICE_RULES.queue }, () =>
    say(voices, { voiceId, signal }).catch((error: unknown) => error),
  );
  expect(await say(voices, { voiceId })).toMatchObject({ reason: 'voice-queue-full' });
  const reason = new Error('gone');
  abort.abort(reason);
  expect(await Promise.all(ends)).toEqual(ends.map(() => reason));
  expect(bench.left()).toEqual([]);
});

test('[TTS27] closing ends what speaks and turns away what waits', async () => {
  const espeakPath = program('exec sleep 600');
  const voices = await bench.open({ espeakPath, confinement: 'limits' });
  const ends = [say(voices, { voiceId }), say(voices, { voiceId })].map((end) =>
    end.catch((error: { code: string }) => error.code),
  );
  await voices[Symbol.asyncDispose]();
  expect(await Promise.all(ends)).toEqual(['unavailable', 'unavailable']);
  expect(bench.left()).toEqual([]);
});
