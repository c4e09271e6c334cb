/**
 * Goal: nodes that are cut off for a week play what they hold, and tell it all afterwards. Method: the
 * nodes' own parts from signed documents to speaker and record, 32 of them in accelerated time, with
 * clocks of their own, cuts of the power, clocks without a battery, sound that never came, and
 * mutes; what the speakers did and what is on record is judged against the shared layout.
 */
import { type Cue, layOut, type Muting, silenced } from '@loa/protocol/playout';
import type { Envelope } from '@loa/protocol/signed';
import { parseAssetId, parseCueId, parseNodeId } from '@loa/protocol/vocabulary';
import { mulberry32 } from '@loa/runtime/pure';
import { expect, it } from 'vitest';
import type { Receipt } from '../../../node-agent/src/domain/receipts/index.ts';
import { authorisationIdOf, CITY, City, SETTINGS } from '../../../node-agent/test/support/city.ts';
import { PlannedNode } from '../../../node-agent/test/support/planned-node.ts';
import { VirtualTime } from '../../src/index.ts';
import { judgeNode, type Span, total } from './judge-node.ts';

const SEED = 7;
const NODES = 32;
const DAYS = 7;
const ITEMS = 20;
/** Midnight of 22 November 2026, UTC. */
const START_US = 1_795_305_600_000_000;
const DAY_US = 86_400e6;
/** The link is there so long at the beginning, and again after the last day. */
const LINK_S = 90;

const chance = mulberry32(SEED);
const between = (least: number, most: number): number => least + chance() * (most - least);

const city = new City();
const assets = Array.from({ length: ITEMS }, (_, i) =>
  parseAssetId(String.fromCharCode(97 + i).repeat(43)),
);
const ALERT = 13;
const authorisations = assets.map((assetId, item) =>
  city.authorisation([assetId], { class: item === ALERT ? 'emergency' : 'normal' }),
);

/** A day of a ward: what follows one after the other, meets, is cut and crowded out. */
function dayOf(day: number): Cue[] {
  return assets.map((assetId, item) => {
    const minute = 300 + item * 40 - (item % 5 === 4 ? 38 : 0);
    return {
      cueId: parseCueId(`muc-${item}@2026-11-${22 + day}T05:00`),
      authorisationId: authorisationIdOf(authorisations[item] as Envelope),
      assetId,
      source: 'scheduled',
      class: item === ALERT ? 'emergency' : 'normal',
      priority: item % 5 === 4 ? 80 : 50,
      startAtUs: START_US + day * DAY_US + minute * 60e6,
      durationFrames: Math.round(between(30, 240)) * 48_000,
      gainDb: 0,
      whenPreempted: (['continue', 'restart', 'drop'] as const)[item % 3] ?? 'continue',
      late:
        item % 2 === 0 ? { kind: 'skip' } : { kind: 'play-within', withinUs: (item % 7) * 60e6 },
      validUntilUs: START_US + day * DAY_US + (minute + 60) * 60e6,
    } satisfies Cue;
  });
}

const cues = Array.from({ length: DAYS }, (_, day) => dayOf(day)).flat();

interface Subject {
  readonly node: PlannedNode;
  readonly mutes: readonly Muting[];
  readonly receipts: Receipt[];
  readonly off: Span[];
  readonly lost: Span[];
  readonly lacks: ReadonlySet<(typeof assets)[0]>;
}

const time = new VirtualTime();
const nowUs = (): number => START_US + time.trueUs();

function subject(number: number): Subject {
  const nodeId = parseNodeId(`loa-${number}`);
  const lacks = new Set(assets.filter(() => number % 8 === 3 && chance() < 0.1));
  const enrolment = {
    city: CITY,
    rootPublicKey: city.root.publicKey,
    enrolledAtUs: START_US - 1e6,
  };
  const silentUs = Math.round(START_US + between(1, 5) * DAY_US);
  const untilUs = Math.round(silentUs + between(0.1, 1.5) * DAY_US);
  return {
    node: new PlannedNode({ time, nodeId, enrolment, lacks }),
    mutes: number % 6 === 1 ? [{ fromUs: silentUs, untilUs, gainDb: null }] : [],
    receipts: [],
    off: [],
    lost: [],
    lacks,
  };
}

