/** What comes from above is answered, what meets is decided, and every broadcast says why. */
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { OVER_CUE, people, snapshot } from '../fixtures/city.ts';
import { collision, explanation, handedDown, inbox, warnings } from '../fixtures/from-above.ts';
import { Desk, network, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

/** Bodies that were posted, by path. */
const posted = new Map<string, unknown>();
let toBeSeenTo = warnings;

function answering(me: keyof typeof people): Desk {
  const desk = new Desk(people[me]);
  const keep = async (request: Request) =>
    posted.set(new URL(request.url).pathname, await request.json());
  network.use(
    http.get('*/api/warnings', () => HttpResponse.json({ warnings: toBeSeenTo })),
    http.get('*/api/inbox', () => HttpResponse.json({ inbox })),
    http.post('*/api/inbox/:id/answer', async ({ request }) => {
      await keep(request);
      return HttpResponse.json(inbox[1]);
    }),
    http.get('*/api/distributions', () => HttpResponse.json({ distributions: handedDown })),
    http.post('*/api/distributions', async ({ request }) => {
      await keep(request);
      return HttpResponse.json(handedDown[0], { status: 201 });
    }),
    http.get('*/api/collisions', () => HttpResponse.json({ collisions: [collision] })),
    http.get('*/api/broadcasts/:id/explain', () => HttpResponse.json(explanation)),
  );
  return desk;
}

beforeEach(() => {
  posted.clear();
  toBeSeenTo = warnings;
});

describe('from above', () => {
  it('[CON123] a ward is told on the first page how much waits, and is led there', async () => {
    answering('ward');
    const user = openConsole('/');
    await user.click(await screen.findByText(/Cấp trên giao xuống 1 bản tin/));
    await screen.findByText('Từ cấp trên (1)');
    const items = await screen.findAllByTestId('inbox-item');
    const [first, second] = items.map((item) => item.textContent);
    expect(first).toContain('Từ Thành phố Tam Kỳ · phát trong 22/11/2026 – 29/11/2026');
    expect(first).toContain('Xin phát trong buổi sáng.');
    expect(second).toContain('Ưu tiên đã có trong chương trình các buổi');
    expect(second).toContain('14 lượt trong lịch; 1 trên 2 cụm loa đã phát đủ.');
    expect(screen.getAllByTestId('inbox-schedule')).toHaveLength(1);
  });

  it('[CON122] a normal one is put into the programme at a time, or into the sessions', async () => {
    answering('ward');
    const user = openConsole('/inbox');
    await user.click(await screen.findByTestId('inbox-schedule'));
    await user.click(screen.getByTestId('inbox-how-times'));
    await user.click(screen.getByTestId('inbox-repeat-working-days'));
    await user.click(screen.getByTestId('inbox-schedule-send'));
    await screen.findByText('Đã đưa vào lịch: Bản tin chiều');
    expect(posted.get('/api/inbox/thoi-su/answer')).toMatchObject({
      unit: 'an-my',
      answer: { kind: 'scheduled', how: { kind: 'times', start: '2026-11-22T17:00' } },
    });
    await user.click(await screen.findByTestId('inbox-schedule'));
    await user.click(screen.getByTestId('inbox-schedule-send'));
    await waitFor(() =>
      expect(posted.get('/api/inbox/thoi-su/answer')).toEqual({
        unit: 'an-my',
        answer: { kind: 'scheduled', how: { kind: 'sessions' } },
      }),
    );
  });

  it('[CON122] declining takes a reason', async () => {
    answering('ward');
    const user = openConsole('/inbox');
    await user.click(await screen.findByTestId('inbox-decline'));
    expect(screen.getByTestId('inbox-decline-send')).toHaveProperty('disabled', true);
    await user.type(screen.getByTestId('inbox-decline-field'), ' Trùng lễ hội ');
    await user.click(screen.getByTestId('inbox-decline-send'));
    await screen.findByText('Đã từ chối: Bản tin chiều');
    expect(posted.get('/api/inbox/thoi-su/answer')).toEqual({
      unit: 'an-my',
      answer: { kind: 'declined', reason: 'Trùng lễ hội' },
    });
  });

  it('[CON122] an emergency waits for nobody: it is shown as sounding', async () => {
    const desk = answering('ward');
    const first = snapshot();
    if (first.kind !== 'feed/snapshot') throw new Error('no snapshot');
    const [one] = first.broadcasts;
    if (one === undefined) throw new Error('no broadcast');
    desk.first = { ...first, broadcasts: [{ ...one, class: 'emergency', state: 'sounding' }] };
    openConsole('/inbox');
    const told = await screen.findByTestId('inbox-emergency');
    expect(told.textContent).toBe(`Khẩn cấp, đang phát: ${one.title}`);
  });

  it('[CON124] the office hands a bulletin down to the wards it chooses', async () => {
    answering('office');
    const user = openConsole('/distributions/new?bulletin=ban-tin-chieu');
    await screen.findByTestId('hand-down-bulletin');
    expect(screen.getByTestId('hand-down-gap').textContent).toBe('Hãy chọn ít nhất một nơi.');
    await user.click(screen.getByTestId('hand-down-unit-an-my'));
    await user.click(screen.getByTestId('hand-down-unit-an-phu'));
    await user.type(screen.getByTestId('hand-down-note'), 'Buổi sáng');
    await user.click(screen.getByTestId('hand-down-send'));
    await screen.findByText('Đã giao: Bản tin chiều');
    expect(posted.get('/api/distributions')).toEqual({
      ...{ bulletin: 'ban-tin-chieu', to: ['an-my', 'an-phu'], note: 'Buổi sáng' },
      ...{ fromDay: '2026-11-22', throughDay: '2026-11-29' },
    });
  });

  it('[CON125] and follows in each of them what became of it', async () => {
    answering('office');
    openConsole('/distributions');
    const rows = await screen.findAllByTestId('handed-down-unit');
    expect(rows.map((row) => row.textContent)).toEqual([
      'Phường An MỹChờ trả lờiChưa có trả lời.',
      'Phường An PhúĐã đưa vào lịch7 lượt trong lịch; 1 trên 1 cụm loa đã phát đủ.',
      'Phường An SơnTừ chốiPhạm Văn Nam từ chối: Trùng lễ hội',
    ]);
  });
});

describe('what meets', () => {
  it('[CON121] is shown with what goes first if nobody chooses, and is there from the first page', async () => {
    answering('ward');
    const user = openConsole('/');
    await user.click(await screen.findByText(/Hai bản tin ưu tiên trùng giờ/));
    await screen.findByText('Trùng giờ (1)');
    const meeting = await screen.findByTestId('collision');
    expect(meeting.textContent).toContain('05:30, Thứ Hai, 23/11Chờ chọn');
    expect(meeting.textContent).toContain(
      'Nếu không ai chọn, “Cảnh báo lũ trên sông Bàn Thạch” phát trước',
    );
  });

  it('[CON120] is decided with one press, in the name of who pressed', async () => {
    const desk = answering('ward');
    const user = openConsole('/collisions');
    await user.click(await screen.findByTestId('collision-own'));
    await screen.findByText(/^Phát trước: Lịch tiêm chủng/);
    const put = desk.asked.find(({ method }) => method === 'PUT');
    expect(put?.path).toMatch(/^\/api\/documents\/decision\/thu-tu-lich-tiem-chung/);
    expect(put?.body).toMatchObject({
      ...{ unit: 'an-my', cue: collision.cue, against: collision.against },
      ...{ order: 'before', by: 'an-my' },
    });
  });

  it('[CON120] [CON15] is decided by nobody who does not answer for the unit', async () => {
    answering('technician');
    openConsole('/collisions');
    await screen.findByText('Phường An Mỹ chọn bản tin phát trước.');
    expect(screen.queryByTestId('collision-own')).toBeNull();
  });
});

describe('why', () => {
  it('[CON127] each node of a broadcast says why in a sentence, with what goes before it', async () => {
    answering('ward');
    const user = openConsole(`/broadcasts/${encodeURIComponent(OVER_CUE)}`);
    const [row] = await screen.findAllByTestId('proof');
    if (row === undefined) throw new Error('no row');
    await user.click(within(row).getByTestId('why'));
    const text = await within(row).findByTestId('why-text');
    expect(text.textContent).toContain(explanation.text);
    expect(text.textContent).toContain('Cụm loa chưa nhận lịch mới nhất.');
    const link = within(text).getByRole('link');
    expect(link.getAttribute('href')).toBe(
      `/broadcasts/${encodeURIComponent('canh-bao-lu@2026-11-22T16:12')}`,
    );
  });
});

describe('warnings', () => {
  it('[CON126] are asked for again when the feed says that they changed', async () => {
    const desk = answering('ward');
    openConsole('/');
    expect(await screen.findAllByTestId('warning')).toHaveLength(2);
    toBeSeenTo = [];
    const { nowMs } = snapshot();
    desk.tell({ kind: 'feed/change', sequence: 2, nowMs, warnings: true });
    await waitFor(() => expect(screen.queryByTestId('warnings')).toBeNull());
  });
});
