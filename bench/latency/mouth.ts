import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { correlate, readSound } from '@loa/testing';

const run = promisify(execFile);
const RATE = 48_000;
/** Words, not noise: a browser takes noise out of what its microphone hears. */
const WORDS = ['một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười'] as const;
/** Longer than anything is on its way, so that a word is heard before the next is said. */
const EVERY_S = 1.6;
const VOICE = 'vi-vn-x-central';
const SILENCE = 0.01;
const PAUSE_FRAMES = 0.4 * RATE;
const WORD_FRAMES = 0.4 * RATE;
/** What browser and codec leave of a word is still that word, and no other. */
const LEAST_PEAK = 0.5;

export interface SpokenWords {
  readonly file: string;
  readonly count: number;
  readonly seconds: number;
}

/** A WAV file of so many counted words with pauses, none of them spoken as the one before. */
export async function writeWords(folder: string, count: number): Promise<SpokenWords> {
  const length = Math.round(EVERY_S * RATE);
  const whole = Buffer.alloc((count + 1) * length * 2);
  for (let index = 0; index < count; index++) {
    const part = join(folder, 'word.wav');
    const word = WORDS[index % WORDS.length] as string;
    const pace = String(120 + (index % 7) * 10);
    await run('espeak-ng', ['-v', VOICE, '-s', pace, '-a', '100', '-w', part, word]);
    const sound = await readSound(part);
    const begin = sound.findIndex((sample) => Math.abs(sample) > SILENCE);
    for (const [i, sample] of sound.subarray(begin, begin + length / 2).entries()) {
      whole.writeInt16LE(Math.round(sample * 28_000), (index * length + i) * 2);
    }
  }
  const file = join(folder, 'words.raw');
  await writeFile(file, whole);
  return { file, count, seconds: (count + 1) * EVERY_S };
}

/** Speaks them into the rig's mouth; settles when the last has been said. */
export async function speakWords(
  { file }: SpokenWords,
  { env, sink }: { readonly env: Readonly<Record<string, string>>; readonly sink: string },
): Promise<void> {
  const format = ['--raw', '--format=s16le', '--rate=48000', '--channels=1', '--latency-msec=20'];
  await run('pacat', ['--playback', ...format, `--device=${sink}`, file], {
    env: { ...process.env, ...env },
  });
}

/** How long after the mouth each word was heard at a horn, ms; words that were not are left out. */
export function delaysMs(mouth: Float32Array, horn: Float32Array): number[] {
  const delays: number[] = [];
  for (const start of wordStarts(mouth)) {
    const word = mouth.subarray(start, start + WORD_FRAMES);
    const { peak, offsetFrames } = correlate(word, horn.subarray(start, start + EVERY_S * RATE));
    if (peak >= LEAST_PEAK && offsetFrames > 0) delays.push(offsetFrames / (RATE / 1000));
  }
  return delays;
}

/** First loud frames after a pause. */
function wordStarts(mouth: Float32Array): number[] {
  const starts: number[] = [];
  let quiet = PAUSE_FRAMES;
  for (const [frame, sample] of mouth.entries()) {
    const isLoud = Math.abs(sample) > SILENCE;
    if (isLoud && quiet >= PAUSE_FRAMES) starts.push(frame);
    quiet = isLoud ? 0 : quiet + 1;
  }
  return starts;
}
