/** When a class may sound in a unit: which rules hold there, and rules in the making. */
import type { Unit } from '@loa/protocol/console-api';
import type { AirRule } from '@loa/protocol/programme';
import type { Role, UnitId } from '@loa/protocol/vocabulary';
import { lineOf } from './unit-line.ts';

export const PLANNED_CLASSES = ['normal', 'priority'] as const;
export type PlannedClass = (typeof PLANNED_CLASSES)[number];

export interface AirInForce {
  readonly class: PlannedClass;
  /** Whose rules they are; null where the class is free. */
  readonly unit: Unit | null;
  readonly rules: readonly AirRule[];
}

/** The rules of the nearest unit upwards that has any for the class (docs/CALENDAR.md). */
export function airRulesIn(
  units: readonly Unit[],
  unitId: string,
  rules: readonly AirRule[],
): readonly AirInForce[] {
  const line = lineOf(units, unitId);
  return PLANNED_CLASSES.map((of) => {
    const ofClass = rules.filter(({ classes }) => classes.includes(of));
    const unit = line.find((one) => ofClass.some((rule) => rule.unit === one.unitId)) ?? null;
    return {
      class: of,
      unit,
      rules: unit === null ? [] : ofClass.filter((rule) => rule.unit === unit.unitId),
    };
  });
}

export interface WindowDraft {
  /** `HH:MM`, as a time field gives it: the end of a day is 00:00 there. */
  readonly from: string;
  readonly to: string;
  /** Empty is without limit. */
  readonly minutes: string;
}

export interface AirRuleDraft {
  readonly unit: UnitId;
  readonly title: string;
  readonly classes: readonly PlannedClass[];
  readonly weekdays: readonly number[];
  readonly windows: readonly WindowDraft[];
  readonly overridableBy: readonly Role[];
}

export type AirRuleGap = 'title' | 'classes' | 'weekdays' | 'windows' | 'overlap' | 'minutes';

export type AirRuleOutcome =
  | { readonly outcome: 'ready'; readonly body: Omit<AirRule, 'id'> }
  | { readonly outcome: 'gap'; readonly gap: AirRuleGap };

/** Windows that one rule may have, as the contract bounds it. */
export const WINDOWS_MOST = 24;

export function airRuleDraftOf(rule: Omit<AirRule, 'id'>): AirRuleDraft {
  return {
    ...rule,
    windows: rule.windows.map(({ from, to, minutes }) => ({
      from,
      to: to === '24:00' ? '00:00' : to,
      minutes: minutes === null ? '' : String(minutes),
    })),
  };
}

export function planAirRule(draft: AirRuleDraft): AirRuleOutcome {
  const { unit, classes, weekdays, overridableBy } = draft;
  const title = draft.title.trim();
  const windows = draft.windows
    .map(({ from, to, minutes }) => ({
      from,
      to: to === '00:00' ? '24:00' : to,
      minutes: minutes.trim() === '' ? null : Number(minutes),
    }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const gap = gapOf({ ...draft, title }, windows);
  if (gap !== null) return { outcome: 'gap', gap };
  return { outcome: 'ready', body: { unit, title, classes, weekdays, windows, overridableBy } };
}

function gapOf(draft: AirRuleDraft, windows: AirRule['windows']): AirRuleGap | null {
  if (draft.title === '') return 'title';
  if (draft.classes.length === 0) return 'classes';
  if (draft.weekdays.length === 0) return 'weekdays';
  const isWhole = ({ from, to }: AirRule['windows'][number]) =>
    /^\d{2}:\d{2}$/.test(from) && /^\d{2}:\d{2}$/.test(to) && from < to;
  if (!windows.every(isWhole)) return 'windows';
  if (windows.some(({ from }, index) => from < (windows[index - 1]?.to ?? from))) return 'overlap';
  const fits = ({ from, to, minutes }: AirRule['windows'][number]) =>
    minutes === null || (minutes >= 0 && minutes <= minuteOf(to) - minuteOf(from));
  return windows.every(fits) ? null : 'minutes';
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
