/**
 * Orders that name the same cue again and again: other lengths, streams, signatures and sources, in
 * any order of arrival. Only the same talk under the same signature may take a cue's place.
 */
import type { Authorisation, Cue } from '@loa/protocol/playout';
import {
  parseAssetId,
  parseAuthorisationId,
  parseCueId,
  parseNodeId,
  parseUnitId,
} from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type HeldOrder, planFrom } from './plan.ts';

const T0 = 1_800_000_000_000_000;
const CITY = parseUnitId('tam-ky');
const targets = { units: [CITY], zones: [], nodes: [] };
const assets = ['s', 't'].map((letter) => parseAssetId(letter.repeat(43)));
const authorisations = ['a', 'b'].map((letter) => parseAuthorisationId(letter.repeat(43)));

const authorisation = {
  city: CITY,
  assets,
  targets,
  class: 'normal',
  notBeforeUs: 0,
  notAfterUs: 2 * T0,
  dailyWindows: [],
  maxPlays: 10,
  maxGainDb: 0,
} as unknown as Authorisation;

const cues: fc.Arbitrary<Cue> = fc
  .record({
    name: fc.constantFrom('x', 'y'),
    authorisationId: fc.constantFrom(...authorisations),
    assetId: fc.constantFrom(...assets),
    source: fc.constantFrom('live' as const, 'scheduled' as const),
    durationFrames: fc.integer({ min: 1, max: 48_000 }),
  })
  .map(({ name, ...rest }) => ({
    ...rest,
    cueId: parseCueId(`${name}@2026-11-22T09:30`),
    class: 'normal',
    priority: 60,
    startAtUs: T0,
    gainDb: 0,
    whenPreempted: 'continue',
    late: { kind: 'skip' },
    validUntilUs: T0 + 600e6,
  }));

function planOf(planned: readonly Cue[], orders: readonly HeldOrder[]) {
  return planFrom({
    placement: { nodeId: parseNodeId('an-my-1'), units: [CITY], zones: [] },
    stagger: { kind: 'none' },
    planned,
    orders,
    authorisationOf: () => ({
      authorisation,
      key: { kid: 'content:1', role: 'content', publicKey: 'k', units: null },
    }),
    playedUnder: () => new Set(),
  });
}

function expectedOf(all: readonly Cue[], cueId: Cue['cueId']): Cue | undefined {
  const [first, ...later] = all.filter((cue) => cue.cueId === cueId);
  if (first?.source !== 'live') return first;
  const same = later.filter(
    ({ source, assetId, authorisationId }) =>
      source === 'live' && assetId === first.assetId && authorisationId === first.authorisationId,
  );
  return same.at(-1) ?? first;
}

it('[PLY46] a cue’s place is taken by the newest order of the same talk alone', () => {
  fc.assert(
    fc.property(
      fc.array(cues, { maxLength: 2 }),
      fc.array(cues, { maxLength: 8 }),
      (planned, adds) => {
        const orders = adds.map(
          (cue, i): HeldOrder => ({
            sequence: i + 1,
            effectiveAtUs: T0,
            expiresAtUs: T0 + 600e6,
            targets,
            add: [cue],
            cancel: { kind: 'nothing' },
          }),
        );
        const { cues: found, refused } = planOf(planned, [...orders].reverse());
        // Pages name a cue once; of two the first counts.
        const first = planned.filter(
          (cue, i) => planned.findIndex(({ cueId }) => cueId === cue.cueId) === i,
        );
        const all = [...first, ...adds];
        const expected = [...new Set(all.map(({ cueId }) => cueId))].map((cueId) =>
          expectedOf(all, cueId),
        );
        expect(refused).toEqual([]);
        expect(new Set(found)).toEqual(new Set(expected));
      },
    ),
  );
});
