/**
 * Nodes that hear each other, and nodes that are tuned on the spot: what their signed heads say,
 * what the orders allow for, and whether what is foreseen is what the signed documents come to.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addresses, type Layout, layOut, staggeredPlan } from '@loa/protocol/playout';
import { orderSchema } from '@loa/protocol/signed';
import { type NodeId, parseBulletinId, parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placementOf } from '../../../src/domain/zoning/city-map.ts';
import { createForesight } from '../../../src/engine/foresight.ts';
import { actorOf, openPlanningCity, type PlanningCity } from './planning-city.ts';

const TAM_KY = resolve(import.meta.dirname, '../../fixtures/tam-ky-times.yaml');
const ZONE_NODES = ['hoa-huong-01', 'tam-phu-01', 'tam-thang-01'];
/** Every bulletin of the stand-in lasts 20 s. */
const LENGTH_US = 20e6;
const technician = actorOf('tam-ky', 'technician');

let city: PlanningCity;
let file: string;

beforeEach(() => {
  city = openPlanningCity({ start: '2026-11-22T00:00:00' });
  const sounds = resolve(import.meta.dirname, '../../../../audio-samples');
  file = join(city.folder, 'tam-ky.yaml');
  writeFileSync(file, readFileSync(TAM_KY, 'utf8').replaceAll('../../../audio-samples', sounds));
});
afterEach(() => {
  city[Symbol.dispose]();
});

