/**
 * Goal: what the controller says will sound is what sounds. Method: random calendars through the real
 * planner, keys and documents to nodes of the agent's own parts, for two days of virtual time; each
 * node's sound is held against what was foreseen before, stretch by stretch and frame by frame.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layOut, type Muting, silenced, staggeredPlan } from '@loa/protocol/playout';
import { DOCUMENT_KINDS, type DocumentKind, type Documents } from '@loa/protocol/programme';
import { framesOfUs, type NodeId, parseZoneId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bulletinOf,
  campaign,
  idsOf,
  TOWN,
  timingOf,
  townMap,
  unitsOf,
} from '../../../controller/src/domain/campaign/sample-programme.ts';
import { cueOf } from '../../../controller/src/domain/playout/cue-of.ts';
import { nodesMeant } from '../../../controller/src/domain/playout/meant.ts';
import type { Occurrence } from '../../../controller/src/domain/playout/occurrence.ts';
import type { Actor } from '../../../controller/src/domain/policy/actor.ts';
import { staggerOf } from '../../../controller/src/domain/zoning/acoustic.ts';
import type { Acoustic, CityMap } from '../../../controller/src/domain/zoning/city-map.ts';
import { createForesight } from '../../../controller/src/engine/foresight.ts';
import {
  DRAWN_BULLETINS,
  DRAWN_BY,
  drawnList,
} from '../../../controller/test/calendars/drawn-documents.ts';
import { PlannedNode } from '../../../node-agent/test/support/planned-node.ts';
import type { Sounded } from '../../../node-agent/test/support/told-speaker.ts';
import { VirtualTime } from '../../src/index.ts';
import { type Judgement, judgeNode } from '../simulation/judge-node.ts';
import { openVirtualController, type VirtualController } from '../simulation/virtual-controller.ts';
import { greet, push } from '../simulation/virtual-link.ts';

/** 07:00 in Vietnam on 22 November 2026. */
const START_US = 1_795_305_600_000_000;
/** Until 04:00 of the day after next: nothing sounds over that hour. */
const LENGTH_S = 45 * 3_600;
const SETTLE_S = 60;
/** Sounds nothing that a plan has, as a stream's sound is not in it. */
const KINDS = DOCUMENT_KINDS.filter((kind) => kind !== 'relay');
/** A stretch is cut at whole microseconds, which are not whole frames. */
const ROUNDING_FRAMES = 4;

const ACOUSTICS: readonly (Acoustic | null)[] = [
  null,
  { kind: 'delay', groups: [group('loa-a', 0), group('loa-b', 350_000)] },
  { kind: 'waves', gapUs: 500_000, groups: [group('loa-b', 0), group('loa-a', 0)] },
];
const calendars = fc.record({
  documents: fc.record(
    Object.fromEntries(KINDS.map((kind) => [kind, drawnList(kind) as fc.Arbitrary<unknown[]>])),
  ),
  /** Minutes after the beginning at which something is sent; the first goes at once. */
  sent: fc.array(fc.constantFrom(0, 241, 620), { maxLength: 2 }),
  acoustic: fc.constantFrom(...ACOUSTICS),
  seed: fc.nat(1e6),
});
type Drawn = typeof calendars extends fc.Arbitrary<infer T> ? T : never;

/** Something is cut, and something silenced. */
const CROWDED: Drawn = {
  documents: {
    ...Object.fromEntries(KINDS.map((kind) => [kind, []])),
    campaign: [
      campaign('thap', { timing: timingOf('2026-11-22T11:00', null), whenPreempted: 'drop' }),
      campaign('cao', {
        bulletins: idsOf('uu-tien'),
        timing: timingOf('2026-11-22T11:00:20', null),
      }),
    ],
    mute: [
      {
        ...{ id: 'im', unit: TOWN, nodes: ['loa-b'], gainDb: null },
        ...{ throughDay: '2026-11-23', reason: 'Đám tang cạnh cụm loa' },
      },
    ],
  },
  sent: [0],
  acoustic: null,
  seed: 7,
};

const OFFICER: Actor = {
  ...{ username: DRAWN_BY, name: 'Văn hóa', role: 'culture-office', language: 'vi' },
  unitId: TOWN,
};

function group(name: string, delayUs: number) {
  return { nodeIds: [name as NodeId], delayUs };
}

function mapOf(acoustic: Acoustic | null): CityMap {
  const map = townMap();
  const zoneId = parseZoneId('ven-song');
  const nodeIds = [...map.nodes.keys()];
  return { ...map, zones: new Map([[zoneId, { zoneId, name: 'Ven sông', nodeIds, acoustic }]]) };
}

function fill({ stores }: VirtualController, { documents, acoustic }: Drawn): void {
  stores.city.replace(mapOf(acoustic));
  for (const one of [bulletinOf('tin'), ...DRAWN_BULLETINS]) stores.library.put(one);
  const owner = { origin: 'console', author: DRAWN_BY, changedAtMs: START_US / 1000 } as const;
  for (const [kind, bodies] of Object.entries(documents)) {
    for (const body of bodies as Documents[DocumentKind][]) {
      stores.documents.put(kind as DocumentKind, { body, ...owner } as never);
    }
  }
}

interface Told {
  readonly occurrence: Occurrence;
  readonly nodeId: NodeId;
  readonly foreseen: ReturnType<ReturnType<typeof createForesight>['of']>;
}

