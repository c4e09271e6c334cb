import type {
  AssetId,
  BulletinClass,
  BulletinId,
  NodeId,
  UnitId,
  ZoneId,
} from '../vocabulary/index.ts';
import type { Cue } from './cue.ts';
import { type LevelTable, levelDb } from './levels.ts';
import type { Stagger } from './stagger.ts';

/** What a broadcast is aimed at; resolved to nodes by unit, by zone and by id. */
export interface Targets {
  readonly units: readonly UnitId[];
  readonly zones: readonly ZoneId[];
  readonly nodes: readonly NodeId[];
}

/** Where a node stands: what decides whether targets mean it. */
export interface NodePlacement {
  readonly nodeId: NodeId;
  /** Its unit and every unit above it. */
  readonly units: readonly UnitId[];
  readonly zones: readonly ZoneId[];
}

/**
 * A person's permission, signed by a content key: these assets may sound there, in that period and
 * class, up to that gain, at most so many times on each node. Named by the hash of its body.
 */
export interface Authorisation {
  readonly city: UnitId;
  readonly bulletin: BulletinId;
  readonly revision: number;
  readonly assets: readonly AssetId[];
  readonly targets: Targets;
  readonly class: BulletinClass;
  /** Controller timeline, µs: a cue starts and ends within. */
  readonly notBeforeUs: number;
  readonly notAfterUs: number;
  /** Minutes of the civil day in which a cue may start, `[from, to)`; empty means all day. */
  readonly dailyWindows: readonly { readonly fromMinute: number; readonly toMinute: number }[];
  /** Offset of the city's civil time from UTC in minutes, for `dailyWindows`. */
  readonly utcOffsetMinutes: number;
  /** Cues that may cite it on one node. */
  readonly maxPlays: number;
  readonly maxGainDb: number;
  /** The account that gave it. */
  readonly approvedBy: string;
  readonly issuedAtUs: number;
}

/** Gains in dB relative to full scale; `maxGainDb` is a cap no cue exceeds. */
export interface NodeLevels {
  readonly gainDb: number;
  readonly emergencyGainDb: number;
  readonly maxGainDb: number;
}

/** How a node sounds, at whatever time. */
export interface StandingSettings extends NodeLevels {
  /** Signed static delay of amplifier and air path, µs: positive sounds later. */
  readonly trimUs: number;
  /** Against neighbours that hear each other. */
  readonly stagger: Stagger;
}

/** How a node sounds. */
export interface NodeSettings extends StandingSettings, LevelTable {}

/** The gain a cue sounds with on a node at an instant, dB: never above the cap. */
export function cueGainDb(
  settings: NodeLevels & LevelTable,
  cue: Pick<Cue, 'class' | 'gainDb'>,
  atUs: number,
): number {
  const own = cue.class === 'emergency' ? settings.emergencyGainDb : settings.gainDb;
  return Math.min(own + levelDb(settings, cue.class, atUs) + cue.gainDb, settings.maxGainDb);
}

/** Whether the targets mean this node. */
export function addresses(targets: Targets, node: NodePlacement): boolean {
  return (
    targets.nodes.includes(node.nodeId) ||
    targets.units.some((unit) => node.units.includes(unit)) ||
    targets.zones.some((zone) => node.zones.includes(zone))
  );
}

/** Why an authorisation does not cover a cue on a node. */
export type CoverageGap = 'asset' | 'audience' | 'class' | 'period' | 'window' | 'gain';

/**
 * [SGN4] Whether the authorisation lets the cue sound on the node: null when it does. Plays are
 * counted by the holder, who knows them.
 */
export function coverageGap(
  authorisation: Authorisation,
  cue: Pick<Cue, 'assetId' | 'class' | 'startAtUs' | 'validUntilUs' | 'gainDb'>,
  node: NodePlacement,
): CoverageGap | null {
  const { notBeforeUs, notAfterUs } = authorisation;
  if (!authorisation.assets.includes(cue.assetId)) return 'asset';
  if (!addresses(authorisation.targets, node)) return 'audience';
  if (authorisation.class !== cue.class) return 'class';
  if (cue.startAtUs < notBeforeUs || cue.validUntilUs > notAfterUs) return 'period';
  if (!insideWindows(authorisation, cue.startAtUs)) return 'window';
  if (cue.gainDb > authorisation.maxGainDb) return 'gain';
  return null;
}

function insideWindows(authorisation: Authorisation, atUs: number): boolean {
  if (authorisation.dailyWindows.length === 0) return true;
  const minutes = Math.floor(atUs / 60e6) + authorisation.utcOffsetMinutes;
  const minute = ((minutes % 1440) + 1440) % 1440;
  return authorisation.dailyWindows.some((w) => minute >= w.fromMinute && minute < w.toMinute);
}