function rewrite(from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

const groups = (acoustic: string): void =>
  rewrite(
    'nodes: [tam-thang-01, hoa-huong-01, tam-phu-01]\n',
    `nodes: [tam-thang-01, hoa-huong-01, tam-phu-01]\n    acoustic: ${acoustic}\n`,
  );
const WAVES =
  '{ mode: waves, gapMs: 500, groups: [{ nodes: [tam-thang-01] }, { nodes: [hoa-huong-01, tam-phu-01] }] }';

const staggerIn = (nodeId: string) => city.head(nodeId).settings.stagger;
const versionOf = (nodeId: string) => city.head(nodeId).version;

describe('acoustic groups', () => {
  it('[PLY70] are in the heads of their nodes, and change no other head', async () => {
    await city.apply(file);
    groups(
      '{ mode: delay, groups: [{ nodes: [tam-thang-01], delayMs: 0 }, { nodes: [hoa-huong-01], delayMs: 350 }] }',
    );
    expect(await city.apply(file)).toEqual({ outcome: 'applied', changes: ['~ zone vung-ngap'] });
    expect(staggerIn('tam-thang-01')).toEqual({ kind: 'delay', delayUs: 0 });
    expect(staggerIn('hoa-huong-01')).toEqual({ kind: 'delay', delayUs: 350_000 });
    expect(staggerIn('tam-phu-01')).toEqual({ kind: 'none' });
    const raised = city.stores.plan.heads().filter(({ version }) => version > 1);
    expect(raised.map(({ nodeId }) => nodeId).sort()).toEqual(['hoa-huong-01', 'tam-thang-01']);
    expect(await city.apply(file)).toEqual({ outcome: 'applied', changes: [] });
  });

  it('[PLY73] have orders that live as long as the last of them sounds', async () => {
    groups(WAVES);
    await city.apply(file);
    const sent = city.sending.send(actorOf('tam-ky'), {
      bulletinId: parseBulletinId('cat-dien'),
      targets: { units: [], zones: [], nodes: ZONE_NODES.map(parseNodeId) },
      startAtUs: null,
    });
    if (sent.outcome !== 'sent') throw new Error(sent.detail);
    const occurrence = city.stores.calendar.get(sent.cueId);
    if (!occurrence) throw new Error('the sending is not in the books');
    const { validUntilUs, startAtUs } = occurrence;
    const [order] = city.stores.plan.validOrders(0);
    expect(order?.expiresAtUs).toBe(validUntilUs + LENGTH_US + 500_000);
    // Its own validity is over, and the last group is still to sound: it can be stopped.
    city.clock.advance((startAtUs - city.timeline.nowUs()) / 1000 + LENGTH_US / 1000 + 300);
    expect(city.sending.stop(actorOf('tam-ky'), sent.cueId)).toEqual({ outcome: 'stopped' });
    const stop = city.stores.plan.validOrders(0).at(-1);
    expect(stop?.cancel).toEqual({ kind: 'cues', cueIds: [sent.cueId] });
    expect(stop?.expiresAtUs).toBeGreaterThan(validUntilUs + LENGTH_US);
  });

  it('[PLY77] are foreseen as the signed documents have them, stops in the middle included', async () => {
    groups(WAVES);
    await city.apply(file);
    const { calendar, plan, documents } = city.stores;
    using foresight = createForesight({
      calendar,
      plan,
      documents,
      events: city.events,
      map: () => city.city.map(),
    });
    const send = (bulletin: string, nodes: readonly string[]) => {
      const targets = { units: [], zones: [], nodes: nodes.map(parseNodeId) };
      const bulletinId = parseBulletinId(bulletin);
      const sent = city.sending.send(actorOf('tam-ky'), { bulletinId, targets, startAtUs: null });
      expect(sent.outcome).toBe('sent');
    };
    send('tiem-chung', ZONE_NODES);
    city.clock.advance(5_000);
    send('cat-dien', ['hoa-huong-01', 'an-phu-01']);
    city.clock.advance(11_000);
    const stopped = city.sending.stopUnit(actorOf('tam-ky'), parseUnitId('tam-phu'));
    expect(stopped.outcome).toBe('stopped');
    const nowUs = city.timeline.nowUs();
    const near = calendar.between(nowUs - 600e6, nowUs + 600e6);
    expect(near.length).toBeGreaterThanOrEqual(2);
    for (const nodeId of [...ZONE_NODES, 'an-phu-01'].map(parseNodeId)) {
      const layout = layOutSigned(nodeId);
      for (const occurrence of near) {
        const fate = layout.fates.get(occurrence.cueId);
        const foreseen = foresight.of(occurrence, nodeId);
        if (!fate) {
          expect(foreseen.reason).toBe('withdrawn');
          continue;
        }
        const { outcome, reason, cutBy } = fate;
        const last = layout.segments.findLast(({ cue }) => cue.cueId === occurrence.cueId);
        expect(foreseen).toMatchObject({ outcome, reason, cutBy });
        if (last) expect(foreseen.endsAtUs).toBe(last.toUs);
      }
    }
  });
});

/** What a node lays out that has taken everything signed for it. */
function layOutSigned(nodeId: NodeId): Layout {
  const map = city.city.map();
  const node = map?.nodes.get(nodeId);
  if (!map || !node) throw new Error(`no node ${nodeId}`);
  const placement = placementOf(map, node);
  const orders = city.stores.plan
    .validOrders(0)
    .map(({ envelope }) => orderSchema.parse(JSON.parse(JSON.parse(envelope).body)))
    .filter(({ targets }) => addresses(targets, placement));
  const cues = [
    ...city.pages(nodeId).flatMap((page) => page.cues),
    ...orders.flatMap(({ add }) => add),
  ];
  const cancellations = orders.flatMap(({ cancel: what, effectiveAtUs: atUs }) =>
    what.kind === 'nothing' ? [] : [{ atUs, what }],
  );
  const plan = staggeredPlan({ cues, cancellations }, city.head(nodeId).settings.stagger);
  return layOut(plan.cues, plan.cancellations);
}

describe('tuning on the spot', () => {
  const nodeId = parseNodeId('an-my-01');

  it('[PLY79] changes the head of that node alone, and is put on record', async () => {
    await city.apply(file);
    const { gainDb, trimUs } = city.head(nodeId).settings;
    city.told.length = 0;
    expect(city.city.tuneNode(technician, nodeId, { trimUs: -12_500 })).toEqual({
      outcome: 'tuned',
    });
    city.clock.advance(100);
    expect(city.told).toContainEqual(
      expect.objectContaining({ kind: 'heads-published', nodeIds: [nodeId] }),
    );
    expect(city.head(nodeId)).toMatchObject({ version: 2, settings: { gainDb, trimUs: -12_500 } });
    expect(city.audited().at(-1)).toBe('node.tuned');
    expect(trimUs).toBe(0);
  });

  it('[PLY75] outlives the city file, until it is set back to what the file says', async () => {
    await city.apply(file);
    city.city.tuneNode(technician, nodeId, { trimUs: 40_000, gainDb: -9 });
    city.clock.advance(100);
    expect(await city.apply(file)).toEqual({ outcome: 'applied', changes: [] });
    expect(city.head(nodeId).settings).toMatchObject({ trimUs: 40_000, gainDb: -9 });
    rewrite('name: Phường An Mỹ', 'name: Phường An Mỹ mới');
    await city.apply(file);
    expect(city.head(nodeId).settings).toMatchObject({ trimUs: 40_000, gainDb: -9 });
    const before = versionOf(nodeId);
    city.city.tuneNode(technician, nodeId, { trimUs: null });
    city.clock.advance(100);
    expect(city.head(nodeId)).toMatchObject({
      version: before + 1,
      settings: { trimUs: 0, gainDb: -9 },
    });
  });

  it('[PLY79] is for who keeps nodes there', async () => {
    await city.apply(file);
    const tune = (actor: typeof technician) => city.city.tuneNode(actor, nodeId, { trimUs: 1 });
    expect(tune(actorOf('tam-ky', 'broadcaster'))).toMatchObject({ code: 'not-allowed' });
    expect(tune(actorOf('an-phu', 'technician'))).toMatchObject({ code: 'not-allowed' });
    expect(tune(actorOf('an-my', 'technician'))).toEqual({ outcome: 'tuned' });
    expect(city.city.tuneNode(technician, parseNodeId('khong-co'), {})).toMatchObject({
      code: 'not-found',
    });
  });
});
