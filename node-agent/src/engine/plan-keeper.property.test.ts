/**
 * What a node takes from a controller, with real keys. The model holds what was offered genuinely;
 * whatever else arrives — replayed, altered, of another node, of another kind, older, expired — must
 * leave the plan as it was.
 */
import type { Cue } from '@loa/protocol/playout';
import type { Envelope } from '@loa/protocol/signed';
import { parseCueId, parseNodeId } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';
import { VirtualTime } from '@loa/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Asset,
  authorisationIdOf,
  CITY,
  City,
  cueOf,
  NODE,
  newSigner,
  SETTINGS,
  WARD,
} from '../../test/support/city.ts';
import { MemoryPlanStore } from '../../test/support/memory-plan-store.ts';
import { notary } from '../adapters/identity/index.ts';
import { PlanKeeper } from './plan-keeper.ts';

const NOW_US = 1_800_000_000_000_000;
const ASSET = {
  assetId: 'A'.repeat(43),
  manifest: { durationFrames: 480_000 },
} as unknown as Asset;
const nothingPlayed = (): ReadonlySet<never> => new Set();

const time = new VirtualTime();

function keeperOf(city: City, store = new MemoryPlanStore()): PlanKeeper {
  const { timers } = time.machine();
  const nowUs = () => NOW_US + time.trueUs();
  const deps = { nodeId: NODE, notary, store, log: silentLogger, timers, nowUs, changed: () => {} };
  const keeper = new PlanKeeper(deps);
  keeper.load({ city: CITY, rootPublicKey: city.root.publicKey, enrolledAtUs: 0 });
  return keeper;
}

/** A keeper that holds a plan of one authorised cue. */
function standing(): {
  city: City;
  keeper: PlanKeeper;
  store: MemoryPlanStore;
  authorisation: Envelope;
  cue: Cue;
} {
  const city = new City();
  const store = new MemoryPlanStore();
  const keeper = keeperOf(city, store);
  const authorisation = city.authorisation([ASSET.assetId]);
  const cue = cueOf(ASSET, authorisation, { startAtUs: NOW_US + 60e6 });
  const page = city.page([cue]);
  expect(keeper.takeKeyring(city.keyring()).outcome).toBe('accepted');
  expect(keeper.takeHead(city.head(5, [page.hash])).outcome).toBe('accepted');
  expect(keeper.takePage(page.hash, page.text).outcome).toBe('accepted');
  expect(keeper.takeAuthorisation(authorisation).outcome).toBe('accepted');
  return { city, keeper, store, authorisation, cue };
}

const cueIds = (keeper: PlanKeeper): string[] =>
  keeper.plan(nothingPlayed).cues.map((cue) => cue.cueId);
const refusals = (keeper: PlanKeeper): string[] =>
  keeper.plan(nothingPlayed).refused.map(({ why }) => why);

