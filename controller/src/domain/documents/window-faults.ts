import type { AirRule } from '@loa/protocol/programme';
import { type DocumentFault, fault } from './known.ts';

/** [DOC6] Windows of a day: each ends after it begins, they stand in order and do not overlap. */
export function windowFaults(windows: AirRule['windows']): DocumentFault[] {
  return windows.flatMap(({ from, to, minutes }, index): DocumentFault[] => {
    const at = (field: string) => ['windows', index, field];
    const before = windows[index - 1];
    if (to <= from) {
      return [fault(at('to'), `must be after from (${from}); over midnight takes two windows`)];
    }
    if (before !== undefined && from < before.to) {
      return [
        fault(at('from'), `is within the window before it, to ${before.to}; put them in order`),
      ];
    }
    const length = minutesOf(to) - minutesOf(from);
    if (minutes !== null && minutes > length) {
      return [fault(at('minutes'), `the window has ${length} minutes only; give at most these`)];
    }
    return [];
  });
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
