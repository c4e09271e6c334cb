/** Makes the samples and their manifest again: `node audio-samples/make.ts`. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SPOKEN_SAMPLES, type SpokenSample } from './bulletins.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const LICENCE = 'Apache-2.0';
const RATE_HZ = 48_000;
const MAX_BUFFER = 64 * 1024 * 1024;

interface Sample {
  readonly file: string;
  readonly title: string;
  readonly language: string | null;
  readonly text: string | null;
  readonly made: string;
  readonly bytes: Uint8Array;
  readonly durationFrames: number;
}

/** Two bells a major third apart, each a sum of decaying partials. */
function chime(): Int16Array {
  const strokes = [
    { at: 0, hertz: 659.26 },
    { at: 0.6, hertz: 523.25 },
  ];
  const partials = [
    { ratio: 1, level: 1, decay: 1.1 },
    { ratio: 2, level: 0.45, decay: 0.6 },
    { ratio: 3.01, level: 0.2, decay: 0.3 },
    { ratio: 4.17, level: 0.1, decay: 0.15 },
  ];
  const attackSeconds = 0.004;
  return Int16Array.from({ length: 2.6 * RATE_HZ }, (_, frame) => {
    let sum = 0;
    for (const { at, hertz } of strokes) {
      const t = frame / RATE_HZ - at;
      if (t < 0) continue;
      for (const { ratio, level, decay } of partials) {
        const swell = Math.min(1, t / attackSeconds);
        sum +=
          swell * level * Math.exp(-t / (decay / 2)) * Math.sin(2 * Math.PI * hertz * ratio * t);
      }
    }
    return Math.round(9000 * sum);
  });
}

/** The last word is the output. */
function ffmpeg(words: readonly string[], input: Uint8Array): Uint8Array {
  const bitexact = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
  const all = ['-v', 'error', ...words.slice(0, -1), ...bitexact, ...words.slice(-1)];
  return execFileSync('ffmpeg', all, { input, maxBuffer: MAX_BUFFER });
}

function makeChime(): Sample {
  const pcm = chime();
  const file = 'chime.flac';
  const raw = new Uint8Array(pcm.buffer);
  const input = ['-f', 's16le', '-ar', String(RATE_HZ), '-ac', '1', '-i', 'pipe:0'];
  // To a file: the length in FLAC's head is written last, which a pipe does not allow.
  ffmpeg([...input, '-c:a', 'flac', '-y', `${FOLDER}${file}`], raw);
  return {
    file,
    title: 'Nhạc hiệu',
    language: null,
    text: null,
    made: 'sums of decaying sines, computed by make.ts',
    bytes: readFileSync(`${FOLDER}${file}`),
    durationFrames: pcm.length,
  };
}

function makeSpoken({ name, title, text }: SpokenSample): Sample {
  const voice = ['-v', 'vi-vn-x-central', '-s', '150', '-a', '80'];
  const wav = execFileSync('espeak-ng', [...voice, '--stdout'], {
    input: text,
    maxBuffer: MAX_BUFFER,
  });
  const pcm = ffmpeg(['-i', 'pipe:0', '-ar', String(RATE_HZ), '-f', 's16le', 'pipe:1'], wav);
  const opus = ['-c:a', 'libopus', '-b:a', '48k', '-application', 'voip', '-f', 'ogg', 'pipe:1'];
  const input = ['-f', 's16le', '-ar', String(RATE_HZ), '-ac', '1', '-i', 'pipe:0'];
  return {
    file: `${name}.opus`,
    title,
    language: 'vi',
    text,
    made: `espeak-ng ${voice.join(' ')}; Ogg Opus 48 kbit/s by ffmpeg`,
    bytes: ffmpeg([...input, ...opus], pcm),
    durationFrames: pcm.length / 2,
  };
}

/** JSON strings are YAML scalars (YAML 1.2, section 7.3.1). */
function entry(sample: Sample): string {
  const fields = {
    file: sample.file,
    title: sample.title,
    language: sample.language,
    text: sample.text,
    durationSeconds: Math.round((1000 * sample.durationFrames) / RATE_HZ) / 1000,
    durationFrames: sample.durationFrames,
    bytes: sample.bytes.length,
    sha256: createHash('sha256').update(sample.bytes).digest('hex'),
    made: sample.made,
    licence: LICENCE,
  };
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `  - ${lines.join('\n    ')}\n`;
}

const samples = [makeChime(), ...SPOKEN_SAMPLES.map(makeSpoken)];
for (const { file, bytes } of samples) writeFileSync(`${FOLDER}${file}`, bytes);
const comment = '# Made by make.ts; frames are at 48 kHz.\n';
writeFileSync(`${FOLDER}manifest.yaml`, `${comment}samples:\n${samples.map(entry).join('')}`);
