/** The days of a week, as a phone shows them; the grid of the desk is tested in a browser. */
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { people } from '../fixtures/city.ts';
import { Desk, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

it('[CON61] shows sessions and what sounds beside them by day, with what is kept back', async () => {
  new Desk(people.office);
  const { happyDOM } = window as unknown as { happyDOM: { setViewport: (size: object) => void } };
  happyDOM.setViewport({ width: 360, height: 740 });
  const user = openConsole('/calendar');
  const entries = await screen.findAllByTestId('calendar-entry', {}, { timeout: 10_000 });
  expect(entries.map((entry) => entry.textContent)).toEqual([
    '18:00Buổi chiều',
    '20:00Nhắc giờ nghỉ',
  ]);
  expect(entries[1]?.closest('li')?.dataset['withheld']).toBe('true');
  screen.getByText('16/11/2026 – 22/11/2026');
  await user.click(screen.getByTestId('calendar-after'));
  await screen.findByText('23/11/2026 – 29/11/2026');
});

it('[CON149] the secret address is shown once it is made, and can be made void', async () => {
  const desk = new Desk(people.ward);
  const { happyDOM } = window as unknown as { happyDOM: { setViewport: (size: object) => void } };
  happyDOM.setViewport({ width: 360, height: 740 });
  const user = openConsole('/calendar');
  await user.click(await screen.findByTestId('calendar-link'));
  await user.click(screen.getByTestId('calendar-link-make'));
  const address = (await screen.findByTestId('calendar-link-address')) as HTMLInputElement;
  expect(address.value).toBe(
    `${location.origin}/api/units/tam-ky/calendar.ics?token=${'A'.repeat(43)}`,
  );
  await user.dblClick(screen.getByTestId('calendar-link-revoke'));
  await screen.findByText(/^Đã huỷ/);
  expect(screen.queryByTestId('calendar-link-address')).toBeNull();
  expect(desk.asked.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
    '/api/calendar-link',
  ]);
});
