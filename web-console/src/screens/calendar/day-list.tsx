import { useTranslation } from 'react-i18next';
import { useCivil } from '../../session/workspace.tsx';
import type { CalendarEntry } from '../../state/calendar-events.ts';
import { dayText } from '../../state/civil-time.ts';
import { Panel } from '../../ui/parts.tsx';

/** The days one below the other, as a phone has room for them. */
export function DayList(props: {
  days: readonly string[];
  entries: readonly CalendarEntry[];
  onOpen: (entry: CalendarEntry) => void;
}) {
  const { t } = useTranslation();
  const { language } = useCivil();
  const { entries, onOpen } = props;
  return (
    <div className="l-stack" data-testid="calendar-list">
      {props.days.map((day) => {
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