/** What the controller says beforehand of everything that sounds until then. */
function foretold({ stores, events, map }: VirtualController, fromUs: number): Told[] {
  const { calendar, plan, documents } = stores;
  using foresight = createForesight({ calendar, plan, documents, events, map });
  const city = map();
  if (!city) return [];
  return calendar
    .between(fromUs, fromUs + LENGTH_S * 1e6)
    .filter(({ withheld, startAtUs }) => withheld === null && startAtUs >= fromUs)
    .flatMap((occurrence) =>
      nodesMeant(city, occurrence).map((nodeId) => ({
        ...{ occurrence, nodeId },
        foreseen: foresight.of(occurrence, nodeId),
      })),
    );
}

/** @returns what was foretold otherwise than it came */
function untrue({ occurrence, foreseen }: Told, all: readonly Sounded[]): string[] {
  const own = all.filter(({ cueId }) => cueId === occurrence.cueId);
  const heard = own.reduce((sum, { fromUs, toUs }) => sum + framesOfUs(toUs - fromUs), 0);
  const isFull = heard >= occurrence.durationFrames - ROUNDING_FRAMES;
  const outcome = isFull ? 'full' : heard > 0 ? 'part' : 'missed';
  const lastUs = Math.max(...own.map(({ toUs }) => toUs));
  const faults = outcome === foreseen.outcome ? [] : [`${outcome}, foreseen ${foreseen.outcome}`];
  if (outcome === 'full' && own[0]?.fromUs !== undefined && own[0].fromUs < foreseen.startsAtUs) {
    faults.push(`begins before ${foreseen.startsAtUs}`);
  }
  if (heard > 0 && lastUs !== foreseen.endsAtUs) {
    faults.push(`ends at ${lastUs}, foreseen ${foreseen.endsAtUs}`);
  }
  return faults.map((fault) => `${occurrence.cueId}: ${fault}`);
}

function silencesOf(node: PlannedNode): readonly Muting[] {
  return (node.plans()?.settings().mutes ?? []).filter(({ gainDb }) => gainDb === null);
}

function judge(
  controller: VirtualController,
  node: PlannedNode,
  { told, mutes }: { readonly told: readonly Told[]; readonly mutes: readonly Muting[] },
): Judgement {
  const map = controller.map() as CityMap;
  const { nodeId } = node;
  const own = told
    .filter((one) => one.nodeId === nodeId)
    .map(({ occurrence }) => cueOf(occurrence));
  const { cues } = staggeredPlan({ cues: own, cancellations: [] }, staggerOf(map, nodeId));
  node.kill();
  const receipts = controller.stores.receipts.ofCues(cues.map(({ cueId }) => cueId));
  return judgeNode({
    cues,
    layout: silenced(layOut(cues), mutes),
    sounded: node.sounded,
    receipts: receipts.filter((one) => one.nodeId === nodeId) as never,
    ordeal: { off: [], lost: [], lacks: new Set() },
  });
}

async function played(drawn: Drawn, folder: string) {
  const time = new VirtualTime();
  const machine = time.machine({ wallMs: START_US / 1000 });
  let nodes: PlannedNode[] = [];
  const controller = openVirtualController({
    ...{ folder, machine, seed: drawn.seed },
    worked: () => bring(),
  });
  const bring = () => nodes.map((node) => push(controller, node));
  fill(controller, drawn);
  controller.planner.request();
  await time.advance(SETTLE_S);
  const enrolment = {
    ...{ city: TOWN, enrolledAtUs: START_US },
    rootPublicKey: controller.rootPublicKey(),
  };
  nodes = [...townMap().nodes.keys()].map(
    (nodeId) => new PlannedNode({ time, nodeId, enrolment, lacks: new Set() }),
  );
  for (const [n, node] of nodes.entries()) {
    node.start({ skewPpm: n * 30 - 20, offsetUs: 1e9 * n, wallMs: START_US / 1000 + n });
    greet(controller, node, () => true);
  }
  bring();
  await time.advance(SETTLE_S);
  for (const minutes of drawn.sent) {
    const startAtUs = minutes === 0 ? null : controller.timeline.nowUs() + minutes * 60e6;
    const { bulletinId } = bulletinOf('tin');
    const wanted = { bulletinId, targets: unitsOf(TOWN), startAtUs, reason: 'Việc gấp' };
    controller.sending.send(OFFICER, wanted);
    bring();
    await time.advance(1);
  }
  const told = foretold(controller, START_US);
  const silences = nodes.map(silencesOf);
  await time.advance(LENGTH_S);
  const judged = nodes.map((node, n) =>
    judge(controller, node, { told, mutes: silences[n] ?? [] }),
  );
  controller.kill();
  const sounded = new Map(nodes.map((node) => [node.nodeId, node.sounded]));
  const faults = told.flatMap((one) => untrue(one, sounded.get(one.nodeId) ?? []));
  return { told, faults: [...faults, ...judged.flatMap(({ unexplained }) => unexplained)] };
}

test('[SIM4] every node has one voice at every instant, and sounds what was foreseen, frame by frame', async () => {
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(calendars, async (drawn) => {
      const folder = mkdtempSync(join(tmpdir(), 'loa-foreseen-'));
      try {
        const { told, faults } = await played(drawn, folder);
        expect(faults).toEqual([]);
        for (const { foreseen } of told) {
          const why = foreseen.reason ?? foreseen.outcome;
          outcomes.set(why, (outcomes.get(why) ?? 0) + 1);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 5, examples: [[CROWDED]] },
  );
  // Calendars in which nothing meets would show nothing.
  for (const why of ['full', 'preempted', 'muted']) expect([...outcomes.keys()]).toContain(why);
});
