/** Sending and stopping on a real database with real keys. What nodes would get is read back. */
import { resolve } from 'node:path';
import { addresses, coverageGap, layOut, segmentsBetween } from '@loa/protocol/playout';
import { authorisationSchema, orderSchema } from '@loa/protocol/signed';
import { parseBulletinId, parseCueId, parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SEND_LEAD } from '../../../src/domain/paging/send-lead.ts';
import { placementOf } from '../../../src/domain/zoning/city-map.ts';
import { actorOf, openPlanningCity, type PlanningCity, targetsOf } from './planning-city.ts';

const TAM_KY = resolve(import.meta.dirname, '../../fixtures/tam-ky-times.yaml');
const bulletinId = parseBulletinId('thu-gom-rac');
const office = actorOf('tam-ky', 'culture-office');

let city: PlanningCity;
beforeEach(async () => {
  city = openPlanningCity();
  await city.apply(TAM_KY);
  city.told.length = 0;
});
afterEach(() => city[Symbol.dispose]());

const orders = () =>
  city.stores.plan
    .validOrders(city.timeline.nowUs())
    .map(({ envelope }) => orderSchema.parse(JSON.parse(JSON.parse(envelope).body)));
const cueIdOf = (sent: ReturnType<PlanningCity['sending']['send']>) => {
  if (sent.outcome === 'refused') throw new Error(sent.detail);
  return sent.cueId;
};
const wards = targetsOf({ units: ['an-my', 'an-phu'] });

