/** Three weeks of sound on a disk that has room for three days of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cue } from '@loa/protocol/playout';
import { type AssetId, LIMITS, parseAssetId } from '@loa/protocol/vocabulary';
import { contentName, silentLogger } from '@loa/runtime/node';
import type { Logger } from '@loa/runtime/pure';
import { VirtualTime } from '@loa/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AssetCache } from '../adapters/asset-cache/index.ts';
import type { Uplink } from '../ports.ts';
import { AssetFetcher } from './asset-fetcher.ts';

const DAY_US = 86_400e6;
const CHUNKS = 8;
const BUDGET = 3 * CHUNKS * LIMITS.chunkBytes + LIMITS.manifestBytes;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-budget-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function soundOf(day: number) {
  const chunks = Array.from({ length: CHUNKS }, (_, i) =>
    new Uint8Array(LIMITS.chunkBytes).fill(day * CHUNKS + i + 1),
  );
  const text = JSON.stringify({
    codec: 'opus-48000-mono-20ms',
    durationFrames: CHUNKS * 960,
    preSkipFrames: 0,
    packets: CHUNKS,
    chunkPackets: 1,
    chunks: chunks.map((chunk) => contentName(chunk)),
  });
  return { assetId: parseAssetId(contentName(text)), text, chunks };
}

it('[PLY96] [FLT26] what is due soonest is held; what is given up, and finds no room, is said', async () => {
  const sounds = Array.from({ length: 21 }, (_, day) => soundOf(day));
  const urgent = soundOf(30);
  const known = new Map([...sounds, urgent].map((sound) => [sound.assetId, sound]));
  const cueOf = ({ assetId }: { assetId: AssetId }, startAtUs: number): Cue =>
    ({
      ...{ assetId, startAtUs, validUntilUs: startAtUs + 3600e6, source: 'scheduled' },
      cueId: `tin@${startAtUs / DAY_US}`,
    }) as Cue;
  const cues = sounds.map((sound, day) => cueOf(sound, day * DAY_US + DAY_US / 2));
  const said: { readonly text: string; readonly dueAtUs: number | null }[] = [];
  const note = (fields: object, text: string): void => {
    const { dueAtUs = null } = fields as { dueAtUs?: number | null };
    said.push({ text, dueAtUs });
  };
  const log = { ...silentLogger, info: note, warn: note } as Logger;
  const time = new VirtualTime();
  const { clock, timers } = time.machine({ offsetUs: 0 });
  const cache = new AssetCache(join(folder, 'assets'), silentLogger);
  cache.open();
  const answer = (run: () => void): boolean => {
    timers.after(5, run);
    return true;
  };
  const uplink: Pick<Uplink, 'isUp' | 'wantManifest' | 'wantChunk'> = {
    isUp: () => true,
    wantManifest: (id) => answer(() => fetcher.manifest(id, known.get(id)?.text ?? '')),
    wantChunk: (id, index) =>
      answer(() => fetcher.chunk(id, index, known.get(id)?.chunks[index] ?? new Uint8Array())),
  };
  const fetcher: AssetFetcher = new AssetFetcher({
    ...{ clock, timers, log, sounds: cache, budgetBytes: BUDGET },
    random: { next: () => 0.5, bytes: (length) => new Uint8Array(length) },
    uplink: uplink as Uplink,
    cues: () => cues,
    spares: () => [],
    nowUs: () => clock.monotonicUs(),
    isPaused: () => false,
    changed: () => {},
  });
  const whole = (): number[] =>
    sounds.flatMap(({ assetId }, day) =>
      cache.manifestOf(assetId) && cache.firstMissing(assetId, 0) === null ? [day] : [],
    );
  fetcher.step();
  await time.advance(60);
  expect(whole()).toEqual([0, 1, 2]);
  expect(said[0]).toEqual({ text: 'no room for this sound yet', dueAtUs: 3.5 * DAY_US });
  const lacks = (day: number) => ({ cueId: `tin@${day}`, dueAtUs: day * DAY_US });
  expect(fetcher.lacksRoom()).toEqual({ assets: 18, ...lacks(3.5) });
  said.length = 0;
  cues.unshift(cueOf(urgent, 3600e6));
  fetcher.step();
  await time.advance(60);
  expect(cache.firstMissing(urgent.assetId, 0)).toBeNull();
  expect(whole()).toEqual([0, 1]);
  const gone = said.filter(({ text }) => text === 'sound was evicted to make room');
  expect(gone.at(-1)?.dueAtUs).toBe(2.5 * DAY_US);
  expect(fetcher.lacksRoom()).toEqual({ assets: 19, ...lacks(2.5) });
  await time.advance(10 * 86_400);
  fetcher.step();
  await time.advance(60);
  expect(whole()).toEqual([10, 11, 12]);
  expect(fetcher.lacksRoom()).toEqual({ assets: 8, ...lacks(13.5) });
  const bytes = cache.held().reduce((sum, held) => sum + held.bytes, 0);
  expect(bytes).toBeLessThanOrEqual(BUDGET);
}, 30_000);
