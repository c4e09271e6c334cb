import { type CalendarLink, calendarLinkSchema } from '@loa/protocol/console-api';
import { requestJson, requestNothing } from './request.ts';

/** A new secret address; the former is void. */
export function makeCalendarLink(): Promise<CalendarLink> {
  return requestJson('/api/calendar-link', calendarLinkSchema, { method: 'POST', body: {} });
}

export function revokeCalendarLink(): Promise<void> {
  return requestNothing('/api/calendar-link', { method: 'DELETE' });
}