describe('send', () => {
  it('[CAL15] now: an order that every target accepts, with a lead, stored before it is told', () => {
    const told: number[] = [];
    city.events.on((event) => {
      if (event.kind !== 'order-issued') return;
      const stored = city.stores.plan.validOrders(city.timeline.nowUs());
      told.push(...stored.map(({ sequence }) => sequence));
    });
    const sent = city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
    const [order] = orders();
    expect(told).toEqual([order?.sequence]);
    expect(order?.targets).toEqual(wards);
    expect(order?.add[0]?.cueId).toBe(cueIdOf(sent));
    expect(order?.add[0]?.startAtUs).toBe(city.timeline.nowUs() + SEND_LEAD.otherwiseUs);
    expect(city.stores.plan.heads().every(({ version }) => version === 1)).toBe(true);
    const map = city.city.map();
    const cue = order?.add[0];
    if (!map || !cue) throw new Error('nothing ordered');
    const body = authorisationSchema.parse(city.authorisationBody(cue.authorisationId));
    expect(body.approvedBy).toBe(office.username);
    const mine = [...map.nodes.values()].map((node) => placementOf(map, node));
    for (const node of mine.filter((one) => addresses(wards, one))) {
      expect(coverageGap(body, cue, node)).toBeNull();
    }
  });

  it('[LIV29] now is 0.7 s away where every node is on a local network, 1.5 s otherwise', () => {
    const leadOf = () => {
      city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
      return (orders().at(-1)?.add[0]?.startAtUs ?? 0) - city.timeline.nowUs();
    };
    const link = { nodeId: parseNodeId('loa-0'), roundTripUs: 900, latenessUs: null };
    city.links.push(link);
    expect(leadOf()).toBe(700_000);
    city.links.push({ ...link, roundTripUs: 60_000 });
    expect(leadOf()).toBe(1_500_000);
    city.links.splice(0, 2, { ...link, roundTripUs: null });
    expect(leadOf()).toBe(1_500_000);
  });

  it('[CAL15] less than 30 s ahead is an order, later is in the pages of the targets only', () => {
    const nowUs = city.timeline.nowUs();
    const targets = targetsOf({ zones: ['vung-ngap'] });
    city.sending.send(office, { bulletinId, targets, startAtUs: nowUs + 29e6 });
    expect(orders()).toHaveLength(1);
    const later = city.sending.send(office, { bulletinId, targets, startAtUs: nowUs + 30e6 });
    expect(orders()).toHaveLength(1);
    const cues = (nodeId: string) => city.pages(nodeId).flatMap((page) => page.cues);
    const holds = (nodeId: string) => cues(nodeId).some(({ cueId }) => cueId === cueIdOf(later));
    expect(['hoa-huong-01', 'tam-phu-01', 'tam-thang-01', 'an-my-01'].map(holds)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(city.told.map(({ kind }) => kind)).toContain('heads-published');
  });

  it('[CAL16] refuses what lies in the past, too far ahead, or outside the own unit', () => {
    const nowUs = city.timeline.nowUs();
    const send = (actor = office, startAtUs: number | null = null, targets = wards) =>
      city.sending.send(actor, { bulletinId, targets, startAtUs });
    expect(send(office, nowUs - 1)).toMatchObject({ code: 'start-in-past', field: 'startAt' });
    expect(send(office, nowUs + 367 * 86_400e6)).toMatchObject({ code: 'start-too-far' });
    expect(send(actorOf('an-my'))).toMatchObject({ code: 'not-allowed' });
    expect(send(office, null, targetsOf({}))).toMatchObject({ code: 'no-target' });
    expect(send(office, null, targetsOf({ nodes: ['nope'] }))).toMatchObject({
      code: 'unknown-target',
    });
    expect(
      city.sending.send(office, {
        bulletinId: parseBulletinId('nope'),
        targets: wards,
        startAtUs: null,
      }),
    ).toMatchObject({ code: 'not-found' });
    expect(orders()).toEqual([]);
    expect(city.told).toEqual([]);
  });

  it('[CAL15] 366 days ahead is kept, and comes into the pages when the horizon reaches it', () => {
    const nowUs = city.timeline.nowUs();
    const startAtUs = nowUs + 300 * 86_400e6;
    const sent = city.sending.send(office, { bulletinId, targets: wards, startAtUs });
    const cueId = cueIdOf(sent);
    expect(city.pageTexts('an-my-01').join()).not.toContain(cueId);
    city.clock.advance(290 * 86_400_000);
    city.planner.republish();
    expect(city.pageTexts('an-my-01').join()).toContain(cueId);
  });

  it("[ARB8] a person's sending goes before the programme of the same class, which resumes", () => {
    // 17:00:30: the afternoon programme sounds.
    city.clock.advance(10 * 3600_000 + 30_000);
    const sent = city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
    const programme = city.pages('an-phu-01').flatMap((page) => page.cues);
    const layout = layOut([...programme, ...orders().flatMap(({ add }) => add)]);
    const now = city.timeline.nowUs();
    const names = segmentsBetween(layout, now, now + 60e6).map(({ cue }) => cue.cueId);
    const news = parseCueId('chieu-ban-tin@2026-11-22T17:00:03');
    expect(names).toEqual([news, cueIdOf(sent), news]);
    expect(layout.fates.get(news)?.outcome).toBe('full');
  });

  it('[SGN8] a sending may sound once, from its start to the end of its validity', () => {
    const nowUs = city.timeline.nowUs();
    city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
    const cue = orders()[0]?.add[0];
    if (!cue) throw new Error('nothing ordered');
    expect(city.authorisationBody(cue.authorisationId)).toMatchObject({
      notBeforeUs: cue.startAtUs,
      notAfterUs: cue.validUntilUs,
      maxPlays: 1,
      approvedBy: office.username,
      issuedAtUs: nowUs,
      targets: wards,
    });
  });

  it('[CAL15] the sending is in the books: occurrence and audit entry', () => {
    const sent = city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
    expect(city.stores.calendar.get(cueIdOf(sent))).toMatchObject({
      origin: 'sent',
      sentBy: office.username,
      carriedBy: 'order',
      targets: wards,
    });
  });
});

describe('stop', () => {
  it('[CAL17] one that sounds: an order cancels it, and it stays in the books as stopped', () => {
    const sent = city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
    city.clock.advance(5_000);
    expect(city.sending.stop(office, cueIdOf(sent))).toEqual({ outcome: 'stopped' });
    const [send, stop] = orders();
    const { cues, cancel } = { cues: send?.add ?? [], cancel: stop?.cancel };
    expect(cancel).toEqual({ kind: 'cues', cueIds: [cueIdOf(sent)] });
    const atUs = stop?.effectiveAtUs ?? 0;
    const layout = layOut(cues, [{ atUs, what: { kind: 'cues', cueIds: [cueIdOf(sent)] } }]);
    expect(layout.segments.at(-1)?.toUs).toBe(atUs);
    expect(city.stores.calendar.get(cueIdOf(sent))?.stoppedAtUs).toBe(atUs);
    expect(city.sending.stop(office, cueIdOf(sent))).toMatchObject({ code: 'already-over' });
  });

  it('[CAL17] one that is over cannot be stopped any more', () => {
    const sent = city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
    city.clock.advance(22_000);
    expect(city.sending.stop(office, cueIdOf(sent))).toMatchObject({ code: 'already-over' });
    expect(orders()).toHaveLength(1);
  });

  it('[CAL12] one that is planned leaves the pages, and planning again does not bring it back', () => {
    const cueId = parseCueId('chieu-ban-tin@2026-11-22T17:00:03');
    expect(city.sending.stop(office, cueId)).toEqual({ outcome: 'stopped' });
    expect(orders()).toEqual([]);
    expect(city.pageTexts('an-my-01').join()).not.toContain(cueId);
    expect(city.planner.republish().heads).toEqual([]);
    expect(city.pageTexts('an-my-01').join()).not.toContain(cueId);
    expect(city.stores.calendar.get(cueId)?.stoppedAtUs).not.toBeNull();
  });

  it('[CAL17] a ward cannot stop what sounds beyond it, but can stop everything within', () => {
    const sent = city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
    city.clock.advance(5_000);
    const ward = actorOf('an-my');
    expect(city.sending.stop(ward, cueIdOf(sent))).toMatchObject({ code: 'not-allowed' });
    expect(city.sending.stopUnit(ward, parseUnitId('an-phu'))).toMatchObject({
      code: 'not-allowed',
    });
    expect(city.sending.stopUnit(ward, parseUnitId('an-my'))).toEqual({
      outcome: 'stopped',
      cueIds: [cueIdOf(sent)],
    });
    expect(orders().at(-1)).toMatchObject({
      cancel: { kind: 'everything' },
      targets: targetsOf({ units: ['an-my'] }),
    });
    // An Phú hears it to the end, so it is not stopped as a whole.
    expect(city.stores.calendar.get(cueIdOf(sent))?.stoppedAtUs).toBeNull();
  });

  it("[CAL17] the city's all: what sounds, what waits and what was just sent; not the evening", () => {
    city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
    city.clock.advance(5_000);
    const second = city.sending.send(office, { bulletinId, targets: wards, startAtUs: null });
    const stopped = city.sending.stopUnit(office, parseUnitId('tam-ky'));
    expect(stopped).toMatchObject({ outcome: 'stopped' });
    expect(orders().map(({ cancel }) => cancel)).toEqual([
      { kind: 'nothing' },
      { kind: 'nothing' },
      { kind: 'everything' },
      { kind: 'cues', cueIds: [cueIdOf(second)] },
    ]);
    const cues = orders().flatMap(({ add }) => add);
    const cancels = orders().flatMap(({ cancel, effectiveAtUs }) =>
      cancel.kind === 'nothing' ? [] : [{ atUs: effectiveAtUs, what: cancel }],
    );
    const { segments } = layOut(cues, cancels);
    expect(segments.at(-1)?.toUs).toBe(orders().at(-1)?.effectiveAtUs);
    expect(
      city.stores.calendar.get(parseCueId('chieu-nhac-hieu@2026-11-22T17:00'))?.stoppedAtUs,
    ).toBeNull();
  });
});
