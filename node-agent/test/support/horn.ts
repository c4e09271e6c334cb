import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AssetId, parseCueId } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import { mulberry32, type Random } from '@loa/runtime/pure';
import type { VirtualTime } from '@loa/testing';
import { AssetCache } from '../../src/adapters/asset-cache/index.ts';
import { SimulatedSink } from '../../src/adapters/audio-output/index.ts';
import { OpusPool } from '../../src/adapters/opus/index.ts';
import type { StreamBuffer } from '../../src/domain/streams/index.ts';
import type { PlannedStretch, SoundFault } from '../../src/ports.ts';
import type { RenderClock } from '../../src/rendering/index.ts';
import { SoundOutput } from '../../src/rendering/index.ts';
import type { Asset } from './city.ts';

export const CUE = parseCueId('ban-tin@2026-11-22T05:30');

export function seeded(seed: number): Random {
  const next = mulberry32(seed);
  return { next, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)) };
}

export interface HornOptions {
  readonly time: VirtualTime;
  readonly machine: ReturnType<VirtualTime['machine']>;
  readonly timeline: RenderClock;
  readonly assets: readonly Asset[];
  readonly machineSkewPpm?: number;
  readonly cardSkewPpm?: number;
  readonly reportNoiseUs?: number;
  readonly aheadMs?: number;
}

/** The real renderer, decoder and cache on a simulated card in virtual time. */
export class Horn {
  readonly faults: { key: string; fault: SoundFault }[] = [];
  readonly cache: AssetCache;
  readonly sink: SimulatedSink;
  readonly output: SoundOutput;
  /** Live streams, as the keeper would hold them. */
  readonly streams = new Map<AssetId, StreamBuffer>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'loa-horn-'));
  private readonly pool = new OpusPool(silentLogger);
  private readonly parts: Float32Array[] = [];
  private readonly options: HornOptions;
  private openedTrueUs = 0;

  constructor(options: HornOptions) {
    this.options = options;
    const { clock, timers } = options.machine;
    this.cache = new AssetCache(join(this.folder, 'assets'), silentLogger);
    this.sink = new SimulatedSink({
      clock,
      timers,
      random: seeded(3),
      skewPpm: options.cardSkewPpm ?? 0,
      reportNoiseUs: options.reportNoiseUs ?? 0,
      ...(options.aheadMs === undefined ? {} : { aheadMs: options.aheadMs }),
      played: (samples) => this.parts.push(samples),
    });
    this.output = new SoundOutput({
      clock,
      timers,
      timeline: options.timeline,
      sink: this.sink,
      store: this.cache,
      streams: { bufferOf: (streamId) => this.streams.get(streamId) ?? null },
      decoders: this.pool,
      events: {
        faulted: (key, fault) => this.faults.push({ key, fault }),
        changed: () => {},
      },
    });
  }

  async open(): Promise<void> {
    await this.pool.open();
    this.cache.open();
    for (const { assetId, text, chunks } of this.options.assets) {
      this.cache.keepManifest(assetId, text);
      for (const [index, chunk] of chunks.entries()) this.cache.keepChunk(assetId, index, chunk);
    }
    this.openedTrueUs = this.options.time.trueUs();
    this.output.open();
  }

  /** Everything the card was given; frame 0 is heard at `openedTrueUs`. */
  sound(): Float32Array {
    const whole = new Float32Array(this.parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** True time at which a frame of the output is heard: both crystals count. */
  heardTrueUs(frame: number): number {
    const card = 1 + (this.options.cardSkewPpm ?? 0) * 1e-6;
    const machine = 1 + (this.options.machineSkewPpm ?? 0) * 1e-6;
    return this.openedTrueUs + (frame / 48_000 / card / machine) * 1e6;
  }

  async close(): Promise<void> {
    await this.output.close();
    this.pool.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function stretchOf(
  asset: Asset,
  fromUs: number,
  change: Partial<PlannedStretch> = {},
): PlannedStretch {
  const fromFrames = change.fromFrames ?? 0;
  const lengthUs = ((asset.manifest.durationFrames - fromFrames) / 48_000) * 1e6;
  return {
    key: `${asset.assetId}@${fromUs}`,
    cueId: CUE,
    assetId: asset.assetId,
    fromUs,
    toUs: fromUs + lengthUs,
    fromFrames,
    gainDb: 0,
    streamZeroUs: null,
    ...change,
  };
}
