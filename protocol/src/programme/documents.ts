/**
 * What people decide about the programme, one document each: the same fields in the city file, in
 * the API and in the database. Times are civil times of the city's zone, `HH:MM`; days are
 * `YYYY-MM-DD`. Every field is present: what a file leaves out is filled in when it is read
 * (`@loa/protocol/documents`).
 */
import type { Targets } from '../playout/index.ts';
import type {
  BulletinClass,
  BulletinId,
  CueId,
  ItemId,
  NodeId,
  Role,
  UnitId,
  WhenPreempted,
} from '../vocabulary/index.ts';

/** When something recurs. */
export interface Timing {
  /** First start, `YYYY-MM-DDTHH:MM[:SS]`. */
  readonly start: string;
  /** RRULE (RFC 5545, without DTSTART) or `LUNAR:` text; null is once. */
  readonly rule: string | null;
  /** Last civil day on which it may occur. */
  readonly until: string | null;
  /** Civil days on which it does not occur. */
  readonly except: readonly string[];
  /** Further civil starts. */
  readonly extra: readonly string[];
}

/** A campaign (đợt tuyên truyền): bulletins × targets × recurrence. */
export interface Campaign {
  readonly id: ItemId;
  /** Whose it is: its broadcasters, and those above, may change it. */
  readonly unit: UnitId;
  readonly title: string;
  /** 1 … 64. */
  readonly bulletins: readonly BulletinId[];
  /** All of them each time, one after the other, or one each time in turn. */
  readonly order: 'sequence' | 'rotation';
  /** Silence between two bulletins of a sequence, s, 0 … 600. */
  readonly separationSeconds: number;
  /** Sounds before the first bulletin of each playing. */
  readonly chime: BulletinId | null;
  readonly targets: Targets;
  readonly timing: Timing;
  /** At the times of `timing`, or once in each session of the units aimed at on the days of `timing`. */
  readonly placement:
    | { readonly kind: 'times' }
    /** No session named means every one of the units aimed at. */
    | { readonly kind: 'sessions'; readonly sessions: readonly string[] };
  /** The whole is played `times` times (1 … 10), with silence between, s, 0 … 3,600. */
  readonly repeats: { readonly times: number; readonly gapSeconds: number };
  /** 0 … 99 within its class. */
  readonly priority: number;
  /** −40 … +6 dB over the node's own volume. */
  readonly gainDb: number;
  /** How late it may still start, 0 … 600 min; 0 skips it. */
  readonly lateMinutes: number;
  readonly whenPreempted: WhenPreempted;
  /** It sounds outside the hours its class has, for this reason; only who may override sets it. */
  readonly override: { readonly reason: string; readonly by: string } | null;
}

/** A session (buổi phát thanh) of a ward station: a programme that fills itself. */
export interface Session {
  readonly id: string;
  /** Heard on the nodes of this unit and of all below it. */
  readonly unit: UnitId;
  readonly title: string;
  readonly timing: Timing;
  /** 1 … 60: what does not fit is shown, and not played. */
  readonly minutes: number;
  readonly opening: BulletinId | null;
  readonly closing: BulletinId | null;
}

/** The order in which a person put one day's session. What it does not name follows by the usual order. */
export interface DayOrder {
  /** `<session>.<YYYY-MM-DD>t<HH-MM>`. */
  readonly id: string;
  readonly unit: UnitId;
  readonly session: string;
  /** Civil start of that session. */
  readonly start: string;
  readonly items: readonly ItemId[];
}

/**
 * When a class may sound at all on the nodes of a unit. The rules of the nearest unit upwards that
 * has one for the class count; without any, the class is free. Emergencies are never held back.
 */
export interface AirRule {
  readonly id: string;
  readonly unit: UnitId;
  readonly title: string;
  readonly classes: readonly Exclude<BulletinClass, 'emergency'>[];
  /** ISO 8601 days of the week, 1 is Monday. */
  readonly weekdays: readonly number[];
  /** `[from, to)`; `minutes` is the most that may sound in it, null without limit. */
  readonly windows: readonly {
    readonly from: string;
    readonly to: string;
    readonly minutes: number | null;
  }[];
  /** Who may go beyond it, with a reason. */
  readonly overridableBy: readonly Role[];
}

/** How loud a class is at a time of day, over the node's own volume. The last that fits counts. */
export interface VolumeRule {
  readonly id: string;
  readonly unit: UnitId;
  readonly targets: Targets;
  readonly classes: readonly BulletinClass[];
  /** `[from, to)`, over midnight where `to` is the earlier. */
  readonly from: string;
  readonly to: string;
  /** −40 … +6 dB. */
  readonly gainDb: number;
}

