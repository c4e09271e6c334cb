import type { Targets } from '@loa/protocol/playout';
import type { Campaign } from '@loa/protocol/programme';
import {
  parseAssetId,
  parseBulletinId,
  parseItemId,
  parseNodeId,
  parseUnitId,
  type UnitId,
} from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { AS_BROUGHT_IN, type Bulletin } from '../../controller/src/domain/library/bulletin.ts';
import { type CityMap, UNTUNED, type Unit } from '../../controller/src/domain/zoning/city-map.ts';

/** A province with its programme: what a planner is given. */
export interface Province {
  readonly map: CityMap;
  readonly bulletins: readonly Bulletin[];
  readonly campaigns: readonly Campaign[];
}

const PROVINCE = parseUnitId('tinh');
const NODES_PER_WARD = 100 / 3;
/** Of the province, 8 starts a day in all; of each ward, 12. */
const PROVINCE_HOURS = [
  [5, 17],
  [6, 18],
  [11, 19],
  [12, 20],
] as const;
const WARD_HOURS = [
  [5, 11, 16, 18],
  [6, 12, 17, 19],
  [7, 13, 15, 20],
] as const;
const FIRST_DAY = '2026-01-01';
const CREATED_AT_MS = 1_767_225_600_000;

/**
 * Wards of 33 or 34 nodes each under one province; every node has 20 bulletins a
 * day, 8 of the province and 12 of its ward, whose times differ from ward to ward by minutes.
 */
export function provinceOf(nodeCount: number): Province {
  const wards = Array.from({ length: Math.ceil(nodeCount / NODES_PER_WARD) }, (_, n) =>
    parseUnitId(`xa-${String(n + 1).padStart(3, '0')}`),
  );
  const bulletins: Bulletin[] = [];
  const campaigns: Campaign[] = [];
  const add = (unitId: UnitId, hours: readonly number[], minute: number): void => {
    const name = `${unitId}-${campaigns.length}`;
    bulletins.push(bulletinOf(name, unitId));
    campaigns.push(campaignOf(name, { units: [unitId], zones: [], nodes: [] }, { hours, minute }));
  };
  for (const hours of PROVINCE_HOURS) add(PROVINCE, hours, 0);
  for (const [n, ward] of wards.entries()) {
    for (const [index, hours] of WARD_HOURS.entries()) add(ward, hours, 12 + index * 12 + (n % 10));
  }
  return { map: mapOf(wards, nodeCount), bulletins, campaigns };
}

/** A campaign for one node alone, beside the programme. */
export function campaignForOneNode({ map, bulletins }: Province): Campaign {
  const [nodeId] = map.nodes.keys();
  const [bulletin] = bulletins;
  if (!nodeId || !bulletin) throw new RangeError('an empty province');
  const targets = { units: [], zones: [], nodes: [nodeId] };
  const campaign = campaignOf('mot-cum', targets, { hours: [14], minute: 30 });
  return { ...campaign, bulletins: [bulletin.bulletinId] };
}

/** The programme with a campaign a minute later. */
export function laterByAMinute(campaigns: readonly Campaign[], index: number): Campaign[] {
  return campaigns.map((campaign, n) => {
    if (n !== index) return campaign;
    const { rule } = campaign.timing;
    const minute = Number(/BYMINUTE=(\d+)/.exec(rule ?? '')?.[1] ?? 0);
    const later = (rule ?? '').replace(/BYMINUTE=\d+/, `BYMINUTE=${minute + 1}`);
    return { ...campaign, timing: { ...campaign.timing, rule: later } };
  });
}

function mapOf(wards: readonly UnitId[], nodeCount: number): CityMap {
  const unit = (unitId: UnitId, parentId: UnitId | null): Unit => ({
    unitId,
    kind: parentId === null ? 'city' : 'ward',
    name: `Đơn vị ${unitId}`,
    parentId,
    from: null,
    until: null,
    place: null,
  });
  const units = [unit(PROVINCE, null), ...wards.map((ward) => unit(ward, PROVINCE))];
  const nodes = Array.from({ length: nodeCount }, (_, n) => {
    const ward = wards[Math.floor(n / NODES_PER_WARD)] as UnitId;
    return {
      nodeId: parseNodeId(`${ward}-loa-${String(n).padStart(5, '0')}`),
      name: `Cụm loa ${n}`,
      unitId: ward,
      place: { latitude: 15 + (n % 97) / 100, longitude: 108 + (n % 89) / 100 },
      siteId: null,
      tuning: UNTUNED,
      settings: { gainDb: -6, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 },
    };
  });
  return {
    cityId: PROVINCE,
    timeZone: 'Asia/Ho_Chi_Minh',
    units: new Map(units.map((entry) => [entry.unitId, entry])),
    nodes: new Map(nodes.map((entry) => [entry.nodeId, entry])),
    zones: new Map(),
  };
}

function bulletinOf(name: string, unitId: UnitId): Bulletin {
  return {
    bulletinId: parseBulletinId(name),
    revision: 1,
    title: `Bản tin của ${unitId}`,
    class: 'normal',
    category: 'thời sự',
    language: 'vi',
    unitId,
    author: 'schedule-file',
    createdAtMs: CREATED_AT_MS,
    assetId: parseAssetId(contentName(name)),
    durationFrames: 600 * 48_000,
    loudnessLufs: -16,
    truePeakDbtp: -1.5,
    ...AS_BROUGHT_IN,
  };
}

function campaignOf(
  name: string,
  targets: Targets,
  at: { readonly hours: readonly number[]; readonly minute: number },
): Campaign {
  return {
    id: parseItemId(name),
    unit: PROVINCE,
    title: `Đợt ${name}`,
    bulletins: [parseBulletinId(name)],
    order: 'sequence',
    separationSeconds: 0,
    chime: null,
    targets,
    timing: {
      start: `${FIRST_DAY}T00:00`,
      rule: `FREQ=DAILY;BYHOUR=${at.hours.join()};BYMINUTE=${at.minute}`,
      until: null,
      except: [],
      extra: [],
    },
    placement: { kind: 'times' },
    repeats: { times: 1, gapSeconds: 0 },
    priority: 50,
    gainDb: 0,
    lateMinutes: 15,
    whenPreempted: 'continue',
    override: null,
  };
}
