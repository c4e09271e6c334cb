import { parseNodeId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { foldLateness, type Lateness, latenessAt, NO_LATENESS } from './lateness.ts';
import { LEAD, type NodeLink, planLead } from './lead.ts';

const link = (roundTripUs: number | null, latenessUs: number | null = null, name = 'loa-0') =>
  ({ nodeId: parseNodeId(name), roundTripUs, latenessUs }) satisfies NodeLink;

test('[LIV12] on a local network the lead is 150 to 200 ms, by what was seen there', () => {
  expect(planLead([link(900), link(3_000)])).toMatchObject({ leadUs: 180_000, chunkPackets: 3 });
  expect(planLead([link(900, 60_000)]).leadUs).toBe(LEAD.lanLeastUs);
  expect(planLead([link(900, 120_000)]).leadUs).toBe(155_000);
  expect(planLead([link(900, 190_000)]).leadUs).toBe(LEAD.lanMostUs);
});

test('[LIV32] nodes on a wire begin with the least lead, one of another kind asks for more', () => {
  expect(planLead([link(900), link(2_000)]).leadUs).toBe(LEAD.lanLeastUs);
  expect(planLead([link(900), link(2_001)]).leadUs).toBe(LEAD.lanUs);
});

test('[LIV12] the lead is whole microseconds, though what was seen is not', () => {
  expect(planLead([link(900, 115_000.4)]).leadUs).toBe(150_001);
});

test('[LIV12] a near node that is late all the time gets the lead it needs', () => {
  expect(planLead([link(900, 400_000)]).leadUs).toBe(435_000);
});

test('[LIV12] over mobile links it is 0.6 to 3 s, with longer chunks', () => {
  expect(planLead([link(900), link(80_000)])).toMatchObject({
    leadUs: 1_000_000,
    chunkPackets: 10,
    mostUs: LEAD.mostUs,
  });
  expect(planLead([link(80_000, 200_000)])).toMatchObject({ leadUs: 600_000, chunkPackets: 5 });
  expect(planLead([link(80_000, 700_000)]).leadUs).toBe(800_000);
  expect(planLead([link(500_000)]).leadUs).toBe(2_000_000);
});

test('[LIV12] a node of which nothing is known yet is taken for a mobile one', () => {
  expect(planLead([link(900), link(null)]).leadUs).toBe(1_000_000);
});

test('[LIV14] a node beyond the longest lead moves nobody', () => {
  const lead = planLead([link(900), link(60_000, 4_000_000, 'loa-9')]);
  expect(lead).toMatchObject({ leadUs: LEAD.lanLeastUs, behind: ['loa-9'] });
  expect(planLead([]).leadUs).toBe(LEAD.lanLeastUs);
});

test('[LIV12] what is remembered is about the worst of a thousand chunks, for ten minutes', () => {
  const minuteUs = 60_000_000;
  let lateness: Lateness = NO_LATENESS;
  expect(latenessAt(lateness, 0)).toBeNull();
  lateness = foldLateness(lateness, { atUs: 0, latenessUs: 900_000 });
  expect(latenessAt(lateness, 0)).toBe(900_000);
  for (let s = 1; s < 40; s++) {
    lateness = foldLateness(lateness, { atUs: s * 1e6, latenessUs: 100_000 + s });
  }
  // One stall in 40 reports is passed over.
  expect(latenessAt(lateness, 40e6)).toBe(100_039);
  lateness = foldLateness(lateness, { atUs: 5 * minuteUs, latenessUs: 150_000 });
  expect(latenessAt(lateness, 5 * minuteUs)).toBe(150_000);
  expect(latenessAt(lateness, 12 * minuteUs)).toBe(150_000);
  expect(latenessAt(lateness, 15 * minuteUs)).toBeNull();
  expect(foldLateness(lateness, { atUs: 14 * minuteUs, latenessUs: 1 })).toHaveLength(2);
});
