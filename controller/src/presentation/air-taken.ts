import type { Language } from '@loa/protocol/vocabulary';
import { civilSecondOf } from '../domain/calendar/civil-time.ts';

/** Who has the air and until when at the latest, in the reader's language. */
export function airTakenDetail(
  heldBy: { readonly name: string; readonly untilMs: number },
  reader: { readonly language: Language; readonly timeZone: string },
): string {
  const time = civilSecondOf(heldBy.untilMs * 1000, reader.timeZone).slice(11, 16);
  return reader.language === 'vi'
    ? `${heldBy.name} đang nói ở phạm vi đó, chậm nhất đến ${time}. Hãy đợi, hoặc dừng lượt nói đó.`
    : `${heldBy.name} is talking there, until ${time} at the latest. Wait, or stop that talk.`;
}
