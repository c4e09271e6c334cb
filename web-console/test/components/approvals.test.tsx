/** A bulletin is listened to, then decided about; its author puts it forward. */
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { people } from '../fixtures/city.ts';
import { Desk, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

/** What a browser's player says once it has played so many seconds of two. */
function play(seconds: number): void {
  const audio = document.querySelector('audio');
  if (audio === null) throw new Error('no player');
  const played = { length: 1, start: () => 0, end: () => seconds };
  Object.defineProperties(audio, {
    played: { value: played, configurable: true },
    duration: { value: 2, configurable: true },
  });
  fireEvent.timeUpdate(audio);
}

describe('approval', () => {
  it('[CON57] lists what waits, and says so where nothing does', async () => {
    new Desk(people.office);
    const user = openConsole('/library');
    const way = await screen.findByText('Chờ duyệt (2)', {}, { timeout: 5_000 });
    await user.click(way);
    const rows = await screen.findAllByTestId('approval-item');
    expect(rows.map((row) => row.dataset['bulletinId'])).toEqual(['hop-to', 'mat-nuoc']);
    expect(rows[0]?.textContent).toContain('Phường An Mỹ · Nguyễn Thị Hoa · 16:30 · 0:02');
    expect(rows[1]?.textContent).toContain('Đã phát, chờ xem lại');
  });

  it('[CON56] is offered once nine tenths of the sound were played, and told so once', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/approvals/hop-to');
    const approve = await screen.findByTestId('approval-approve');
    expect(approve).toHaveProperty('disabled', true);
    screen.getByTestId('approval-listen-first');
    play(1.5);
    await screen.findByText('Đã nghe 75 %');
    expect(approve).toHaveProperty('disabled', true);
    play(1.9);
    play(2);
    await waitFor(() => expect(approve).toHaveProperty('disabled', false));
    await user.click(approve);
    await screen.findByText('Đã duyệt: Mời họp tổ dân phố số 5');
    expect(desk.bodies('POST', '/api/bulletins/hop-to/heard')).toEqual([
      { revision: 3, permille: 950 },
    ]);
    expect(desk.bodies('POST', '/api/bulletins/hop-to/approve')).toEqual([{ revision: 3 }]);
  });

  it('[CON58] returns with a reason, which the author reads', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/approvals/hop-to');
    await user.click(await screen.findByTestId('approval-return'));
    expect(screen.getByTestId('approval-reason-send')).toHaveProperty('disabled', true);
    await user.type(screen.getByTestId('approval-reason-field'), ' Thiếu ngày họp ');
    await user.click(screen.getByTestId('approval-reason-send'));
    await screen.findByText(/^Đã trả lại/);
    expect(desk.bodies('POST', '/api/bulletins/hop-to/return')).toEqual([
      { revision: 3, reason: 'Thiếu ngày họp' },
    ]);
  });

  it('[CON58] lets the author put it forward again, or break the glass with a reason', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/approvals/tra-lai');
    const reason = await screen.findByTestId('approval-reason');
    expect(reason.textContent).toBe('Trần Văn Bình đã trả lại: Thiếu địa điểm tiêm');
    expect(screen.queryByTestId('approval-approve')).toBeNull();
    await user.click(screen.getByTestId('approval-submit'));
    await screen.findByText(/^Đã gửi duyệt/);
    await user.click(screen.getByTestId('approval-break-glass'));
    await screen.findByText(/báo ngay cho những người duyệt/);
    await user.type(screen.getByTestId('approval-reason-field'), 'Bão vào trong đêm');
    await user.click(screen.getByTestId('approval-reason-send'));
    await waitFor(() =>
      expect(desk.bodies('POST', '/api/bulletins/tra-lai/break-glass')).toEqual([
        { revision: 3, reason: 'Bão vào trong đêm' },
      ]),
    );
  });
});
