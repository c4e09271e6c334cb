import { z } from 'zod';

/** Where calendar programs read a unit's programme; `path` holds for any unit below, too. */
export const calendarLinkSchema = z.object({ token: z.string(), path: z.string() });
export type CalendarLink = z.infer<typeof calendarLinkSchema>;
