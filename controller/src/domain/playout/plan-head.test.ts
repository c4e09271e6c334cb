/** A head is put together from texts: what comes out is JSON as if it were written in one piece. */
import { planHeadSchema } from '@loa/protocol/signed';
import {
  type PageHash,
  parseAssetId,
  parseNodeId,
  parsePageHash,
  parseUnitId,
  parseZoneId,
} from '@loa/protocol/vocabulary';
import { expect, it } from 'vitest';
import { UNTUNED } from '../zoning/city-map.ts';
import { contentText, headBody, headListing, headOf, pageListOf } from './plan-head.ts';

const CITY = parseUnitId('tam-ky');
const NODE = parseNodeId('loa-1');
const OTHER = parseNodeId('loa-2');
const node = (nodeId: typeof NODE) => ({
  ...{ nodeId, name: 'Cụm loa', unitId: CITY, place: null, siteId: null },
  tuning: { ...UNTUNED, trimUs: -1500 },
  settings: { gainDb: -6.5, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 },
});
const unit = { kind: 'city', name: 'Tam Kỳ', parentId: null, from: null, until: null, place: null };
const MAP = {
  ...{ cityId: CITY, timeZone: 'Asia/Ho_Chi_Minh' },
  units: new Map([[CITY, { ...unit, unitId: CITY } as const]]),
  nodes: new Map([NODE, OTHER].map((nodeId) => [nodeId, node(nodeId)])),
  zones: new Map([
    [
      parseZoneId('ven'),
      {
        ...{ zoneId: parseZoneId('ven'), name: 'Ven', nodeIds: [NODE] },
        acoustic: { kind: 'delay', groups: [{ nodeIds: [NODE], delayUs: 340_000 }] },
      } as const,
    ],
  ]),
} as unknown as Parameters<typeof headOf>[0];
const PAGES = ['a', 'b'].map((letter, n) => ({
  day: `2026-11-2${n}`,
  hash: parsePageHash(letter.repeat(43)) satisfies PageHash,
}));
const SPARES = [parseAssetId('s'.repeat(43))];
const ISSUE = { version: 7, issuedAtUs: 1_795_351_900_529_001 };

it.each([
  [NODE, PAGES],
  [OTHER, PAGES],
  [OTHER, []],
])('[CAL13] a head is JSON in the order of its schema (%s)', (nodeId, pages) => {
  const { head } = headOf(MAP, node(nodeId), { listed: pageListOf(pages), spares: SPARES });
  const body = headBody(head, ISSUE);
  const read = planHeadSchema.parse(JSON.parse(body));
  expect(read).toMatchObject({
    nodeId,
    pages,
    spares: SPARES,
    ...ISSUE,
    effectiveAtUs: ISSUE.issuedAtUs,
  });
  expect(read.settings.stagger.kind).toBe(nodeId === NODE ? 'delay' : 'none');
  expect(JSON.stringify(JSON.parse(body))).toBe(body);
  const fields = Object.keys(read);
  expect(fields).toEqual(Object.keys(planHeadSchema.shape));
});

it('[CAL21] a head that is read back and written again says the same', () => {
  const { head } = headOf(MAP, node(NODE), { listed: pageListOf(PAGES), spares: SPARES });
  const content = JSON.parse(contentText(head));
  expect(headListing(content)).toEqual(head);
  expect(JSON.parse(contentText(headListing({ ...content, pages: [] })))).toEqual({
    ...content,
    pages: [],
  });
});
