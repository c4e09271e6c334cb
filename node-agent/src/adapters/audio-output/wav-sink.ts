import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import type { PositionReport } from '../../domain/clock/index.ts';
import type { AudioSink, SinkFeed, SinkStatus, WriteAhead } from '../../ports.ts';
import { toPcm16 } from './pcm.ts';
import { SimulatedSink, type SimulatedSinkOptions } from './simulated-sink.ts';

/** One point of the side file every second. */
const POINT_EVERY_FRAMES = SAMPLE_RATE_HZ;
const HEADER_BYTES = 44;
/** A WAV file counts its bytes in 32 bits; recording, points included, ends there (12 hours). */
const MOST_DATA_BYTES = 0xffffffff - 1000;
const MOST_POINTS = Math.floor(MOST_DATA_BYTES / 2 / POINT_EVERY_FRAMES);

export interface WavSinkOptions extends Omit<SimulatedSinkOptions, 'played' | 'kind'> {
  /** The sound goes to this file, `frame → node's monotonic µs` to the same name with `.json`. */
  readonly file: string;
}

/** A simulated card whose sound is kept in a file, with the instants at which it would be heard. */
export class WavSink implements AudioSink {
  readonly kind = 'wav';
  private readonly options: WavSinkOptions;
  private readonly card: SimulatedSink;
  private readonly points: { frame: number; localUs: number }[] = [];
  private file: number | null = null;
  private dataBytes = 0;

  constructor(options: WavSinkOptions) {
    this.options = options;
    this.card = new SimulatedSink({
      ...options,
      kind: 'wav',
      played: (samples) => this.record(samples),
    });
  }

  open(feed: SinkFeed): void {
    this.file = openSync(this.options.file, 'w');
    writeSync(this.file, wavHeader(0));
    this.card.open(feed);
  }

  report(done: (report: PositionReport | null) => void): void {
    this.card.report((report) => {
      const due = this.points.length * POINT_EVERY_FRAMES;
      if (report && due <= report.playedFrames && this.points.length < MOST_POINTS) {
        this.points.push({ frame: report.playedFrames, localUs: report.localUs });
      }
      done(report);
    });
  }

  writeAhead(ahead: WriteAhead): void {
    this.card.writeAhead(ahead);
  }

  status(): SinkStatus {
    return this.card.status();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.card[Symbol.asyncDispose]();
    if (this.file === null) return;
    writeSync(this.file, wavHeader(this.dataBytes), 0, HEADER_BYTES, 0);
    closeSync(this.file);
    this.file = null;
    const side = JSON.stringify({ sampleRateHz: SAMPLE_RATE_HZ, points: this.points });
    writeFileSync(`${this.options.file}.json`, `${side}\n`);
  }

  private record(samples: Float32Array): void {
    if (this.file === null || this.dataBytes + samples.length * 2 > MOST_DATA_BYTES) return;
    const bytes = toPcm16(samples);
    writeSync(this.file, bytes);
    this.dataBytes += bytes.length;
  }
}

/** RIFF/WAVE, 16 bit mono. */
function wavHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  header.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
