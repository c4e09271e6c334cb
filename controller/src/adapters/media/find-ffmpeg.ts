import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isProgram, programOnPath } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';

/**
 * The system's ffmpeg first, as it gets its security fixes; the one that npm brings second, so that
 * a clone works where there is none. `forced` is the operator's choice.
 */
export function findFfmpeg(forced: string | null): string {
  const ffmpeg = forced ?? programOnPath('ffmpeg') ?? bundledFfmpeg();
  if (ffmpeg === null || !isProgram(ffmpeg)) {
    throw new LoaError(
      'unavailable',
      forced === null
        ? 'ffmpeg was not found: install it, or name it in FFMPEG_PATH.'
        : `FFMPEG_PATH: "${forced}" cannot be run.`,
    );
  }
  return realpathSync(ffmpeg);
}

/** The one that npm brings. It throws at import where it has no binary for the platform. */
export function bundledFfmpeg(): string | null {
  try {
    const installer = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg');
    const { path } = installer as { path: string };
    return isProgram(path) ? path : null;
  } catch {
    return null;
  }
}
