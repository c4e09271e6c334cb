import { useTranslation } from 'react-i18next';
import { useCivil } from '../../session/workspace.tsx';
import type { CalendarEntry } from '../../state/calendar-events.ts';
import type { SpanKind } from '../../state/calendar-span.ts';
import { dayText } from '../../state/civil-time.ts';
import { Empty, Panel } from '../../ui/parts.tsx';

/** The days one below the other, as a phone has room for them; of a month, those with something. */
export function DayList(props: {
  kind: SpanKind;
  days: readonly string[];
  entries: readonly CalendarEntry[];
  onOpen: (entry: CalendarEntry) => void;
}) {
  const { t } = useTranslation();
  const { language } = useCivil();
  const { kind, entries, onOpen } = props;
  const days =
    kind === 'week'
      ? props.days
      : props.days.filter((day) => entries.some(({ start }) => start.startsWith(day)));
  return (
    <div className="l-stack" data-testid="calendar-list">
      {days.length === 0 ? <Empty>{t('calendar.emptyMonth')}</Empty> : null}
      {days.map((day) => {
        const own = entries
          .filter((entry) => entry.start.startsWith(day))
          .sort((a, b) => a.start.localeCompare(b.start));
        return (
          <Panel
            key={day}
            title={dayText(Date.parse(`${day}T00:00Z`), { language, timeZone: 'UTC' })}
          >
            {own.length === 0 ? (
              <p className="l-small l-soft">{t('calendar.nothing')}</p>
            ) : (
              <ul className="l-list">
                {own.map((entry) => (
                  <li key={entry.id} className="item" data-withheld={entry.isWithheld}>
                    <button
                      type="button"
                      className="calendar-entry"
                      data-testid="calendar-entry"
                      onClick={() => onOpen(entry)}
                    >
                      <span className="item-time">{entry.start.slice(11, 16)}</span>
                      <span className="item-title">{entry.title}</span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        );
      })}
    </div>
  );
}
