import type { Cue } from '@loa/protocol/playout';
import { type AssetId, parseAssetId } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import { VirtualTime } from '@loa/testing';
import { expect, it } from 'vitest';
import type { SoundStore, Uplink } from '../ports.ts';
import { AssetFetcher } from './asset-fetcher.ts';

const NOW = parseAssetId('N'.repeat(43));
const LATER = parseAssetId('L'.repeat(43));

it('[LIV30] what is due is asked for again within a second, what is planned for later backs off', async () => {
  const time = new VirtualTime();
  const { clock, timers } = time.machine();
  const random = { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) };
  const asked: AssetId[] = [];
  let cues: Pick<Cue, 'assetId' | 'startAtUs' | 'validUntilUs' | 'source'>[] = [
    { assetId: LATER, startAtUs: 3_600e6, validUntilUs: 7_200e6, source: 'scheduled' },
  ];
  const fetcher = new AssetFetcher({
    ...{ clock, timers, random, log: silentLogger, budgetBytes: 1e9 },
    uplink: {
      isUp: () => true,
      wantManifest: (assetId: AssetId) => asked.push(assetId) > 0,
    } as unknown as Uplink,
    sounds: { manifestOf: () => null, held: () => [] } as unknown as SoundStore,
    cues: () => cues as Cue[],
    spares: () => [],
    nowUs: () => clock.monotonicUs(),
    isPaused: () => false,
    changed: () => {},
  });
  fetcher.step();
  for (let tries = 0; tries < 4; tries++) {
    fetcher.unavailable(LATER);
    await time.advance(10);
  }
  const before = asked.length;
  fetcher.unavailable(LATER);
  // The same sound is now sent to this node at once.
  const startAtUs = clock.monotonicUs() + 700_000;
  cues = [{ assetId: LATER, startAtUs, validUntilUs: 7_200e6, source: 'scheduled' }, ...cues];
  await time.advance(0.6);
  fetcher.step();
  expect(asked.slice(before)).toEqual([LATER]);
  // What was never asked for comes at once, in order of due time.
  fetcher.unavailable(LATER);
  cues = [{ assetId: NOW, startAtUs: 0, validUntilUs: 7_200e6, source: 'scheduled' }, ...cues];
  fetcher.step();
  expect(asked.at(-1)).toBe(NOW);
});

it('[REL21] a spare is fetched, and is never what a plan lacks', async () => {
  const time = new VirtualTime();
  const { clock, timers } = time.machine();
  const asked: AssetId[] = [];
  const fetcher = new AssetFetcher({
    ...{ clock, timers, log: silentLogger, budgetBytes: 1e9 },
    random: { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) },
    uplink: {
      isUp: () => true,
      wantManifest: (assetId: AssetId) => asked.push(assetId) > 0,
    } as unknown as Uplink,
    sounds: { manifestOf: () => null, held: () => [] } as unknown as SoundStore,
    cues: () => [],
    spares: () => [LATER],
    nowUs: () => clock.monotonicUs(),
    isPaused: () => false,
    changed: () => {},
  });
  fetcher.step();
  expect(asked).toEqual([LATER]);
  expect(fetcher.missing()).toBe(0);
});
