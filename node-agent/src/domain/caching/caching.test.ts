import type { Cue } from '@loa/protocol/playout';
import { type AssetId, parseAssetId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { planEviction, wantedAssets, withSpares } from './index.ts';

const asset = (letter: string): AssetId => parseAssetId(letter.repeat(43));
const [A, B, C] = [asset('a'), asset('b'), asset('c')];

function cue(assetId: AssetId, startAtUs: number, validUntilUs = startAtUs + 100): Cue {
  return { assetId, startAtUs, validUntilUs, source: 'scheduled' } as Cue;
}

describe('what to fetch', () => {
  it('[REL3] is never what comes as a stream', () => {
    const streams = (['live', 'relay'] as const).map((source) => ({ ...cue(A, 300), source }));
    expect(wantedAssets(streams, 50)).toEqual([]);
  });

  it('[LNK25] is wanted in order of due time, once each, and not after its validity', () => {
    const cues = [cue(C, 300), cue(A, 500), cue(A, 900), cue(B, 10, 40), cue(C, 100, 250)];
    expect(wantedAssets(cues, 50)).toEqual([
      { assetId: C, dueAtUs: 100 },
      { assetId: A, dueAtUs: 500 },
    ]);
  });

  it('[PLY53] is urgent when an emergency needs it, whatever else does', () => {
    const cues = [cue(A, 100), { ...cue(A, 300), class: 'emergency' } as Cue, cue(B, 200)];
    expect(wantedAssets(cues, 50)).toEqual([
      { assetId: A, dueAtUs: 100, isUrgent: true },
      { assetId: B, dueAtUs: 200 },
    ]);
  });

  it('[LNK25] is never a stream, which comes by itself', () => {
    expect(wantedAssets([{ ...cue(A, 100), source: 'live' }], 50)).toEqual([]);
  });
});

describe('spares', () => {
  const DAY_US = 86_400e6;
  const due = (assetId: AssetId, dueAtUs: number) => ({ assetId, dueAtUs });

  it('[REL21] come after what is due within a day, before the rest, once each', () => {
    const wanted = [due(A, 10), due(C, 3 * DAY_US)];
    const spare = due(B, DAY_US);
    expect(withSpares(wanted, [B, B, A], 0)).toEqual([wanted[0], spare, wanted[1]]);
    // A spare that is planned for later too is wanted sooner.
    expect(withSpares(wanted, [C], 0)).toEqual([wanted[0], due(C, DAY_US)]);
    expect(withSpares(wanted, [], 0)).toEqual(wanted);
  });

  it('[REL21] outlast sound that is due later', () => {
    const wanted = withSpares([due(A, 10), due(C, 3 * DAY_US)], [B], 0);
    const held = [B, C].map((assetId) => ({ assetId, bytes: 100 }));
    const input = { held, wanted, budgetBytes: 200, roomFor: A, roomBytes: 100 };
    expect(planEviction(input)).toEqual([C]);
  });
});

describe('what to give up', () => {
  const wanted = [
    { assetId: A, dueAtUs: 1 },
    { assetId: B, dueAtUs: 2 },
  ];
  const held = (...ids: AssetId[]) => ids.map((assetId) => ({ assetId, bytes: 100 }));

  it('[LNK26] nothing while the budget holds', () => {
    const input = { held: held(B), wanted, budgetBytes: 200, roomFor: A, roomBytes: 100 };
    expect(planEviction(input)).toEqual([]);
  });

  it('[LNK26] first what no plan needs, then what is due last', () => {
    const input = { held: held(B, C), wanted, budgetBytes: 200, roomFor: A, roomBytes: 100 };
    expect(planEviction(input)).toEqual([C]);
    expect(planEviction({ ...input, budgetBytes: 100 })).toEqual([C, B]);
  });

  it('[LNK26] what is due sooner is never given up for what is due later', () => {
    const input = { held: held(A), wanted, budgetBytes: 150, roomFor: B, roomBytes: 100 };
    expect(planEviction(input)).toBeNull();
  });

  it('[LNK26] an asset does not push itself out', () => {
    const input = { held: held(A), wanted, budgetBytes: 150, roomFor: A, roomBytes: 100 };
    expect(planEviction(input)).toBeNull();
  });
});
