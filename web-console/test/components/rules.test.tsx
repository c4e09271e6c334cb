/** Suspensions, hours, levels and mutes are seen and set as a person does it. */
import type { AirRule, Mute, Suspension, VolumeRule } from '@loa/protocol/programme';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { people } from '../fixtures/city.ts';
import { Desk, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

async function kept<Body>(desk: Desk): Promise<Body> {
  const put = await waitFor(() => {
    const found = desk.asked.find((one) => one.method === 'PUT');
    if (found === undefined) throw new Error('nothing was kept');
    return found;
  });
  return put.body as Body;
}

const change = (id: string, value: string) =>
  fireEvent.change(screen.getByTestId(id), { target: { value } });

describe('suspensions', () => {
  it('[CON144] stand with their days and what they are for, those in force first', async () => {
    new Desk(people.ward);
    openConsole('/rules');
    const row = await screen.findByTestId('suspension');
    expect(row.textContent).toContain('Từ 22/11/2026 đến hết 24/11/2026');
    expect(row.textContent).toContain('Thông thường · trừ 1 mục');
    expect(row.textContent).toContain('Đang dừng');
    expect(within(row).queryByTestId('suspension-remove')).toBeNull();
  });

  it('[CON145] show what they withhold before they are kept, and say where that is not planned yet', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/rules/suspensions/new');
    const gap = await screen.findByTestId('rule-gap');
    expect(gap.textContent).toBe('Hãy đặt tên.');
    await user.type(screen.getByTestId('suspension-name'), 'Quốc tang');
    change('suspension-through', '2026-11-23');
    const effects = await screen.findByTestId('rule-effects');
    expect(effects.textContent).toContain('1 lượt phát bị dừng');
    expect(effects.textContent).toContain('17:00 23/11 · Bản tin chiều');
    change('suspension-through', '2027-02-09');
    change('suspension-from', '2027-02-03');
    await screen.findByTestId('suspension-beyond');
    await user.click(screen.getByTestId('suspension-exceptions'));
    await user.click(await screen.findByTestId('suspension-except-thoi-su-sang'));
    change('suspension-substitute', 'ban-tin-chieu');
    await user.click(screen.getByTestId('rule-class-priority'));
    await user.click(screen.getByTestId('rule-keep'));
    expect(await kept<Suspension>(desk)).toMatchObject({
      unit: 'tam-ky',
      title: 'Quốc tang',
      fromDay: '2027-02-03',
      throughDay: '2027-02-09',
      classes: ['normal'],
      categories: [],
      exceptions: ['thoi-su-sang'],
      substitute: 'ban-tin-chieu',
    });
  });
});

describe('hours on the air', () => {
  it('[CON147] say which rule holds in a unit, whose it is and who may go beyond it', async () => {
    new Desk(people.ward);
    openConsole('/rules');
    const normal = await screen.findByTestId('air-in-force-normal');
    expect(normal.textContent).toContain('T2, T3, T4, T5, T6: 17:00 – 18:00');
    expect(normal.textContent).toContain('Không ai được phát ngoài khung giờ.');
    expect(normal.textContent).toContain('quy định của địa bàn này');
    const priority = screen.getByTestId('air-in-force-priority');
    expect(priority.textContent).toContain('05:30 – 06:30, tối đa 60 phút');
    expect(priority.textContent).toContain('theo Thành phố Tam Kỳ');
    expect(priority.textContent).toContain('Phòng văn hoá – thông tin');
  });

  it('[CON148] begin from a preset, and are kept as they are set', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/rules/hours/new');
    await user.click(await screen.findByTestId('air-preset-urban-two-sessions-15'));
    change('air-rule-of', 'an-my');
    change('air-window-minutes-2', '90');
    expect(screen.getByTestId('rule-gap').textContent).toMatch(/nhiều hơn độ dài/);
    change('air-window-minutes-2', '20');
    await user.click(screen.getByTestId('rule-keep'));
    expect(await kept<AirRule>(desk)).toMatchObject({
      unit: 'an-my',
      weekdays: [1, 2, 3, 4, 5],
      windows: [
        { from: '05:30', to: '06:30', minutes: 15 },
        { from: '17:00', to: '18:00', minutes: 20 },
      ],
      overridableBy: ['culture-office'],
    });
  });
});

describe('levels', () => {
  it('[CON147] stand as a table by hour and class, and are set by the culture office', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/rules');
    const table = await screen.findByTestId('level-table');
    const rows = within(table).getAllByRole('row');
    expect(rows.map((row) => row.textContent)).toEqual([
      'GiờThông thườngƯu tiênKhẩn cấp',
      '00:00 – 05:00như thườngnhư thườngnhư thường',
      '05:00 – 06:00-3 dB-3 dBnhư thường',
      '06:00 – 24:00như thườngnhư thườngnhư thường',
    ]);
    await user.click(screen.getByTestId('volume-new'));
    await screen.findByTestId('level-from');
    change('level-from', '22:00');
    change('level-to', '00:00');
    change('level-gain', '-12');
    await user.click(screen.getByTestId('rule-keep'));
    expect(await kept<VolumeRule>(desk)).toMatchObject({
      unit: 'tam-ky',
      targets: { units: ['tam-ky'] },
      classes: ['normal', 'priority'],
      from: '22:00',
      to: '24:00',
      gainDb: -12,
    });
  });
});

describe('own clusters', () => {
  it('[CON146] are lowered or muted until a day with a reason, which stands with them', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/nodes/an-my-2');
    const shown = await screen.findAllByTestId('node-mute');
    expect(shown.map((one) => one.textContent)).toEqual([
      expect.stringContaining('Tắt tiếng đến hết ngày 24/11/2026: Nhà bên có đám tang'),
    ]);
    await user.click(screen.getByTestId('mute-open'));
    expect((await screen.findByTestId('mute-gap')).textContent).toBe('Hãy ghi lý do.');
    await user.click(screen.getByTestId('mute-how-lower'));
    change('mute-through', '2026-11-30');
    await user.type(screen.getByTestId('mute-reason'), 'Trường đang thi');
    await user.click(screen.getByTestId('mute-keep'));
    expect(await kept<Mute>(desk)).toMatchObject({
      unit: 'an-my',
      nodes: ['an-my-2'],
      gainDb: -6,
      throughDay: '2026-11-30',
      reason: 'Trường đang thi',
    });
  });

  it('[CON146] are muted by unit, stand so in the list, and are ended early', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/nodes');
    const row = (await screen.findAllByTestId('node')).find(
      (one) => one.dataset['nodeId'] === 'an-my-2',
    );
    await waitFor(() => expect(row?.textContent).toContain('Tắt tiếng đến hết ngày 24/11/2026'));
    expect(screen.getAllByTestId('mute-open')).toHaveLength(1);
    await user.click(screen.getByTestId('nav-programme'));
    await user.click(await screen.findByTestId('section-rules'));
    await user.dblClick(await screen.findByTestId('mute-end'));
    await screen.findByText(/^Đã kết thúc: Nhà bên có đám tang/);
    expect(desk.asked.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
      '/api/documents/mute/dam-tang',
    ]);
  });
});
