import { isCivilTime } from '../domain/calendar/civil-time.ts';
import { SCHEDULE_AUTHOR } from '../domain/playout/authorise.ts';
import { type Reform, type ReformFault, reformed } from '../domain/zoning/reform.ts';
import { type ApplyDeps, wholeState } from './apply-schedule.ts';
import { differenceOf } from './schedule-difference.ts';

export type ReformApplied =
  /** `changes` is empty where it has happened already. */
  | { readonly outcome: 'applied'; readonly changes: readonly string[] }
  | { readonly outcome: 'refused'; readonly faults: readonly ReformFault[] };

/** [DOC30] [DOC32] Moves the units of the city, once; documents stay as they are. */
export async function applyReform(
  deps: Pick<ApplyDeps, 'stores' | 'events' | 'planner' | 'clock'>,
  reform: Reform,
): Promise<ReformApplied> {
  const { stores, events, planner, clock } = deps;
  const before = wholeState(deps);
  const refuse = (path: string[], message: string): ReformApplied => {
    return { outcome: 'refused', faults: [{ path, message }] };
  };
  const { map, settings } = before;
  if (!map) return refuse([], 'there is no city yet; apply its file first');
  if (map.cityId !== reform.cityId) {
    return refuse(['reform', 'city'], `this data folder belongs to ${map.cityId}`);
  }
  if (!isCivilTime(reform.day)) {
    return refuse(['reform', 'date'], `${reform.day} is not in the calendar`);
  }
  if (settings.reforms.includes(reform.reformId)) return { outcome: 'applied', changes: [] };
  const result = reformed(map, reform);
  if (result.outcome === 'refused') return result;
  const reforms = [...settings.reforms, reform.reformId];
  const after = { ...before, map: result.map, settings: { ...settings, reforms } };
  const changes = differenceOf(before, after);
  stores.transactions.run(() => {
    stores.city.replace(after.map);
    stores.city.putSettings(after.settings);
    stores.audit.append({
      atMs: clock.nowMs(),
      actor: SCHEDULE_AUTHOR,
      action: 'reform.applied',
      subject: reform.reformId,
      detail: { day: reform.day, changes: reform.changes },
    });
  });
  events.emit({ kind: 'city-changed' });
  planner.republish();
  await planner.settled();
  return { outcome: 'applied', changes };
}
