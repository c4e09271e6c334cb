import { spawnSync } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { LoaError } from '@loa/runtime/pure';

/**
 * The system's ffmpeg first, as it gets its security fixes; the one that npm brings second, so that
 * a clone works where there is none. `forced` is the operator's choice.
 */
export function findFfmpeg(forced: string | null): string {
  const ffmpeg = forced ?? onPath('ffmpeg') ?? bundledFfmpeg();
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

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(name: string): string | null {
  const found = spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  const path = (found.stdout ?? '').trim();
  return found.status === 0 && path.startsWith('/') ? path : null;
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
