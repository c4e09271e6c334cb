import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Noise in the band of speech as a WAV file: never silent, unlike itself at every shift, so that any
 * window of it can be recognised to a fraction of a sample.
 */
export async function writeNoise(
  file: string,
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
): Promise<void> {
  const source = `anoisesrc=color=pink:sample_rate=48000:amplitude=0.5:seed=${seed}:duration=${seconds}`;
  const band = 'highpass=f=250,lowpass=f=5000';
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-af', band, '-ac', '1', file]);
}
