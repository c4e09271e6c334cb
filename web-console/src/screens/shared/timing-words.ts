/** When something recurs, in words. */
import { describeRule } from '@loa/protocol/calendar-words';
import type { Campaign, Timing } from '@loa/protocol/programme';
import type { Language } from '@loa/protocol/vocabulary';
import type { TFunction } from 'i18next';
import { dayText } from '../../state/civil-time.ts';
import { dayRule, repetitionOf } from '../../state/repetition.ts';

export function timingWords(
  t: TFunction,
  timing: Timing,
  how: { readonly language: Language; readonly placement?: Campaign['placement'] },
): string {
  const { language, placement } = how;
  const { repetition, times } = repetitionOf(timing);
  const isInSessions = placement?.kind === 'sessions';
  const at = isInSessions
    ? t('campaign.words.inSessions')
    : t('campaign.words.at', { times: listed(times, language) });
  const end = timing.until === null ? '' : t('campaign.words.until', { day: dayOf(timing.until) });
  switch (repetition.kind) {
    case 'once':
      return `${t('campaign.words.once', { day: dayOf(timing.start) })} ${at}`;
    case 'rule': {
      const words = describeRule(
        repetition.rule,
        language,
        isInSessions ? undefined : timing.start,
      );
      return isInSessions ? `${words} ${at}${end}` : `${words}${end}`;
    }
    default:
      return `${describeRule(dayRule(repetition), language)} ${at}${end}`;
  }
}

/** `22/11/2026` */
export function dayOf(local: string): string {
  const [year, month, day] = local.slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
}

export function listed(items: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
}

/** With a capital. */
export function sentence(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
}

/** A civil start as people say it; the day alone where the time says nothing. */
export function startText(local: string, language: Language, isDayOnly: boolean): string {
  const day = dayText(Date.parse(`${local.slice(0, 10)}T00:00Z`), { language, timeZone: 'UTC' });
  return isDayOnly ? day : `${local.slice(11)} · ${day}`;
}
