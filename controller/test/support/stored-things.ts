/** Values that stores are filled with: valid, small, and changed field by field where it matters. */
import type { Cue } from '@loa/protocol/playout';
import type { Relay } from '@loa/protocol/programme';
import {
  type CueId,
  parseAssetId,
  parseAuthorisationId,
  parseBulletinId,
  parseCueId,
  parseItemId,
  parseNodeId,
  parseSiteId,
  parseUnitId,
  parseZoneId,
} from '@loa/protocol/vocabulary';
import { AS_BROUGHT_IN, type Bulletin } from '../../src/domain/library/bulletin.ts';
import type { Occurrence } from '../../src/domain/playout/occurrence.ts';
import type { StoredReceipt } from '../../src/domain/proof/receipt.ts';
import type { CityMap, CityNode } from '../../src/domain/zoning/city-map.ts';
import type { OrderRecord, StoredDocument } from '../../src/engine/ports.ts';

export const CITY = parseUnitId('tam-ky');
export const WARD = parseUnitId('an-my');
export const NODE = parseNodeId('an-my-01');
export const OTHER_NODE = parseNodeId('hoa-huong-01');
export const BULLETIN = parseBulletinId('ban-tin-sang');
export const ASSET = parseAssetId('A'.repeat(43));
export const AUTHORISATION = parseAuthorisationId('B'.repeat(43));
/** 22 November 2026, 05:30 in Vietnam. */
export const START_US = 1_795_300_200_000_000;
export const CUE = parseCueId('ban-tin-sang@2026-11-22T05:30');

export function aNode(nodeId = NODE, unitId = WARD): CityNode {
  return {
    nodeId,
    name: `Cụm loa ${nodeId}`,
    unitId,
    place: { latitude: 15.57, longitude: 108.48 },
    siteId: parseSiteId('tram-an-my'),
    tuning: { gainDb: null, trimUs: -40_000 },
    settings: { gainDb: -6, emergencyGainDb: 0, maxGainDb: 0, trimUs: 1200 },
  };
}

export function aCity(): CityMap {
  const unit = { from: null, until: null, place: null } as const;
  const other = parseUnitId('hoa-huong');
  return {
    cityId: CITY,
    timeZone: 'Asia/Ho_Chi_Minh',
    units: new Map([
      [CITY, { ...unit, unitId: CITY, kind: 'city', name: 'Tam Kỳ', parentId: null }],
      [WARD, { ...unit, unitId: WARD, kind: 'ward', name: 'An Mỹ', parentId: CITY }],
      [other, { ...unit, unitId: other, kind: 'ward', name: 'Hòa Hương', parentId: CITY }],
    ]),
    nodes: new Map([
      [NODE, aNode()],
      [OTHER_NODE, { ...aNode(OTHER_NODE, other), place: null }],
    ]),
    zones: new Map([
      [
        parseZoneId('vung-ngap'),
        {
          zoneId: parseZoneId('vung-ngap'),
          name: 'Vùng ngập',
          nodeIds: [OTHER_NODE, NODE],
          acoustic: {
            kind: 'delay',
            groups: [
              { nodeIds: [NODE], delayUs: 0 },
              { nodeIds: [OTHER_NODE], delayUs: 0 },
            ],
          },
        },
      ],
    ]),
  };
}

export function aBulletin(change: Partial<Bulletin> = {}): Bulletin {
  return {
    bulletinId: BULLETIN,
    revision: 1,
    title: 'Bản tin sáng: nước lũ đang lên',
    class: 'normal',
    category: 'thời sự',
    language: 'vi',
    unitId: CITY,
    author: 'vh-tt',
    createdAtMs: 1_795_000_000_000,
    assetId: ASSET,
    durationFrames: 480_000,
    loudnessLufs: -16.2,
    truePeakDbtp: null,
    ...AS_BROUGHT_IN,
    ...change,
  };
}

export function anOccurrence(change: Partial<Occurrence> = {}): Occurrence {
  return {
    cueId: CUE,
    origin: 'calendar',
    itemId: parseItemId('ban-tin-sang'),
    sentBy: null,
    bulletinId: BULLETIN,
    title: 'Bản tin sáng',
    category: 'thời sự',
    unitId: CITY,
    assetId: ASSET,
    durationFrames: 480_000,
    class: 'normal',
    source: 'scheduled',
    priority: 50,
    gainDb: 0,
    whenPreempted: 'continue',
    lateUs: 0,
    startAtUs: START_US,
    blockStartUs: START_US,
    validUntilUs: START_US + 910e6,
    exceptions: [],
    withheld: null,
    targets: { units: [CITY], zones: [], nodes: [] },
    authorisationId: AUTHORISATION,
    carriedBy: 'page',
    stoppedAtUs: null,
    ...change,
  };
}

export function aRelay(change: Partial<Relay> = {}): Relay {
  return {
    id: parseItemId('tiep-am-sang'),
    unit: CITY,
    title: 'Tiếp âm đài trên',
    category: '',
    url: 'http://127.0.0.1:8000/dai-tren',
    targets: { units: [CITY], zones: [], nodes: [] },
    timing: { start: '2026-11-22T05:00', rule: 'FREQ=DAILY', until: null, except: [], extra: [] },
    minutes: 30,
    priority: 50,
    gainDb: 0,
    fallback: null,
    ...change,
  };
}

export function aStored(body: Relay): StoredDocument<'relay'> {
  return { body, origin: 'file', author: 'vh-tt', changedAtMs: 1_795_000_000_000 };
}

export function aCue(cueId: CueId = CUE): Cue {
  return {
    cueId,
    authorisationId: AUTHORISATION,
    assetId: ASSET,
    source: 'scheduled',
    class: 'normal',
    priority: 50,
    startAtUs: START_US,
    durationFrames: 480_000,
    gainDb: 0,
    whenPreempted: 'continue',
    late: { kind: 'skip' },
    validUntilUs: START_US + 910e6,
  };
}

export function anOrder(sequence: number, change: Partial<OrderRecord> = {}): OrderRecord {
  return {
    sequence,
    envelope: JSON.stringify({ kind: 'order', body: `{"sequence":${sequence}}` }),
    issuedAtUs: START_US,
    effectiveAtUs: START_US,
    expiresAtUs: START_US + 3600e6,
    targets: { units: [CITY], zones: [], nodes: [] },
    add: [],
    cancel: null,
    orderedBy: 'an-my',
    ...change,
  };
}

export function aReceipt(sequence: number, change: Partial<StoredReceipt> = {}): StoredReceipt {
  return {
    nodeId: NODE,
    sequence,
    kind: 'started',
    cueId: CUE,
    atUs: START_US,
    positionFrames: 0,
    why: null,
    cutBy: null,
    ...change,
  };
}
