/** Runs a program that reads a text from its input and writes WAV to its output, into a file. */
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { endedByLimit, guardRun } from '@loa/runtime/node';
import type { Timers } from '@loa/runtime/pure';
import { VOICE_RULES } from '../../domain/speech/voice-rules.ts';
import { closeWav } from './wav.ts';

export interface ProgramRun {
  readonly program: string;
  readonly words: readonly string[];
  readonly environment: { readonly [name: string]: string };
  readonly input: string;
  /** Made here, with the sound. */
  readonly file: string;
  readonly wallMs: number;
  readonly signal: AbortSignal;
  readonly timers: Timers;
}

export type ProgramEnd =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'failed'; readonly complaint: string }
  | { readonly outcome: 'too-slow' | 'too-long' };

/** Rejects with the signal's reason when aborted, and when the file cannot be written. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  run.signal.throwIfAborted();
  await using file = await open(run.file, 'wx+', 0o600);
  const child = spawn(run.program, run.words, {
    cwd: '/',
    env: run.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Whatever happens here, nothing of it goes on: a kill after its end does nothing.
  using _end = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
  using guard = guardRun(() => child.kill('SIGKILL'), run);
  const ended = new Promise<number | null | 'limited'>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', (code, signal) => resolve(endedByLimit(code, signal) ? 'limited' : code));
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-VOICE_RULES.complaintBytes);
  });
  // It may end without having read: its exit says why.
  child.stdin.on('error', () => {});
  child.stdin.end(run.input);
  let bytes = 0;
  for await (const part of child.stdout) {
    bytes += (part as Buffer).length;
    if (bytes > VOICE_RULES.outputBytes) guard.stop('output-limit');
    else await file.appendFile(part as Buffer);
  }
  const code = await ended;
  if (guard.cause === 'aborted') throw run.signal.reason;
  if (guard.cause === 'output-limit') return { outcome: 'too-long' };
  if (guard.cause === 'wall-limit' || code === 'limited') return { outcome: 'too-slow' };
  if (code !== 0) return { outcome: 'failed', complaint: complaint.trim() };
  const isSound = await closeWav(file, bytes);
  return isSound ? { outcome: 'done' } : { outcome: 'failed', complaint: 'it made no sound' };
}