/** Days that are different: mourning, exams, Tết. */
export interface Suspension {
  readonly id: string;
  readonly unit: UnitId;
  readonly title: string;
  readonly fromDay: string;
  readonly throughDay: string;
  readonly classes: readonly Exclude<BulletinClass, 'emergency'>[];
  /** None means all. */
  readonly categories: readonly string[];
  /** Campaigns and relays that go on. */
  readonly exceptions: readonly ItemId[];
  /** Sounds in the place of what is suspended. */
  readonly substitute: BulletinId | null;
}

/** Own clusters lowered or silenced until a day, by who answers for them. Emergencies sound. */
export interface Mute {
  readonly id: string;
  readonly unit: UnitId;
  readonly nodes: readonly NodeId[];
  /** −40 … 0 dB over their own volume; null is silence. */
  readonly gainDb: number | null;
  /** Last civil day. */
  readonly throughDay: string;
  readonly reason: string;
}

/** A scheduled rebroadcast (tiếp âm) of an upper station's stream. */
export interface Relay {
  readonly id: ItemId;
  readonly unit: UnitId;
  readonly title: string;
  readonly category: string;
  /** HTTP(S): Icecast or HLS. Its host is in the city's list. */
  readonly url: string;
  readonly targets: Targets;
  readonly timing: Timing;
  /** 1 … 60. */
  readonly minutes: number;
  readonly priority: number;
  readonly gainDb: number;
  /** Sounds while the source is dead or silent. */
  readonly fallback: BulletinId | null;
}

/** What an account may do beyond its role, within a unit and between days. */
export interface Grant {
  readonly id: string;
  readonly unit: UnitId;
  readonly account: string;
  readonly right: 'approve' | 'speak';
  readonly fromDay: string | null;
  readonly throughDay: string | null;
  /** Who passed their own right on; null where it is the account's own. */
  readonly delegatedBy: string | null;
}

/** Whether what a unit makes is approved before it sounds, or looked at afterwards. */
export interface ApprovalRule {
  readonly id: string;
  readonly unit: UnitId;
  readonly classes: readonly Exclude<BulletinClass, 'emergency'>[];
  readonly when: 'before' | 'afterwards';
}

/** A text with `{fields}`, whose bulletins may be approved beforehand. */
export interface Template {
  readonly id: string;
  readonly unit: UnitId;
  readonly title: string;
  readonly class: Exclude<BulletinClass, 'emergency'>;
  readonly category: string;
  readonly language: string;
  readonly text: string;
  /** What is made from it is approved, until that day, and reviewed afterwards. */
  readonly standing: { readonly by: string; readonly throughDay: string } | null;
}

/** The order a ward's user gave two priority items that meet. */
export interface Decision {
  readonly id: string;
  readonly unit: UnitId;
  /** The unit's own. */
  readonly cue: CueId;
  readonly against: CueId;
  readonly order: 'before' | 'after';
  readonly by: string;
}

/** A bulletin handed down: each unit schedules or declines it, if its class leaves that choice. */
export interface Distribution {
  readonly id: string;
  /** From where. */
  readonly unit: UnitId;
  readonly bulletin: BulletinId;
  readonly to: readonly UnitId[];
  readonly fromDay: string;
  readonly throughDay: string;
  readonly note: string;
  readonly answers: readonly {
    readonly unit: UnitId;
    readonly answer: 'scheduled' | 'declined';
    readonly campaign: ItemId | null;
    readonly reason: string;
    readonly by: string;
    /** Civil second. */
    readonly at: string;
  }[];
}

export interface Documents {
  readonly campaign: Campaign;
  readonly session: Session;
  readonly 'day-order': DayOrder;
  readonly 'air-rule': AirRule;
  readonly volume: VolumeRule;
  readonly suspension: Suspension;
  readonly mute: Mute;
  readonly relay: Relay;
  readonly grant: Grant;
  readonly 'approval-rule': ApprovalRule;
  readonly template: Template;
  readonly decision: Decision;
  readonly distribution: Distribution;
}
export type DocumentKind = keyof Documents;

export const DOCUMENT_KINDS = [
  'campaign',
  'session',
  'day-order',
  'air-rule',
  'volume',
  'suspension',
  'mute',
  'relay',
  'grant',
  'approval-rule',
  'template',
  'decision',
  'distribution',
] as const satisfies readonly DocumentKind[];
