import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_BYTES = 256 * 1024 * 1024;

/** Decodes any sound file to mono 48 kHz samples, with the system's ffmpeg. */
export async function readSound(file: string): Promise<Float32Array> {
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-ac', '1', '-ar', '48000', '-f', 'f32le', 'pipe:1'],
    { encoding: 'buffer', maxBuffer: MAX_BYTES },
  );
  return new Float32Array(
    stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length),
  );
}

/** Has espeak-ng speak into a WAV file, in the Vietnamese voice of the Centre. */
export async function speak(text: string, file: string): Promise<void> {
  await run('espeak-ng', ['-v', 'vi-vn-x-central', '-s', '150', '-a', '80', '-w', file, text]);
}
