import { timingPreviewSchema, timingStartsSchema } from '@loa/protocol/console-api';
import { civilSecondOf } from '../../../domain/calendar/civil-time.ts';
import { upcomingStarts } from '../../../domain/documents/upcoming.ts';
import type { App, HttpDeps } from '../deps.ts';
import { found, RequestRefused } from '../problems.ts';
import { answers } from '../responses.ts';

/** Starts that are shown of a timing in the making. */
const STARTS_MOST = 5;

export function timingRoutes(app: App, { engine, clock }: HttpDeps): void {
  app.post(
    '/api/timing/preview',
    {
      config: { action: 'timing.preview' },
      schema: {
        summary: 'The next starts of a timing, and its rule as it is kept (cron text translated)',
        tags: ['documents'],
        body: timingPreviewSchema,
        response: answers(timingStartsSchema),
      },
    },
    async (request) => {
      const { timeZone } = found(engine.city.map(), 'the city has not been set up');
      const after = civilSecondOf(clock.nowMs() * 1000, timeZone);
      const upcoming = upcomingStarts(request.body.timing, after, { most: STARTS_MOST, timeZone });
      if (upcoming.outcome === 'read') return { rule: upcoming.rule, starts: [...upcoming.starts] };
      const field = upcoming.fault.path.join('.');
      throw new RequestRefused('bad-request', `${field}: ${upcoming.fault.message}`, field);
    },
  );
}
