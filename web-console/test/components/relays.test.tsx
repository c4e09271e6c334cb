/** Relays are seen, tested, made and removed as a person does it. */
import type { Relay } from '@loa/protocol/programme';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { people } from '../fixtures/city.ts';
import { Desk, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

async function rowOf(id: string): Promise<HTMLElement> {
  const rows = await screen.findAllByTestId('relay');
  const row = rows.find((one) => one.dataset['relayId'] === id);
  if (row === undefined) throw new Error(`no relay ${id}`);
  return row;
}

describe('the relays', () => {
  it('[CON140] stand with what comes next, or why nothing comes and what sounds instead', async () => {
    new Desk(people.ward);
    openConsole('/relays');
    const morning = await rowOf('thoi-su-sang');
    expect(morning.textContent).toContain('Hằng ngày lúc 05:00');
    expect(morning.textContent).toContain('Lượt tới: 05:00 23/11');
    const failing = await rowOf('ban-tin-tinh');
    expect(failing.textContent).toContain('Nguồn không có tín hiệu.');
    expect(failing.textContent).toContain('Máy chủ không trả lời.');
    expect(failing.textContent).toContain('Không có bản tin dự phòng: loa im lặng.');
    // Relays are the culture office's to make.
    expect(screen.queryByTestId('relay-new')).toBeNull();
    expect(screen.queryByTestId('relay-remove')).toBeNull();
  });

  it('[CON141] a source is tested on request, and what was wrong is said in words', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/relays');
    const row = await rowOf('thoi-su-sang');
    await user.click(within(row).getByTestId('relay-test'));
    const heard = await within(row).findByTestId('relay-heard');
    expect(heard.dataset['heard']).toBe('nothing');
    expect(heard.textContent).toContain('không có trong danh sách được phép');
    expect(desk.bodies('POST', '/api/relays/thoi-su-sang/test')).toHaveLength(1);
  });

  it('[CON142] is kept once it has a name, an address of a listed host, somewhere and a time', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/relays/new');
    const gap = await screen.findByTestId('relay-gap');
    expect(gap.textContent).toBe('Hãy đặt tên cho lượt tiếp âm.');
    await user.type(screen.getByTestId('relay-name'), 'Thời sự 18 giờ');
    const url = screen.getByTestId('relay-url');
    await user.type(url, 'https://nghe.example.com/live');
    await waitFor(() => expect(gap.textContent).toMatch(/không có trong danh sách/));
    fireEvent.change(url, { target: { value: 'https://truyenthanh.example.vn:8000/vov1' } });
    await waitFor(() => expect(gap.textContent).toBe('Hãy chọn ít nhất một cụm loa.'));
    await user.click(screen.getByTestId('relay-source-done'));
    await user.click(await screen.findByTestId('target-unit-tam-ky'));
    await user.click(screen.getByTestId('targets-done'));
    fireEvent.change(screen.getByTestId('campaign-time-0'), { target: { value: '18:00' } });
    await user.click(screen.getByTestId('relay-keep'));
    await screen.findByText(/^Đã lưu: Thời sự 18 giờ/);
    const put = desk.asked.find((one) => one.method === 'PUT');
    expect(put?.headers.get('if-none-match')).toBe('*');
    expect(put?.body as Relay).toMatchObject({
      unit: 'tam-ky',
      title: 'Thời sự 18 giờ',
      url: 'https://truyenthanh.example.vn:8000/vov1',
      targets: { units: ['tam-ky'] },
      timing: { start: '2026-11-22T18:00', rule: 'FREQ=DAILY' },
      minutes: 15,
      fallback: null,
    });
  });

  it('[CON143] what was kept is taken back by one press, while it is told', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/relays/thoi-su-sang');
    await user.click(await screen.findByTestId('relay-step-source-change'));
    const name = screen.getByTestId('relay-name');
    fireEvent.change(name, { target: { value: 'Thời sự sáng' } });
    await user.click(screen.getByTestId('relay-keep'));
    await screen.findByText(/^Đã lưu: Thời sự sáng/);
    await user.click(screen.getByRole('button', { name: 'Hoàn tác' }));
    await screen.findByText('Đã đưa về như trước.');
    const puts = desk.asked.filter((one) => one.method === 'PUT');
    expect(puts.map(({ body }) => (body as Relay).title)).toEqual([
      'Thời sự sáng',
      'Thời sự sáng Đài Tiếng nói Việt Nam',
    ]);
    expect(puts[1]?.headers.get('if-match')).toBe('"2"');
  });
});
