/** The demo city as it is shipped: its sessions fill themselves, and nothing is left out or cut. */
import { resolve } from 'node:path';
import { layOut } from '@loa/protocol/playout';
import { expect, test } from 'vitest';
import { openPlanningCity } from './planning-city.ts';

const TAM_KY = resolve(import.meta.dirname, '../../../../schedules/tam-ky.yaml');

test('[DOC27] what the demo city plans in a fortnight is heard in full, in its sessions', async () => {
  using city = openPlanningCity({ start: '2026-11-22T00:00:00' });
  expect(await city.apply(TAM_KY)).toMatchObject({ outcome: 'applied' });
  const planned = city.stores.calendar.between(0, Number.MAX_SAFE_INTEGER);
  expect(planned.filter(({ withheld }) => withheld !== null)).toEqual([]);
  const layout = layOut(city.pages('an-my-01').flatMap((page) => page.cues));
  const fates = [...layout.fates.values()];
  expect(fates.length).toBeGreaterThan(14 * 4);
  expect(fates.filter(({ outcome }) => outcome !== 'full')).toEqual([]);
  const items = new Set(planned.map(({ cueId }) => cueId.split('@')[0]));
  expect([...items]).toEqual(
    expect.arrayContaining(['ban-tin-sang~buoi-sang', 'cat-dien~buoi-chieu', 'vung-ngap-canh-bao']),
  );
});
