import { spawn } from 'node:child_process';
import { MEDIA_RULES } from '../../domain/library/media-rules.ts';
import { endedByLimit } from './confinement.ts';
import type { RunOptions } from './run-ffmpeg.ts';
import { guardRun } from './run-guard.ts';

export type ProbeRun =
  | { readonly outcome: 'done'; readonly stdout: string; readonly lines: readonly string[] }
  | { readonly outcome: 'failed'; readonly lines: readonly string[] }
  | { readonly outcome: 'too-costly' };

/** Runs ffprobe, which fluent-ffmpeg offers without a way to stop it. */
export async function runProbe(words: readonly string[], options: RunOptions): Promise<ProbeRun> {
  options.signal.throwIfAborted();
  const child = spawn(options.cage, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  using guard = guardRun(() => child.kill('SIGKILL'), options);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => {
      texts[name] += text;
      if (texts[name].length > MEDIA_RULES.probeBytes) guard.stop('output-limit');
    });
  }
  const ended = await new Promise<'done' | 'failed' | 'too-costly'>((resolve) => {
    child.on('error', () => resolve('failed'));
    child.on('close', (code, signal) => {
      resolve(endedByLimit(code, signal) ? 'too-costly' : code === 0 ? 'done' : 'failed');
    });
  });
  if (guard.cause === 'aborted') throw options.signal.reason;
  const lines = texts.stderr.split('\n');
  if (guard.cause !== null || ended === 'too-costly') return { outcome: 'too-costly' };
  return ended === 'done'
    ? { outcome: 'done', stdout: texts.stdout, lines }
    : { outcome: 'failed', lines };
}
