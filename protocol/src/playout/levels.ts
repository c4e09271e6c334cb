import type { BulletinClass } from '../vocabulary/index.ts';

/** How loud classes are in some minutes of the civil day, over the node's own volume. */
export interface LevelRule {
  readonly classes: readonly BulletinClass[];
  /** `[from, to)`, over midnight where `to` is the lesser. */
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly gainDb: number;
}

/** From an instant on, how far civil time is ahead of UTC: a node knows no time zones. */
export interface UtcOffset {
  readonly fromUs: number;
  readonly minutes: number;
}

/** A node lowered, or silenced where the gain is null, in `[fromUs, untilUs)`. */
export interface Muting {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly gainDb: number | null;
}

/** How a node's volume goes with time. */
export interface LevelTable {
  /** The last that fits counts. */
  readonly levels: readonly LevelRule[];
  /** In order of time; before the first it holds too. */
  readonly utcOffsets: readonly UtcOffset[];
  readonly mutes: readonly Muting[];
}

/** The same volume at all times. */
export const LEVEL: LevelTable = { levels: [], utcOffsets: [], mutes: [] };

const MINUTE_US = 60e6;
const DAY_MINUTES = 1440;

/** [PLY90] How much louder than its own volume a node is for a class at an instant, dB. */
export function levelDb(table: LevelTable, of: BulletinClass, atUs: number): number {
  const minute = civilMinuteOf(table.utcOffsets, atUs);
  const rule = table.levels.findLast((one) => one.classes.includes(of) && covers(one, minute));
  return (rule?.gainDb ?? 0) + loweredDb(table.mutes, of, atUs);
}

/** [PLY91] The next instant at which a level may change; null when none will. */
export function nextLevelChangeUs(table: LevelTable, atUs: number): number | null {
  const nowMinutes = Math.floor(atUs / MINUTE_US);
  const minute = civilMinuteOf(table.utcOffsets, atUs);
  const edges = table.levels.flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute]);
  const instants = [
    ...edges.map((edge) => (nowMinutes + minutesUntil(edge, minute)) * MINUTE_US),
    ...(edges.length > 0 ? table.utcOffsets.map(({ fromUs }) => fromUs) : []),
    ...table.mutes.flatMap(({ fromUs, untilUs }) => [fromUs, untilUs]),
  ];
  const next = Math.min(...instants.filter((instant) => instant > atUs));
  return next === Number.POSITIVE_INFINITY ? null : next;
}

/** The most that lowers it: emergencies sound as ever. */
function loweredDb(mutes: readonly Muting[], of: BulletinClass, atUs: number): number {
  if (of === 'emergency') return 0;
  const lowered = mutes
    .filter(({ fromUs, untilUs }) => fromUs <= atUs && atUs < untilUs)
    .map(({ gainDb }) => gainDb ?? 0);
  return Math.min(0, ...lowered);
}

function covers({ fromMinute, toMinute }: LevelRule, minute: number): boolean {
  const isAfter = minute >= fromMinute;
  const isBefore = minute < toMinute;
  return fromMinute <= toMinute ? isAfter && isBefore : isAfter || isBefore;
}

function civilMinuteOf(offsets: readonly UtcOffset[], atUs: number): number {
  const offset = offsets.findLast(({ fromUs }) => fromUs <= atUs) ?? offsets[0];
  const minutes = Math.floor(atUs / MINUTE_US) + (offset?.minutes ?? 0);
  return ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
}

/** More than none: an edge that is now comes again tomorrow. */
function minutesUntil(edge: number, minute: number): number {
  return ((((edge - minute - 1) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES) + 1;
}
