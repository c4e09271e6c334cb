import '@event-calendar/core/index.css';
import './calendar.css';
import {
  type Calendar,
  createCalendar,
  DayGrid,
  destroyCalendar,
  Interaction,
  TimeGrid,
} from '@event-calendar/core';
import { useEffect, useRef } from 'react';
import type { CalendarEntry } from '../../state/calendar-events.ts';

export interface GridMove {
  readonly entry: CalendarEntry;
  /** Civil, `YYYY-MM-DDTHH:MM`. */
  readonly start: string;
  readonly end: string;
  readonly kind: 'moved' | 'resized';
  /** Puts it back as it was. */
  readonly revert: () => void;
}

/** The grid of a week or a month, drawn and dragged by the library; what is done is told. */
export function WeekGrid(props: {
  kind: 'week' | 'month';
  /** First civil day that is shown, or one of the month. */
  day: string;
  today: string;
  locale: string;
  entries: readonly CalendarEntry[];
  mayMove: (entry: CalendarEntry) => boolean;
  onMove: (move: GridMove) => void;
  onOpen: (entry: CalendarEntry) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const calendar = useRef<Calendar | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (place.current === null) return;
    const told = (
      info: Calendar.EventDropInfo | Calendar.EventResizeInfo,
      kind: GridMove['kind'],
    ) => {
      const entry = latest.current.entries.find(({ id }) => id === info.event.id);
      if (entry === undefined) return info.revert();
      const [start, end] = [civilOf(info.event.start), civilOf(info.event.end)];
      latest.current.onMove({ entry, start, end, kind, revert: info.revert });
    };
    const made = createCalendar(place.current, [TimeGrid, DayGrid, Interaction], {
      headerToolbar: { start: '', center: '', end: '' },
      firstDay: 1,
      allDaySlot: false,
      nowIndicator: false,
      dayMaxEvents: false,
      slotHeight: 40,
      slotMinTime: '04:00:00',
      // What sounds before is shown all the same: a flood does not keep office hours.
      flexibleSlotTimeLimits: true,
      eventContent: ({ event }) => ({ domNodes: drawn(event) }),
      datesSet: () => withoutRoles(place.current),
      eventAllUpdated: () => withoutRoles(place.current),
      slotDuration: '00:30:00',
      snapDuration: '00:05:00',
      slotLabelFormat: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
      dayHeaderFormat: { weekday: 'short', day: 'numeric', month: 'numeric' },
      eventDrop: (info) => told(info, 'moved'),
      eventResize: (info) => told(info, 'resized'),
      eventClick: ({ event }) => {
        const entry = latest.current.entries.find(({ id }) => id === event.id);
        if (entry !== undefined) latest.current.onOpen(entry);
      },
    });
    calendar.current = made;
    return () => {
      calendar.current = null;
      void destroyCalendar(made);
    };
  }, []);
  const { kind, day, locale, entries, mayMove, today } = props;
  useEffect(() => {
    const view = kind === 'week' ? 'timeGridWeek' : 'dayGridMonth';
    calendar.current
      ?.setOption('locale', locale)
      .setOption('view', view)
      .setOption('date', `${day}T00:00:00`)
      .setOption('highlightedDates', [`${today}T00:00:00`]);
  }, [kind, day, locale, today]);
  useEffect(() => {
    calendar.current?.setOption(
      'events',
      entries.map((entry) => eventOf(entry, mayMove(entry))),
    );
  }, [entries, mayMove]);
  return <div ref={place} className="calendar-grid" data-testid="calendar-grid" />;
}

function eventOf(entry: CalendarEntry, isMovable: boolean): Calendar.EventInput {
  return {
    id: entry.id,
    title: entry.title,
    start: entry.start,
    end: entry.end,
    startEditable: isMovable,
    // A session has minutes of its own; a playing is as long as its sound.
    durationEditable: isMovable && entry.kind === 'session',
    classNames: [`calendar-${entry.kind}`, ...(entry.isWithheld ? ['calendar-withheld'] : [])],
  };
}

/** In one line: an entry may be no higher than that. */
function drawn({ title, start }: Calendar.Event): Node[] {
  const line = document.createElement('div');
  line.className = 'ec-event-title';
  line.textContent = `${civilOf(start).slice(11)} ${title}`;
  return [line];
}

/**
 * The grid calls itself a table without having one's parts, and its articles buttons, which misleads
 * screen readers more than no role does: what is left are articles that can be reached and opened by
 * key.
 */
function withoutRoles(place: HTMLElement | null): void {
  const attributes = ['role', 'aria-colindex', 'aria-rowindex', 'aria-colcount', 'aria-rowcount'];
  for (const attribute of attributes) {
    for (const element of place?.querySelectorAll(`[${attribute}]`) ?? []) {
      element.removeAttribute(attribute);
    }
  }
}

/** The library has civil times as those of the browser's own zone. */
function civilOf(at: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), pad(at.getMonth() + 1), pad(at.getDate())].join('-');
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}