describe('what a node takes', () => {
  it('[SGN20] only a newer keyring of its own root and city', () => {
    const { city, keeper } = standing();
    expect(keeper.takeKeyring(city.keyring(1))).toEqual({ outcome: 'held' });
    expect(keeper.takeKeyring(city.keyring(2)).outcome).toBe('accepted');
    expect(keeper.takeKeyring(city.keyring(1))).toMatchObject({ why: 'not-newer' });
    expect(keeper.takeKeyring(new City().keyring(9))).toMatchObject({ why: 'signature-wrong' });
    const foreign = city.keyring(9, { city: WARD });
    expect(keeper.takeKeyring(foreign)).toMatchObject({ why: 'other-city' });
  });

  it('[SGN25] nothing of a body that its key did not sign is read', () => {
    const { keeper, authorisation } = standing();
    const altered = { ...authorisation, body: 'not JSON' };
    expect(keeper.takeAuthorisation(altered)).toMatchObject({ why: 'signature-wrong' });
    const unknown = { ...altered, kid: 'nobody' };
    expect(keeper.takeAuthorisation(unknown)).toMatchObject({ why: 'key-unknown' });
  });

  it('[FLT23] what a full disk holds is taken at the next start, and not written again', () => {
    const { city, store } = standing();
    const full = (): never => {
      throw new LoaError('storage-full', 'the disk is full');
    };
    Object.assign(store, { keepKeyring: full, keepHead: full, keepPage: full });
    Object.assign(store, { keepAuthorisation: full });
    expect(cueIds(keeperOf(city, store))).toHaveLength(1);
  });

  it('[SGN21] only a newer head of its own, signed by the planning key', () => {
    const { city, keeper } = standing();
    expect(keeper.takeHead(city.head(4, []))).toMatchObject({ why: 'not-newer' });
    expect(keeper.takeHead(city.head(5, []))).toEqual({ outcome: 'held' });
    const other = city.head(6, [], { nodeId: parseNodeId('an-my-2') });
    expect(keeper.takeHead(other)).toMatchObject({ why: 'other-node' });
    const byContent = city.content.sign('plan-head', JSON.parse(city.head(7, []).body));
    expect(keeper.takeHead(byContent)).toMatchObject({ why: 'key-unknown' });
    expect(cueIds(keeper)).toHaveLength(1);
    expect(keeper.takeHead(city.head(8, [])).outcome).toBe('accepted');
    expect(cueIds(keeper)).toHaveLength(0);
  });

  it('[REL21] the sounds to hold are those of the head in force, after a restart too', () => {
    const { city, keeper, store } = standing();
    expect(keeper.spares()).toEqual([]);
    const spares = [ASSET.assetId];
    expect(keeper.takeHead(city.head(6, [], { spares })).outcome).toBe('accepted');
    expect(keeper.spares()).toEqual(spares);
    expect(keeperOf(city, store).spares()).toEqual(spares);
    const many = Array.from({ length: 9 }, () => ASSET.assetId);
    expect(keeper.takeHead(city.head(7, [], { spares: many }))).toMatchObject({
      why: 'malformed',
    });
  });

  it('[SGN28] a head stands when all its pages do; until then the former one, over restarts too', () => {
    const { city, keeper, store, authorisation, cue } = standing();
    const next = cueOf(ASSET, authorisation, { ...cue, startAtUs: cue.startAtUs + 60e6 });
    const [one, two] = [city.page([next]), city.page([])];
    expect(keeper.takeHead(city.head(6, [one.hash, two.hash])).outcome).toBe('accepted');
    expect(keeper.takePage(one.hash, one.text).outcome).toBe('accepted');
    const starts = (from: PlanKeeper) => from.plan(nothingPlayed).cues.map((c) => c.startAtUs);
    expect(starts(keeper)).toEqual([cue.startAtUs]);
    const restarted = keeperOf(city, store);
    expect(starts(restarted)).toEqual([cue.startAtUs]);
    expect(restarted.headVersion()).toBe(6);
    expect(restarted.outstanding().pages).toEqual([two.hash]);
    expect(restarted.takePage(two.hash, two.text).outcome).toBe('accepted');
    expect(starts(restarted)).toEqual([next.startAtUs]);
    expect(starts(keeperOf(city, store))).toEqual([next.startAtUs]);
    expect(store.load().pages.size).toBe(2);
    expect(store.load().former).toBeNull();
  });

  it('[SGN29] a head comes into force as a whole at its instant; before it the former one counts', async () => {
    const { city, keeper, store, authorisation, cue } = standing();
    const effectiveAtUs = NOW_US + time.trueUs() + 30e6;
    const next = cueOf(ASSET, authorisation, { ...cue, startAtUs: cue.startAtUs + 60e6 });
    const page = city.page([next]);
    const settings = { ...SETTINGS, gainDb: -6 };
    keeper.takeHead(city.head(6, [page.hash], { effectiveAtUs, settings }));
    expect(keeper.takePage(page.hash, page.text).outcome).toBe('accepted');
    const inForce = (from: PlanKeeper) => [
      from.plan(nothingPlayed).cues[0]?.startAtUs,
      from.settings().gainDb,
    ];
    const before = [cue.startAtUs, SETTINGS.gainDb];
    await time.advance(29);
    expect(inForce(keeper)).toEqual(before);
    const restarted = keeperOf(city, store);
    expect(inForce(restarted)).toEqual(before);
    await time.advance(2);
    for (const each of [keeper, restarted]) expect(inForce(each)).toEqual([next.startAtUs, -6]);
    expect(store.load().former).toBeNull();
    const late = { effectiveAtUs: NOW_US + time.trueUs() - 1 };
    keeper.takeHead(city.head(7, [page.hash], late));
    expect(keeper.settings().gainDb).toBe(SETTINGS.gainDb);
  });

  it('[SGN22] only pages the head names, by their hash', () => {
    const { city, keeper, cue } = standing();
    const page = city.page([{ ...cue, gainDb: -3 }]);
    expect(keeper.takePage(page.hash, page.text)).toMatchObject({ why: 'not-wanted' });
    expect(keeper.takeHead(city.head(6, [page.hash])).outcome).toBe('accepted');
    const altered = page.text.replace('-3', '-2');
    expect(keeper.takePage(page.hash, altered)).toMatchObject({ why: 'hash-wrong' });
    expect(keeper.outstanding().pages).toEqual([page.hash]);
    expect(keeper.takePage(page.hash, page.text).outcome).toBe('accepted');
  });

  it('[SGN23] emergency is authorised by emergency keys alone, and a key reaches its own units', () => {
    const city = new City();
    const ward = newSigner('content:ward');
    const keeper = keeperOf(city);
    const keys = [
      { kid: 'planning:1', publicKey: city.planning.publicKey, role: 'planning', units: null },
      { kid: 'content:city', publicKey: city.content.publicKey, role: 'content', units: null },
      { kid: 'content:ward', publicKey: ward.publicKey, role: 'content', units: ['phuong-khac'] },
    ];
    keeper.takeKeyring(city.keyring(1, { keys } as never));
    const urgent = city.content.sign('authorisation', {
      ...JSON.parse(city.authorisation([ASSET.assetId]).body),
      class: 'emergency',
    });
    expect(keeper.takeAuthorisation(urgent)).toMatchObject({ why: 'key-unknown' });
    const foreign = ward.sign(
      'authorisation',
      JSON.parse(city.authorisation([ASSET.assetId]).body),
    );
    expect(keeper.takeAuthorisation(foreign).outcome).toBe('accepted');
    const page = city.page([cueOf(ASSET, foreign, { startAtUs: NOW_US })]);
    keeper.takeHead(city.head(1, [page.hash]));
    keeper.takePage(page.hash, page.text);
    expect(cueIds(keeper)).toEqual([]);
    expect(refusals(keeper)).toEqual(['key']);
  });

  it('[SGN23] a cue that its authorisation does not cover is refused with the reason', () => {
    const { city, keeper, authorisation, cue } = standing();
    const variants: Cue[] = [
      { ...cue, cueId: parseCueId('a@2026-11-22T05:31'), gainDb: 3 },
      { ...cue, cueId: parseCueId('a@2026-11-22T05:32'), class: 'priority' },
      { ...cue, cueId: parseCueId('a@2026-11-22T05:33'), validUntilUs: 2_100_000_000_000_000 },
      {
        ...cue,
        cueId: parseCueId('a@2026-11-22T05:34'),
        assetId: 'B'.repeat(43) as Cue['assetId'],
      },
    ];
    const page = city.page(variants);
    keeper.takeHead(city.head(6, [page.hash]));
    keeper.takePage(page.hash, page.text);
    expect(authorisationIdOf(authorisation)).toBe(cue.authorisationId);
    expect(refusals(keeper)).toEqual(['gain', 'class', 'period', 'asset']);
  });

  it('[SGN27] no more cues than the authorisation allows, those that began counted for ever', () => {
    const city = new City();
    const keeper = keeperOf(city);
    const authorisation = city.authorisation([ASSET.assetId], { maxPlays: 2 });
    const cues = [1, 2, 3].map((n) =>
      cueOf(ASSET, authorisation, { startAtUs: NOW_US + n * 60e6 }),
    );
    const page = city.page(cues);
    keeper.takeKeyring(city.keyring());
    keeper.takeHead(city.head(1, [page.hash]));
    keeper.takePage(page.hash, page.text);
    keeper.takeAuthorisation(authorisation);
    const ids = cues.map((cue) => cue.cueId);
    expect(cueIds(keeper)).toEqual(ids.slice(0, 2));
    const afterOne = keeper.plan(() => new Set([parseCueId('alt@2026-11-01T05:30')]));
    expect(afterOne.cues.map((cue) => cue.cueId)).toEqual(ids.slice(0, 1));
    const afterThird = keeper.plan(() => new Set(ids.slice(2)));
    expect(afterThird.cues.map((cue) => cue.cueId)).toEqual([ids[0], ids[2]]);
  });

  it('[SGN26] what a key signed falls with the key', () => {
    const { city, keeper } = standing();
    const keys = [
      { kid: 'planning:1', role: 'planning', publicKey: city.planning.publicKey, units: null },
    ];
    keeper.takeKeyring(city.keyring(2, { keys } as never));
    expect(cueIds(keeper)).toEqual([]);
    expect(refusals(keeper)).toEqual(['no-authorisation']);
  });

  it('[SGN24] an order once, in time, here; without a clock only as it comes in fresh', () => {
    const { city, keeper } = standing();
    const order = city.order({ nowUs: NOW_US, cancel: { kind: 'everything' } });
    expect(keeper.takeOrder(order, NOW_US).verdict.outcome).toBe('accepted');
    expect(keeper.takeOrder(order, NOW_US).verdict.outcome).toBe('held');
    expect(keeper.plan(nothingPlayed).cancellations).toHaveLength(1);
    const old = city.order({ nowUs: NOW_US - 3_600e6 });
    expect(keeper.takeOrder(old, NOW_US).verdict).toMatchObject({ why: 'expired' });
    const elsewhere = city.order({
      nowUs: NOW_US,
      targets: { units: [], zones: [], nodes: [parseNodeId('khac')] },
    });
    expect(keeper.takeOrder(elsewhere, NOW_US).verdict.outcome).toBe('not-addressed');
    expect(keeper.takeOrder(city.order({ nowUs: NOW_US }), null).verdict.outcome).toBe('accepted');
  });

  it('[SGN24] orders are on disk before they count, and are there after a restart', () => {
    const { city, keeper, store } = standing();
    keeper.takeOrder(city.order({ nowUs: NOW_US, cancel: { kind: 'everything' } }), NOW_US);
    const again = keeperOf(city, store);
    expect(again.plan(nothingPlayed).cancellations).toHaveLength(1);
    expect(cueIds(again)).toEqual(cueIds(keeper));
    expect(again.headVersion()).toBe(5);
  });

  it('[SGN24] is refused as full beyond the number a node keeps', () => {
    const { city, keeper } = standing();
    for (let i = 0; i < 500; i++) keeper.takeOrder(city.order({ nowUs: NOW_US }), NOW_US);
    const one = keeper.takeOrder(city.order({ nowUs: NOW_US }), NOW_US);
    expect(one.verdict).toMatchObject({ why: 'orders-full' });
    keeper.expire(NOW_US + 601e6);
    expect(keeper.takeOrder(city.order({ nowUs: NOW_US }), NOW_US).verdict.outcome).toBe(
      'accepted',
    );
  });
});

