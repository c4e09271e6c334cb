import { describe, expect, it } from 'vitest';
import {
  parseAssetId,
  parseBulletinId,
  parseNodeId,
  parseUnitId,
  parseZoneId,
} from '../vocabulary/index.ts';
import { type Authorisation, addresses, coverageGap, cueGainDb } from './authorisation.ts';
import { LEVEL } from './levels.ts';
import { seek } from './seek.ts';

const assetId = parseAssetId('b'.repeat(43));
const node = {
  nodeId: parseNodeId('an-my-01'),
  units: [parseUnitId('an-my'), parseUnitId('tam-ky')],
  zones: [parseZoneId('vung-ngap')],
};
const NOON = 1_800_014_400e6;
const authorisation: Authorisation = {
  city: parseUnitId('tam-ky'),
  bulletin: parseBulletinId('tin'),
  revision: 1,
  assets: [assetId],
  targets: { units: [parseUnitId('tam-ky')], zones: [], nodes: [] },
  class: 'normal',
  notBeforeUs: NOON - 3600e6,
  notAfterUs: NOON + 3600e6,
  dailyWindows: [],
  utcOffsetMinutes: 420,
  maxPlays: 1,
  maxGainDb: 0,
  approvedBy: 'van-hoa',
  issuedAtUs: NOON - 7200e6,
};
const cue = {
  assetId,
  class: 'normal',
  startAtUs: NOON,
  validUntilUs: NOON + 600e6,
  gainDb: 0,
} as const;

describe('coverageGap', () => {
  const gap = (change: Partial<Authorisation>, other: Partial<typeof cue> = {}) =>
    coverageGap({ ...authorisation, ...change }, { ...cue, ...other }, node);

  it('[SGN4] covers what it says and names what it does not', () => {
    expect(gap({})).toBeNull();
    expect(gap({ assets: [parseAssetId('c'.repeat(43))] })).toBe('asset');
    expect(gap({ targets: { units: [parseUnitId('an-phu')], zones: [], nodes: [] } })).toBe(
      'audience',
    );
    expect(gap({ class: 'priority' })).toBe('class');
    expect(gap({ class: 'emergency' })).toBe('class');
    expect(gap({ notBeforeUs: NOON + 1 })).toBe('period');
    expect(gap({ notAfterUs: cue.validUntilUs - 1 })).toBe('period');
    expect(gap({ notBeforeUs: NOON, notAfterUs: cue.validUntilUs })).toBeNull();
    expect(gap({ maxGainDb: -1 })).toBe('gain');
  });

  it('[SGN5] daily windows are minutes of the civil day in which a cue may start', () => {
    const minutes = Math.floor(NOON / 60e6) + authorisation.utcOffsetMinutes;
    const minute = minutes % 1440;
    expect(gap({ dailyWindows: [{ fromMinute: minute, toMinute: minute + 1 }] })).toBeNull();
    expect(gap({ dailyWindows: [{ fromMinute: minute + 1, toMinute: minute + 2 }] })).toBe(
      'window',
    );
    expect(gap({ dailyWindows: [{ fromMinute: minute - 1, toMinute: minute }] })).toBe('window');
  });
});

describe('addresses', () => {
  it('[ARB6] a node is meant by its unit, any unit above it, its zones and its id', () => {
    const none = { units: [], zones: [], nodes: [] };
    expect(addresses(none, node)).toBe(false);
    expect(addresses({ ...none, units: [parseUnitId('tam-ky')] }, node)).toBe(true);
    expect(addresses({ ...none, zones: [parseZoneId('vung-ngap')] }, node)).toBe(true);
    expect(addresses({ ...none, nodes: [parseNodeId('an-my-01')] }, node)).toBe(true);
    expect(addresses({ ...none, nodes: [parseNodeId('an-my-02')] }, node)).toBe(false);
  });
});

describe('cueGainDb', () => {
  const settings = {
    gainDb: -6,
    emergencyGainDb: -2,
    maxGainDb: -3,
    trimUs: 0,
    stagger: { kind: 'none' },
    ...LEVEL,
  } as const;

  it("[ARB7] the cue's gain adds to the node's, emergencies have their own, the cap holds for all", () => {
    expect(cueGainDb(settings, { class: 'normal', gainDb: 2 }, NOON)).toBe(-4);
    expect(cueGainDb(settings, { class: 'normal', gainDb: 6 }, NOON)).toBe(-3);
    expect(cueGainDb(settings, { class: 'emergency', gainDb: 0 }, NOON)).toBe(-3);
    expect(cueGainDb(settings, { class: 'emergency', gainDb: -4 }, NOON)).toBe(-6);
  });
});

describe('seek', () => {
  it('[PLY10] decoding begins four packets early, and what comes before is thrown away', () => {
    expect(seek({ preSkipFrames: 312 }, 0)).toEqual({ firstPacket: 0, discardFrames: 312 });
    expect(seek({ preSkipFrames: 312 }, 48_000)).toEqual({
      firstPacket: 46,
      discardFrames: 48_312 - 46 * 960,
    });
  });
});