function wallAt(errorMs: number) {
  return {
    skewPpm: between(-60, 60),
    offsetUs: between(1e6, 1e12),
    wallMs: START_US / 1000 + errorMs,
  };
}

/** From the cut of the power on; a node without a battery does not know the time afterwards. */
function planCuts(one: Subject, number: number): void {
  const cuts = number % 4 === 0 ? 0 : 1 + Math.floor(between(0, 4));
  const at = Array.from({ length: cuts }, () => between(0.05, DAYS - 0.5) * DAY_US).sort(
    (a, b) => a - b,
  );
  for (const [index, fromUs] of at.entries()) {
    const nextUs = at[index + 1] ?? DAYS * DAY_US - 3600e6;
    const toUs = Math.min(fromUs + between(60e6, 6 * 3600e6), nextUs - 60e6);
    if (toUs <= fromUs) continue;
    const isLost = number % 5 === 2 && index === cuts - 1;
    time.at(fromUs, () => one.node.kill());
    time.at(toUs, () => one.node.start(isLost ? { wallMs: 0 } : wallAt(between(-1500, 1500))));
    one.off.push({ fromUs: START_US + fromUs, toUs: START_US + toUs });
    if (isLost) one.lost.push({ fromUs: START_US + fromUs, toUs: START_US + DAYS * DAY_US });
  }
}

function connect(one: Subject): void {
  one.node.connect({
    timelineId: 'timeline-1',
    nowUs,
    keyring: city.keyring(),
    receiptsThrough: one.receipts.at(-1)?.sequence ?? 0,
    report: (batch) => {
      const through = one.receipts.at(-1)?.sequence ?? 0;
      one.receipts.push(...batch.filter(({ sequence }) => sequence > through));
      return one.receipts.at(-1)?.sequence ?? 0;
    },
  });
}

function give(one: Subject, pages: readonly ReturnType<City['page']>[], head: Envelope): void {
  const plans = one.node.plans();
  const taken = [
    plans?.takeHead(head),
    ...pages.map(({ hash, text }) => plans?.takePage(hash, text)),
    ...authorisations.map((each) => plans?.takeAuthorisation(each)),
  ];
  expect(taken.map((verdict) => verdict?.outcome)).toEqual(taken.map(() => 'accepted'));
}

it('[SIM1] 7 days alone at 20 items a day: 32 nodes lose nothing, sound nothing twice, and say why of all else', async () => {
  const pages = Array.from({ length: DAYS }, (_, day) =>
    city.page(cues.slice(day * ITEMS, (day + 1) * ITEMS)),
  );
  const hashes = pages.map(({ hash }) => hash);
  const subjects = Array.from({ length: NODES }, (_, number) => subject(number));
  for (const [number, one] of subjects.entries()) {
    one.node.start(wallAt(between(-500, 500)));
    connect(one);
    const { nodeId } = one.node;
    const settings = { ...SETTINGS, mutes: one.mutes };
    give(one, pages, city.head(1, hashes, { nodeId, settings }));
    planCuts(one, number);
  }
  await time.advance(LINK_S);
  for (const { node } of subjects) node.disconnect();
  await time.advance(DAYS * 86_400 - LINK_S);
  for (const one of subjects) connect(one);
  await time.advance(LINK_S);
  const plan = layOut(cues);
  const judged = subjects.map((one) => {
    one.node.kill();
    const { sounded } = one.node;
    return judgeNode({
      ...{ cues, sounded, receipts: one.receipts, ordeal: one },
      layout: silenced(plan, one.mutes),
    });
  });
  expect(
    judged.flatMap(({ unexplained }, number) => unexplained.map((one) => `loa-${number} ${one}`)),
  ).toEqual([]);
  const sums = total(judged);
  const all = [...sums.values()].reduce((sum, count) => sum + count, 0);
  expect(all).toBe(NODES * DAYS * ITEMS);
  expect(sums.get('full') ?? 0).toBeGreaterThan(all * 0.6);
  const reasons = ['muted', 'node-offline', 'asset-missing', 'clock-untrusted', 'preempted'];
  for (const reason of reasons) expect(sums.get(reason) ?? 0, reason).toBeGreaterThan(0);
}, 240_000);
