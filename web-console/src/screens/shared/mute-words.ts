import type { Mute } from '@loa/protocol/programme';
import type { Language } from '@loa/protocol/vocabulary';
import type { TFunction } from 'i18next';
import { numberText } from '../../state/civil-time.ts';
import { dayOf } from './timing-words.ts';

/** How far a node is lowered, until when and why. */
export function muteText(t: TFunction, mute: Mute, language: Language): string {
  const { gainDb, reason } = mute;
  const day = dayOf(mute.throughDay);
  if (gainDb === null) return t('mute.silentUntil', { day, reason });
  return t('mute.lowerUntil', { gain: numberText(-gainDb, language), day, reason });
}