/** Everything an attacker on the line could make of what was genuinely sent. */
const tampering = fc.oneof(
  fc.record({ how: fc.constant('bit' as const), at: fc.nat(5000), bit: fc.nat(6) }),
  fc.record({
    how: fc.constant('kind' as const),
    to: fc.constantFrom('plan-head', 'order', 'authorisation', 'keyring', 'hello'),
  }),
  fc.record({
    how: fc.constant('kid' as const),
    to: fc.constantFrom('planning:1', 'content:city', 'emergency:1', 'root'),
  }),
  fc.record({ how: fc.constant('key' as const) }),
  fc.record({ how: fc.constant('replay' as const) }),
  fc.record({ how: fc.constant('signature' as const), at: fc.nat(85) }),
);

describe('[SGN25] whatever is not genuine, new and meant for the node leaves the plan as it was', () => {
  const stranger = newSigner('planning:1');
  const { city, keeper, cue, authorisation } = standing();
  const rogue = { ...cue, cueId: parseCueId('rogue@2026-11-22T05:30') };
  const held = [
    city.head(5, []),
    city.head(3, []),
    city.head(6, [], { nodeId: parseNodeId('khac'), settings: SETTINGS }),
    city.order({ nowUs: NOW_US - 7_200e6, add: [rogue] }),
    city.order({
      nowUs: NOW_US,
      add: [rogue],
      targets: { units: [], zones: [], nodes: [parseNodeId('khac')] },
    }),
    city.keyring(1),
    authorisation,
  ];

  it('by property', () => {
    const before = JSON.stringify(keeper.plan(nothingPlayed));
    fc.assert(
      fc.property(fc.constantFrom(...held), tampering, (genuine, change) => {
        const offered = tampered(genuine, change);
        keeper.takeHead(offered);
        keeper.takeOrder(offered, NOW_US);
        keeper.takeAuthorisation(offered);
        keeper.takeKeyring(offered);
        expect(JSON.stringify(keeper.plan(nothingPlayed))).toBe(before);
        expect(keeper.headVersion()).toBe(5);
        expect(keeper.keyringVersion()).toBe(1);
      }),
      { numRuns: 600 },
    );
  });

  type Tampering = typeof tampering extends fc.Arbitrary<infer Change> ? Change : never;

  function tampered(genuine: Envelope, change: Tampering): Envelope {
    switch (change.how) {
      case 'replay':
        return genuine;
      case 'key':
        return stranger.sign(genuine.kind, { ...JSON.parse(genuine.body), version: 99 });
      case 'kind':
        return { ...genuine, kind: change.to as Envelope['kind'] };
      case 'kid':
        return { ...genuine, kid: change.to };
      case 'signature': {
        const letter = genuine.signature[change.at] === 'A' ? 'B' : 'A';
        const { signature } = genuine;
        return {
          ...genuine,
          signature: signature.slice(0, change.at) + letter + signature.slice(change.at + 1),
        };
      }
      case 'bit': {
        const at = change.at % genuine.body.length;
        const flipped = String.fromCharCode(genuine.body.charCodeAt(at) ^ (1 << change.bit));
        return {
          ...genuine,
          body: genuine.body.slice(0, at) + flipped + genuine.body.slice(at + 1),
        };
      }
    }
  }
});
