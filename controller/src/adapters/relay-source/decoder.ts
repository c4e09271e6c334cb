/**
 * [REL4] The decoder: ffmpeg in its cage, without network and without files. It is given bytes on its
 * input and gives samples on its output; whatever a playlist or a header names, it can open nothing.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { SOURCE_LIMITS } from './limits.ts';

const FORMATS = 'mp3,ogg,aac,mpegts,mov,flac,matroska,webm,wav';
const CODECS =
  'mp3float,mp3,mp2float,mp2,aac,aac_latm,opus,libopus,vorbis,libvorbis,flac,pcm_s16le,pcm_mulaw,pcm_alaw';

const DECODER_WORDS: readonly string[] = [
  ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-nostats', '-threads', '1'],
  ...['-protocol_whitelist', 'pipe', '-format_whitelist', FORMATS, '-codec_whitelist', CODECS],
  // A stream tells what it is within a second; ffmpeg would wait for five.
  ...['-probesize', '131072', '-analyzeduration', '1000000', '-fflags', '+discardcorrupt'],
  ...['-i', 'pipe:0', '-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1'],
  ...['-ac', '1', '-ar', String(SAMPLE_RATE_HZ), '-f', 's16le', '-flush_packets', '1', 'pipe:1'],
];

export interface Decoder extends Disposable {
  /** Resolves when more may be written; false where it has ended. */
  write(bytes: Buffer): Promise<boolean>;
  /** Nothing follows: what was written is still decoded. */
  finish(): void;
  hold(isHeld: boolean): void;
}

export interface DecoderEvents {
  samples(samples: Int16Array): void;
  /** With what it had to say. */
  ended(complaint: string): void;
}

/** @param cage script that runs it confined */
export function startDecoder(cage: string, events: DecoderEvents): Decoder {
  const child = spawn(cage, [...DECODER_WORDS], { cwd: '/', env: {}, stdio: 'pipe' });
  return new RunningDecoder(child, events);
}

class RunningDecoder implements Decoder {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private complaint = '';
  private odd: Buffer = Buffer.alloc(0);
  private isOver = false;
  private wake: (() => void) | null = null;

  constructor(child: ChildProcessByStdio<Writable, Readable, Readable>, events: DecoderEvents) {
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.complaint = (this.complaint + text).slice(-SOURCE_LIMITS.complaintBytes);
    });
    child.stdout.on('data', (bytes: Buffer) => {
      const samples = this.samplesOf(bytes);
      if (samples.length > 0 && !this.isOver) events.samples(samples);
    });
    // It may end without having read: its end says why.
    child.stdin.on('error', () => this.resume());
    child.stdin.on('drain', () => this.resume());
    const end = (): void => {
      if (this.isOver) return;
      this.isOver = true;
      this.resume();
      events.ended(this.complaint.trim());
    };
    child.on('error', end);
    child.on('close', end);
  }

  async write(bytes: Buffer): Promise<boolean> {
    if (this.isOver || this.child.stdin.destroyed) return false;
    if (!this.child.stdin.write(bytes)) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return !this.isOver;
  }

  finish(): void {
    this.child.stdin.end();
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.child.stdout.pause();
    else this.child.stdout.resume();
  }

  [Symbol.dispose](): void {
    this.isOver = true;
    this.resume();
    this.child.kill('SIGKILL');
  }

  private resume(): void {
    this.wake?.();
    this.wake = null;
  }

  /** Pipes cut anywhere, also within a sample. */
  private samplesOf(bytes: Buffer): Int16Array {
    const joined = this.odd.length > 0 ? Buffer.concat([this.odd, bytes]) : bytes;
    const whole = joined.length - (joined.length % 2);
    this.odd = Buffer.from(joined.subarray(whole));
    const samples = new Int16Array(whole / 2);
    for (let at = 0; at < samples.length; at++) samples[at] = joined.readInt16LE(at * 2);
    return samples;
  }
}
