/** Campaigns are made, changed and removed as a person does it: by what is shown. */
import type { Campaign } from '@loa/protocol/programme';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { city, people } from '../fixtures/city.ts';
import { campaigns } from '../fixtures/programme.ts';
import { Desk, network, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

/** Keystroke-level model (Card, Moran, Newell 1980): seconds for thinking, pointing and pressing. */
const PRESS_S = 1.35 + 1.1 + 0.2;
/** A date or time is set in the phone's own picker: thinking, and two flicks with a press each. */
const PICK_S = 1.35 + 2 * (1.1 + 0.2) + 1.1 + 0.2;

class Hand {
  readonly #user: UserEvent;
  presses = 0;
  picks = 0;

  constructor(user: UserEvent) {
    this.#user = user;
  }

  async press(id: string): Promise<void> {
    this.presses += 1;
    await this.#user.click((await screen.findAllByTestId(id))[0] as HTMLElement);
  }

  pick(id: string, value: string): void {
    this.picks += 1;
    fireEvent.change(screen.getByTestId(id), { target: { value } });
  }
}

async function kept(desk: Desk): Promise<Campaign> {
  const put = await waitFor(() => {
    const found = desk.asked.find((one) => one.method === 'PUT');
    if (found === undefined) throw new Error('nothing was kept');
    return found;
  });
  return put.body as Campaign;
}

const OFFICE_HOURS = {
  document: {
    id: 'hai-buoi',
    unit: 'tam-ky',
    title: 'Hai buổi một ngày',
    classes: ['normal', 'priority'],
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    windows: [{ from: '05:30', to: '06:30', minutes: 60 }],
    overridableBy: ['culture-office'],
  },
  origin: 'console',
  author: 'van-hoa',
  changedAt: '2026-11-20T03:00:00Z',
  version: '"1"',
};

function onlyOfficeHours(): void {
  network.use(
    http.get('*/api/documents/air-rule', () => HttpResponse.json({ documents: [OFFICE_HOURS] })),
  );
}

const WARDS = city.units.filter((unit) => unit.parentId !== null);

describe('a campaign', () => {
  it('[CON54] for 13 wards is made with at most 25 presses and fields, in under 90 s', async () => {
    const desk = new Desk(people.office);
    const hand = new Hand(openConsole('/'));
    await hand.press('nav-programme');
    await hand.press('section-campaigns');
    await hand.press('campaign-new');
    await hand.press('campaign-bulletin-ban-tin-chieu');
    await hand.press('campaign-bulletins-done');
    // Each by itself is the most that it can take: the whole city is one press.
    for (const ward of WARDS) await hand.press(`target-unit-${ward.unitId}`);
    await hand.press('targets-done');
    await hand.press('campaign-days-working-days');
    hand.pick('campaign-time-0', '05:30');
    hand.pick('campaign-until', '2026-12-31');
    expect(screen.getByTestId('campaign-words').textContent).toContain(
      'Thứ Hai đến thứ Sáu hằng tuần lúc 05:30, đến hết ngày 31/12/2026',
    );
    await screen.findByTestId('campaign-starts');
    await hand.press('campaign-keep');
    const body = await kept(desk);
    expect(WARDS).toHaveLength(13);
    expect(body.targets.units).toEqual(WARDS.map((ward) => ward.unitId));
    expect(body).toMatchObject({
      unit: 'tam-ky',
      title: 'Bản tin chiều',
      timing: {
        start: '2026-11-22T05:30',
        rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
        until: '2026-12-31',
      },
    });
    expect(hand.presses + hand.picks).toBeLessThanOrEqual(25);
    expect(hand.presses * PRESS_S + hand.picks * PICK_S).toBeLessThan(90);
  });

  it('[CON50] says what is missing, and keeps nothing until then', async () => {
    new Desk(people.office);
    const user = openConsole('/campaigns/new');
    const gap = await screen.findByTestId('campaign-gap');
    expect(gap.textContent).toBe('Hãy chọn ít nhất một bản tin.');
    expect(screen.getByTestId('campaign-keep')).toHaveProperty('disabled', true);
    await user.click(screen.getByTestId('campaign-bulletin-dien-luc'));
    await waitFor(() => expect(gap.textContent).toBe('Hãy chọn ít nhất một cụm loa.'));
  });

  it('[CON53] shows the next starts, and keeps cron text as its rule', async () => {
    const desk = new Desk(people.ward);
    desk.starts = { rule: 'FREQ=DAILY;BYHOUR=5;BYMINUTE=30', starts: ['2026-11-23T05:30'] };
    const user = openConsole('/campaigns/new');
    await user.click(await screen.findByTestId('campaign-bulletin-tiem-chung'));
    await user.click(screen.getByTestId('campaign-bulletins-done'));
    await user.click(screen.getByTestId('campaign-days-rule'));
    await user.type(screen.getByTestId('campaign-rule'), '30 5 * * *');
    const shown = await screen.findByTestId('campaign-starts');
    expect(shown.textContent).toBe('05:30 · Thứ Hai, 23/11');
    await screen.findByText('Được lưu là: FREQ=DAILY;BYHOUR=5;BYMINUTE=30');
    await user.click(screen.getByTestId('campaign-keep'));
    expect((await kept(desk)).timing.rule).toBe('FREQ=DAILY;BYHOUR=5;BYMINUTE=30');
    expect(desk.bodies('POST', '/api/timing/preview').at(-1)).toMatchObject({
      timing: { rule: '30 5 * * *', start: '2026-11-22T17:00' },
    });
  });

  it('[CON55] is changed on what it was, and says so when another was faster', async () => {
    const desk = new Desk(people.office);
    desk.isDocumentOld = true;
    const user = openConsole('/campaigns/tong-ve-sinh');
    expect((await screen.findByTestId('campaign-words')).textContent).toContain(
      'Thứ Hai đến thứ Sáu hằng tuần lúc 05:30 và 17:00, đến hết ngày 31/12/2026',
    );
    await user.click(screen.getByTestId('campaign-step-how-change'));
    await user.click(screen.getByTestId('campaign-preempted-drop'));
    await waitFor(() =>
      expect(screen.getByTestId('campaign-keep')).toHaveProperty('disabled', false),
    );
    await user.click(screen.getByTestId('campaign-keep'));
    expect((await screen.findByTestId('campaign-error')).textContent).toMatch(/Người khác vừa sửa/);
    const put = desk.asked.find((one) => one.method === 'PUT');
    expect(put?.headers.get('if-match')).toBe('"1795143600000"');
    expect(put?.body).toMatchObject({ id: 'tong-ve-sinh', whenPreempted: 'drop' });
  });
});

describe('what is asked of a campaign less often', () => {
  it('[CON164] chooses sessions, days without it, further days and priority', async () => {
    const desk = new Desk(people.office);
    onlyOfficeHours();
    const user = openConsole('/campaigns/ram');
    await user.click(await screen.findByTestId('campaign-step-when-change'));
    await user.click(await screen.findByTestId('campaign-session-buoi-sang'));
    fireEvent.change(screen.getByTestId('campaign-except'), { target: { value: '2026-12-09' } });
    await user.click(screen.getByTestId('campaign-except-add'));
    fireEvent.change(screen.getByTestId('campaign-extra'), { target: { value: '2026-12-24' } });
    await user.click(screen.getByTestId('campaign-extra-add'));
    await user.click(screen.getByTestId('campaign-step-how-change'));
    fireEvent.change(screen.getByTestId('campaign-priority'), { target: { value: '70' } });
    fireEvent.change(screen.getByTestId('campaign-override'), { target: { value: 'Tin lũ' } });
    await waitFor(() =>
      expect(screen.getByTestId('campaign-keep')).toHaveProperty('disabled', false),
    );
    await user.click(screen.getByTestId('campaign-keep'));
    expect(await kept(desk)).toMatchObject({
      placement: { kind: 'sessions', sessions: ['buoi-sang'] },
      timing: { except: ['2026-12-09'], extra: ['2026-12-24T00:00'] },
      priority: 70,
      override: { reason: 'Tin lũ', by: 'van-hoa' },
    });
  });

  it('[CON164] who may not pass the hours is told who may', async () => {
    new Desk(people.ward);
    onlyOfficeHours();
    const user = openConsole('/campaigns/tiem-chung');
    await user.click(await screen.findByTestId('campaign-step-how-change'));
    const denied = await screen.findByTestId('campaign-override-denied');
    expect(denied.textContent).toBe(
      'Phát ngoài khung giờ của “Hai buổi một ngày”: chỉ Phòng văn hoá – thông tin được cho phép.',
    );
    expect(screen.queryByTestId('campaign-override')).toBeNull();
  });
});

describe('before a campaign is kept', () => {
  it('[CON63] what becomes of it, and of others, is shown with the reason', async () => {
    new Desk(people.office);
    openConsole('/campaigns/tong-ve-sinh');
    const effects = await screen.findByTestId('campaign-effects', {}, { timeout: 5_000 });
    const kept = '05:30 23/11 · ngoài khung giờ được phát (“Hai buổi, mỗi buổi không quá 60 phút”)';
    await waitFor(() => expect(effects.textContent).toContain(kept));
    expect(effects.textContent).toContain('Bản tin sáng: phát đủ → phát trễ');
  });

  it('[CON64] what is to be seen to stands on the first page, with the way there', async () => {
    new Desk(people.office);
    openConsole('/');
    const warning = await screen.findByTestId('warning', {}, { timeout: 5_000 });
    expect(within(warning).getByRole('link').getAttribute('href')).toBe('/approvals/hop-to');
  });
});

describe('the list of campaigns', () => {
  it('[CON52] says when each sounds, in words, those that run first', async () => {
    new Desk(people.office);
    openConsole('/campaigns');
    const rows = await screen.findAllByTestId('campaign');
    expect(rows.map((row) => row.dataset['campaignId'])).toEqual([
      'tong-ve-sinh',
      'ram',
      'tiem-chung',
    ]);
    expect(rows[1]?.textContent).toContain(
      'Mồng một và rằm hằng tháng (âm lịch) trong các buổi phát thanh',
    );
    expect(rows[2]?.textContent).toContain('Một lần, ngày 20/11/2026 lúc 17:10');
  });

  it('[CON55] [CON160] removes with two presses, only one’s own, and puts it back with one', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/campaigns');
    const rows = await screen.findAllByTestId('campaign');
    const removable = rows.filter((row) => within(row).queryByTestId('campaign-remove') !== null);
    expect(removable.map((row) => row.dataset['campaignId'])).toEqual(['tiem-chung']);
    await user.dblClick(screen.getByTestId('campaign-remove'));
    await screen.findByText(/^Đã xoá: Tiêm chủng/);
    const removed = desk.asked.filter((one) => one.method === 'DELETE');
    expect(removed.map((one) => one.path)).toEqual(['/api/documents/campaign/tiem-chung']);
    await user.click(screen.getByTestId('toast-act'));
    await screen.findByText(/^Đã để lại như cũ: Tiêm chủng/);
    const put = desk.asked.find((one) => one.method === 'PUT');
    expect(put?.path).toBe('/api/documents/campaign/tiem-chung');
    expect(put?.headers.get('if-none-match')).toBe('*');
    expect(put?.body).toEqual(campaigns.at(-1)?.document);
  });
});
