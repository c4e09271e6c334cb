/**
 * The one place that knows fluent-ffmpeg. Two of its habits shape it: a listener for `progress`
 * makes it run ffprobe on the input by itself, outside the cage, so progress is read from `stderr`;
 * and it reports an error when the output stream closes before the process has ended, so the stream
 * is one that does not close.
 */
import type { ChildProcess } from 'node:child_process';
import { Writable } from 'node:stream';
import { endedByLimit, type Guard, guardRun } from '@loa/runtime/node';
import type { Timers } from '@loa/runtime/pure';
import ffmpeg from 'fluent-ffmpeg';
import { MEDIA_RULES } from '../../domain/library/media-rules.ts';
import type { FfmpegArguments } from './ffmpeg-arguments.ts';
import { parseProgressSeconds } from './ffmpeg-output.ts';

export interface RunOptions {
  /** The script of the cage, see `confinement.ts`. */
  readonly cage: string;
  readonly signal: AbortSignal;
  readonly timers: Timers;
  readonly wallMs: number;
  onSeconds?(seconds: number): void;
}

export type FfmpegRun =
  | { readonly outcome: 'done'; readonly lines: readonly string[]; readonly bytes: Uint8Array }
  | { readonly outcome: 'failed'; readonly lines: readonly string[] }
  | { readonly outcome: 'too-costly' };

/** Rejects with the signal's reason when aborted; every other end is an outcome. */
export async function runFfmpeg(words: FfmpegArguments, options: RunOptions): Promise<FfmpegRun> {
  options.signal.throwIfAborted();
  const command = ffmpeg({ stdoutLines: MEDIA_RULES.logLines })
    .setFfmpegPath(options.cage)
    .input(words.input)
    .inputOptions([...words.inputOptions])
    .audioFilters([...words.filters]);
  let child: ChildProcess | null = null;
  using guard = guardRun(() => child?.kill('SIGKILL'), options);
  const output = collector(guard);
  if (words.output === 'pipe:1') command.output(output.stream, { end: true });
  else command.output(words.output);
  command.outputOptions([...words.outputOptions]);
  const lines: string[] = [];
  let limited = false;
  command.on('stderr', (line: string) => {
    const seconds = parseProgressSeconds(line);
    if (seconds !== null) options.onSeconds?.(seconds);
    lines.push(line.slice(0, 1000));
    if (lines.length > MEDIA_RULES.logLines) lines.shift();
  });
  command.on('start', () => {
    child = (command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc;
    child.prependListener('exit', (code, signal) => {
      limited = endedByLimit(code, signal);
    });
    if (guard.cause !== null) child.kill('SIGKILL');
  });
  const ended = await new Promise<boolean>((resolve) => {
    command.on('end', () => resolve(true));
    command.on('error', () => resolve(false));
    command.run();
  });
  if (guard.cause === 'aborted') throw options.signal.reason;
  if (guard.cause !== null || limited) return { outcome: 'too-costly' };
  if (!ended) return { outcome: 'failed', lines };
  if (words.output === 'pipe:1') await output.finished;
  return { outcome: 'done', lines, bytes: output.bytes() };
}

/** Output comes packet by packet: hundreds of thousands of small pieces are kept as few large ones. */
const BLOCK_BYTES = 256 * 1024;

/** Keeps what is written, up to the output limit. */
function collector(guard: Guard): {
  stream: Writable;
  finished: Promise<void>;
  bytes(): Uint8Array;
} {
  const blocks: Buffer[] = [];
  let block = Buffer.alloc(0);
  let used = 0;
  let size = 0;
  const keep = (part: Buffer): void => {
    if (used + part.length > block.length) {
      blocks.push(block.subarray(0, used));
      block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, part.length));
      used = 0;
    }
    used += part.copy(block, used);
  };
  const stream = new Writable({
    autoDestroy: false,
    write(part: Buffer, _encoding, done) {
      size += part.length;
      if (size > MEDIA_RULES.outputBytes) guard.stop('output-limit');
      else keep(part);
      done();
    },
  });
  const finished = new Promise<void>((resolve) => stream.once('finish', resolve));
  return {
    stream,
    finished,
    bytes: () => new Uint8Array(Buffer.concat([...blocks, block.subarray(0, used)])),
  };
}
