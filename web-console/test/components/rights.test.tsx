/** Who approves and what is approved beforehand: seen, given, ended, taken back. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { people } from '../fixtures/city.ts';
import { Desk, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

const first = async (id: string) => (await screen.findAllByTestId(id))[0] as HTMLElement;
const put = (desk: Desk, path: string) => desk.bodies('PUT', `/api/documents/${path}`);
const lastPut = (desk: Desk) => desk.asked.findLast(({ method }) => method === 'PUT');
const change = (id: string, value: string) =>
  fireEvent.change(screen.getByTestId(id), { target: { value } });

describe('rights', () => {
  it('[CON180] stand with who approves today, what is in force first', async () => {
    new Desk(people.office);
    openConsole('/rights');
    const approvers = await screen.findByTestId('right-approvers');
    expect(approvers.textContent).toContain('Nguyễn Thị Hoa');
    expect(approvers.textContent).not.toContain('Lê Thị Lan');
    expect((await screen.findByTestId('right-today')).textContent).toContain(
      'Thông thường: phát trước, xem lại sau',
    );
    const rows = await screen.findAllByTestId('grant');
    expect(rows.map((row) => row.dataset['phase'])).toEqual(['running', 'coming', 'over']);
    expect(rows[1]?.textContent).toContain('Từ 25/11/2026 đến hết 28/11/2026');
    expect(rows[1]?.textContent).toContain('Nguyễn Thị Hoa uỷ quyền');
  });

  it('[CON180] one in force is ended through yesterday, and can be taken back', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/rights');
    await user.click(await first('grant-end'));
    await user.click(await first('grant-end'));
    await user.click(await screen.findByTestId('toast-act'));
    await waitFor(() => expect(put(desk, 'grant/hoa-duyet')).toHaveLength(2));
    expect(put(desk, 'grant/hoa-duyet')).toMatchObject([
      { throughDay: '2026-11-21' },
      { throughDay: null },
    ]);
  });

  it('[CON181] the office gives a right to somebody of the unit', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/rights');
    await user.click(await screen.findByTestId('right-give'));
    expect((await screen.findByTestId('right-gap')).textContent).toContain('chọn người');
    await user.selectOptions(screen.getByTestId('right-account'), 'le-thi-lan');
    await user.click(screen.getByTestId('right-keep'));
    await waitFor(() => expect(lastPut(desk)?.body).toBeDefined());
    expect(lastPut(desk)?.headers.get('if-none-match')).toBe('*');
    expect(lastPut(desk)?.body).toMatchObject({
      ...{ account: 'le-thi-lan', right: 'approve', unit: 'tam-ky' },
      ...{ fromDay: null, throughDay: null, delegatedBy: null },
    });
  });

  it('[CON181] a ward passes on its own right from a day to a day, and nothing else', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/rights');
    await user.click(await screen.findByTestId('right-give'));
    expect(screen.queryByTestId('right-which-speak')).toBeNull();
    await user.selectOptions(await screen.findByTestId('right-account'), 'le-thi-lan');
    expect(screen.getByTestId('right-gap').textContent).toContain('ngày kết thúc');
    change('right-through', '2026-11-29');
    await user.click(screen.getByTestId('right-keep'));
    await waitFor(() => expect(lastPut(desk)?.body).toBeDefined());
    expect(lastPut(desk)?.body).toMatchObject({
      ...{ fromDay: '2026-11-22', throughDay: '2026-11-29', delegatedBy: 'an-my' },
    });
    // What somebody else gave is not theirs to end; rules are the office's.
    const rows = screen.getAllByTestId('grant');
    const acts = rows.map((row) => within(row).queryAllByRole('button').length);
    expect(acts).toEqual([0, 1, 0]);
    expect(screen.queryByTestId('rule-new')).toBeNull();
  });

  it('[CON182] the office says by unit and class whether approval comes before', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/rights');
    await user.click(await screen.findByTestId('rule-change'));
    await user.click(await screen.findByTestId('rule-class-priority'));
    await user.click(screen.getByTestId('rule-when-before'));
    await user.click(screen.getByTestId('rule-keep'));
    await waitFor(() => expect(put(desk, 'approval-rule/sau')).toHaveLength(1));
    expect(put(desk, 'approval-rule/sau')[0]).toMatchObject({
      ...{ classes: ['normal', 'priority'], when: 'before' },
    });
  });
});

describe('templates', () => {
  it('[CON183] stand with their words, their gaps and whether they are approved', async () => {
    new Desk(people.office);
    openConsole('/templates');
    const rows = await screen.findAllByTestId('template');
    expect(rows[0]?.textContent).toContain('Duyệt sẵn đến hết 31/12/2026');
    expect(rows[0]?.textContent).toContain('4 chỗ trống');
    expect(rows[1]?.textContent).toContain('Duyệt từng bản tin');
    const use = screen.getAllByTestId('template-use').map((link) => link.getAttribute('href'));
    expect(use).toEqual(['moi-hop', 'cup-dien'].map((id) => `/library/new/spoken?template=${id}`));
  });

  it('[CON183] is written with gaps in braces', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/templates/new');
    await screen.findByTestId('template-title');
    change('template-title', 'Ngừng cấp nước');
    change('template-text', 'Ngừng cấp nước tại {khu vực} từ {giờ');
    expect(screen.getByTestId('template-gap').textContent).toContain('ngoặc nhọn');
    change('template-text', 'Ngừng cấp nước tại {khu vực} từ {giờ}.');
    expect(screen.getByTestId('template-fields').children).toHaveLength(2);
    await user.click(screen.getByTestId('template-keep'));
    await waitFor(() => expect(lastPut(desk)?.body).toBeDefined());
    expect(lastPut(desk)?.body).toMatchObject({
      ...{ title: 'Ngừng cấp nước', unit: 'an-my', standing: null },
    });
  });

  it('[CON184] a ward that changes the words is told that the standing approval ends', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/templates/moi-hop');
    await screen.findByTestId('template-text');
    expect(screen.queryByTestId('template-loses')).toBeNull();
    change('template-text', 'Mời bà con họp lúc {giờ}.');
    expect(await screen.findByTestId('template-loses')).toBeDefined();
    await user.click(screen.getByTestId('template-keep'));
    await waitFor(() => expect(put(desk, 'template/moi-hop')).toHaveLength(1));
    expect(put(desk, 'template/moi-hop')[0]).toMatchObject({ standing: null });
  });

  it('[CON184] the office approves a template through a day, in its own name', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/templates/cup-dien');
    await screen.findByTestId('template-standing');
    change('template-standing', '2027-01-31');
    await user.click(screen.getByTestId('template-keep'));
    await waitFor(() => expect(put(desk, 'template/cup-dien')).toHaveLength(1));
    expect(put(desk, 'template/cup-dien')[0]).toMatchObject({
      standing: { by: 'van-hoa', throughDay: '2027-01-31' },
    });
  });
});
