/**
 * How much planning does between two pauses, counted in what it looks up: that must not grow with the
 * programme, as everything else waits meanwhile.
 */
import type { AuthorisationId, BulletinId, CueId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { instantUsOf } from '../calendar/civil-time.ts';
import type { Programme } from '../campaign/programme.ts';
import {
  airRule,
  campaign,
  programmeOf,
  session,
  TOWN,
  timingOf,
  unitsOf,
  WARD_A,
  WARD_B,
  ZONE,
} from '../campaign/sample-programme.ts';
import type { Bulletin } from '../library/bulletin.ts';
import { Materialiser } from './materialise.ts';

const NOW = instantUsOf('2026-11-22T00:00', ZONE);

class CountedBulletins extends Map<BulletinId, Bulletin> {
  asked = 0;

  override get(id: BulletinId): Bulletin | undefined {
    this.asked += 1;
    return super.get(id);
  }
}

/** So many campaigns at their own times, so many for sessions, and so many sessions. */
function large(count: number): Programme {
  const numbers = Array.from({ length: count }, (_, n) => n);
  const minutes = (n: number) => `2026-11-01T${5 + (n % 12)}`.replace(/T(\d)$/, 'T0$1');
  return programmeOf({
    campaigns: numbers.map((n) =>
      campaign(`dot-${n}`, {
        targets: unitsOf(n % 2 === 0 ? WARD_A : TOWN),
        timing: timingOf(`${minutes(n)}:${10 + (n % 50)}`),
      }),
    ),
    sessions: numbers.map((n) => session(`buoi-${n}`, { unit: n % 2 === 0 ? WARD_A : WARD_B })),
    airRules: [WARD_A, WARD_B, TOWN].map((unit) =>
      airRule(`gio-${unit}`, { unit, windows: [{ from: '05:00', to: '18:00', minutes: 9 }] }),
    ),
  });
}

function measured(programme: Programme): { steps: number; most: number } {
  const bulletins = new CountedBulletins(programme.bulletins);
  const held = {
    get: () => undefined,
    keys: (): Iterable<CueId> => [],
    touched: new Set<CueId>(),
  };
  const nameOf = () => '0'.repeat(43) as AuthorisationId;
  const changes = new Materialiser().changes({ ...programme, bulletins }, held, {
    nowUs: NOW,
    nameOf,
  });
  let steps = 0;
  let most = 0;
  for (const _ of changes) {
    steps += 1;
    most = Math.max(most, bulletins.asked);
    bulletins.asked = 0;
  }
  return { steps, most };
}

test('[CAL120] a programme of any size is planned a document at a time', () => {
  const [small, big] = [measured(large(40)), measured(large(160))];
  expect(big.most).toBeLessThanOrEqual(Math.max(small.most, 160));
  // Each session and campaign is gathered, authorised, planned, counted and compared.
  expect(big.steps).toBeGreaterThan(160 * 8);
  expect(big.steps).toBeGreaterThan(3.5 * small.steps);
});
