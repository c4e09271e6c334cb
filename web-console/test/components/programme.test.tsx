/** The day's programme is read, and a session of it put in order. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { people } from '../fixtures/city.ts';
import { Desk, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

const SLOW = { timeout: 5_000 };

async function shownItems(): Promise<(string | undefined)[]> {
  const block = await screen.findByTestId('programme-session', {}, SLOW);
  return within(block)
    .getAllByTestId('session-item')
    .map((row) => row.dataset['itemId']);
}

describe('the programme of the day', () => {
  it('[CON59] shows sessions with how full they are, what did not fit, and what is kept back', async () => {
    new Desk(people.office);
    openConsole('/programme');
    expect(await shownItems()).toEqual(['buoi-chieu', 'tong-ve-sinh', 'tiem-chung', 'ram']);
    screen.getByText('Đã xếp 13:00 trên 15 phút');
    expect(screen.getByTestId('session-overflow').textContent).toContain('Chuyên đề nông thôn mới');
    expect(screen.getByTestId('programme-single').textContent).toContain(
      'ngoài khung giờ được phát',
    );
  });

  it('[CON60] is put in order with buttons, and kept for that session alone', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/programme');
    await shownItems();
    const ups = screen.getAllByTestId('session-up');
    await user.click(ups[2] as HTMLElement);
    expect(await shownItems()).toEqual(['buoi-chieu', 'tong-ve-sinh', 'ram', 'tiem-chung']);
    await user.click(screen.getByTestId('order-save'));
    await screen.findByText(/^Đã lưu thứ tự/);
    const path = '/api/documents/day-order/buoi-chieu.2026-11-22t18-00';
    expect(desk.bodies('PUT', path)).toMatchObject([
      { session: 'buoi-chieu', items: ['tong-ve-sinh', 'ram', 'tiem-chung'] },
    ]);
  });

  it('[CON60] is put in order by dragging, too', async () => {
    new Desk(people.office);
    openConsole('/programme');
    await shownItems();
    const rows = screen.getAllByTestId('session-item');
    fireEvent.dragStart(rows[3] as HTMLElement);
    fireEvent.dragOver(rows[1] as HTMLElement);
    fireEvent.drop(rows[1] as HTMLElement);
    await waitFor(async () =>
      expect(await shownItems()).toEqual(['buoi-chieu', 'ram', 'tong-ve-sinh', 'tiem-chung']),
    );
  });

  it('[CON60] offers no order to who does not answer for the session', async () => {
    new Desk(people.ward);
    openConsole('/programme');
    await shownItems();
    expect(screen.queryByTestId('session-up')).toBeNull();
  });
});
