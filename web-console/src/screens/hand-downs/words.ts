import type { HandedDown } from '@loa/protocol/console-api';
import type { TFunction } from 'i18next';
import type { Tone } from '../../ui/parts.tsx';
import { dayOf } from '../shared/timing-words.ts';

type Report = HandedDown['units'][number];

export const HAND_DOWN_TONES: Record<Report['state'], Tone> = {
  waiting: 'warn',
  scheduled: 'good',
  declined: 'bad',
  lapsed: 'calm',
};

/** What became of it in a unit. */
export function reportText(t: TFunction, report: Report): string {
  const { state, reason, by, planned, nodes, heard } = report;
  switch (state) {
    case 'waiting':
      return t('inbox.report.waiting');
    case 'lapsed':
      return t('inbox.report.lapsed');
    case 'declined':
      return t('inbox.report.declined', { name: by ?? '', reason });
    case 'scheduled':
      return t('inbox.report.scheduled', { count: planned, heard, nodes });
  }
}

export function spanText(t: TFunction, { fromDay, throughDay }: HandedDown): string {
  return t('inbox.span', { from: dayOf(fromDay), through: dayOf(throughDay) });
}
