import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  NOW_MS,
  nodes,
  OVER_CUE,
  people,
  snapshot,
  TALK_CUE,
  WARD_UNIT,
} from '../fixtures/city.ts';
import { Desk, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

describe('the door', () => {
  it('[CON3] logs in, and says in words why it did not', async () => {
    const desk = new Desk(null);
    const user = openConsole('/');
    await user.type(await screen.findByTestId('login-username'), ' an-my ');
    await user.type(screen.getByTestId('login-password'), 'wrong');
    await user.click(screen.getByTestId('login-submit'));
    expect((await screen.findByTestId('login-error')).textContent).toBe(
      'Tên đăng nhập hoặc mật khẩu không đúng.',
    );
    desk.me = people.ward;
    await user.click(screen.getByTestId('login-submit'));
    await screen.findByTestId('sounding');
    expect(desk.bodies('POST', '/api/session').at(-1)).toEqual({
      username: 'an-my',
      password: 'wrong',
    });
    const login = desk.asked.find((one) => one.method === 'POST');
    expect(login?.headers.get('x-loa')).toBe('1');
    expect(login?.headers.get('accept-language')).toBe('vi');
  });

  it('[CON4] changes the language at once, and keeps it with the account', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/');
    await screen.findByText('Đang phát');
    await user.click(screen.getByTestId('language-en'));
    await screen.findByText('Sounding');
    expect(document.documentElement.lang).toBe('en');
    await waitFor(() =>
      expect(desk.bodies('PUT', '/api/session/preferences')).toEqual([{ language: 'en' }]),
    );
    expect(localStorage.getItem('loa.language')).toBe('en');
  });

  it('[CON3] goes back to the door when the session has ended', async () => {
    const desk = new Desk(people.ward);
    openConsole('/');
    await screen.findByTestId('sounding');
    desk.me = null;
    for (const socket of desk.sockets) socket.close(4401);
    await screen.findByTestId('login-submit');
  });

  it('[CON15] does not offer sending to a technician', async () => {
    new Desk(people.technician);
    openConsole('/send');
    await screen.findByText(/không được phát bản tin/);
    expect(screen.queryByTestId('nav-send')).toBeNull();
    expect(screen.queryByTestId('sound-record')).toBeNull();
  });
});

describe('now', () => {
  it('[CON10] shows what sounds, what comes and who is not well, in words and since when', async () => {
    new Desk(people.office);
    openConsole('/');
    expect(await screen.findAllByTestId('sounding-item')).toHaveLength(3);
    expect(screen.getAllByTestId('coming-item')).toHaveLength(3);
    const [worst] = screen.getAllByTestId('unwell-item');
    expect(worst?.textContent).toContain('Mất liên lạc: có thể mất điện hoặc mất mạng');
    expect(worst?.textContent).toContain('Từ 16:11 (47 phút trước)');
  });

  it('[CON37] marks what is said live, who says it and for how long, with a stop for those who may', async () => {
    new Desk(people.office);
    openConsole('/');
    const items = await screen.findAllByTestId('sounding-item');
    const talk = items.find((one) => one.dataset['cueId'] === TALK_CUE);
    if (talk === undefined) throw new Error('no talk');
    expect(talk.textContent).toContain('Trực tiếp');
    expect(talk.textContent).toContain('Trần Văn Bình · Phường An Sơn');
    expect(talk.textContent).toContain('Đã nói 0:20');
    expect(within(talk).queryByRole('progressbar')).toBeNull();
    within(talk).getByTestId('stop-broadcast');
  });

  it('[CON9] stops a broadcast, a ward or the city with two presses', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/');
    const stop = await screen.findByTestId('stop-broadcast');
    await user.click(stop);
    expect(desk.asked.some((one) => one.path.endsWith('/stop'))).toBe(false);
    expect(stop.textContent).toBe('Bấm lần nữa để dừng');
    await user.click(stop);
    await screen.findByText(/^Đã dừng:/);
    await user.dblClick(screen.getByTestId('stop-unit'));
    await screen.findByText('Đã dừng 2 lượt phát.');
    expect(desk.bodies('POST', '/api/stop')).toEqual([{ unitId: WARD_UNIT }]);
  });

  it('[CON9] lets the city’s office stop the city, or one ward of it', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/');
    await user.dblClick(await screen.findByTestId('stop-city'));
    await user.dblClick(screen.getByTestId('stop-unit-an-my'));
    await waitFor(() =>
      expect(desk.bodies('POST', '/api/stop')).toEqual([{ unitId: 'tam-ky' }, { unitId: 'an-my' }]),
    );
  });

  it('[CON1] follows the feed, and says so when it no longer does', async () => {
    const desk = new Desk(people.office);
    openConsole('/');
    await screen.findByTestId('sounding');
    desk.tell({
      kind: 'feed/change',
      sequence: 2,
      nowMs: NOW_MS,
      nodes: nodes.map((node) => ({ ...node, state: 'well' as const, faults: [] })),
    });
    await screen.findByText('Cả 14 cụm loa đều tốt.');
    desk.isFeedOpen = false;
    for (const socket of desk.sockets) socket.close(1001);
    const banner = await screen.findByTestId('feed-lost');
    expect(banner.textContent).toContain('Thông tin dưới đây là của lúc 16:58');
    expect(screen.queryByText('Đang phát')).toBeNull();
    screen.getByText('Đang phát lúc 16:58');
    desk.isFeedOpen = true;
    await waitFor(() => expect(screen.queryByTestId('feed-lost')).toBeNull(), { timeout: 5_000 });
  });

  it('[CON2] reconnects by itself after a skipped number', async () => {
    const desk = new Desk(people.office);
    openConsole('/');
    await screen.findByTestId('sounding');
    desk.tell({ kind: 'feed/change', sequence: 9, nowMs: NOW_MS });
    await waitFor(() => expect(desk.sockets.length).toBe(2), { timeout: 5_000 });
  });
});

describe('send', () => {
  it('[CON6] [CON7] sends a library bulletin to the ward’s own horns in three presses', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/send');
    expect((await screen.findByTestId('send-gap')).textContent).toBe('Hãy chọn âm thanh.');
    await user.click(screen.getByTestId('sound-library'));
    await user.click(await screen.findByTestId('pick-canh-bao-lu'));
    expect(screen.getByTestId('summary-targets').textContent).toContain('2 cụm loa');
    await user.click(screen.getByTestId('send-now'));
    await screen.findByTestId('proofs');
    expect(desk.bodies('POST', '/api/broadcasts')).toEqual([
      {
        bulletinId: 'canh-bao-lu',
        targets: { units: ['an-my'], zones: [], nodes: [] },
        startAt: null,
      },
    ]);
  });

  it('[CON12] uploads a file, shows its preparation, and waits with sending until it is done', async () => {
    const desk = new Desk(people.ward);
    desk.job = {
      jobId: 'job-1',
      title: 'Họp tổ dân phố',
      state: 'running',
      step: 'measure',
      progress: 0.4,
      bulletinId: null,
      problem: null,
    };
    const user = openConsole('/send');
    const field = await screen.findByTestId('sound-upload');
    await user.upload(field, new File(['sound'], 'Họp tổ dân phố.mp3', { type: 'audio/mpeg' }));
    await user.click(await screen.findByTestId('record-keep'));
    await waitFor(() => expect(screen.getAllByText(/Đo độ to/).length).toBeGreaterThan(0));
    expect(screen.getByTestId('send-now').hasAttribute('disabled')).toBe(true);
    const done = {
      ...desk.job,
      state: 'done' as const,
      progress: 1,
      bulletinId: people.ward.username as never,
    };
    desk.job = done;
    desk.tell({ kind: 'feed/change', sequence: 2, nowMs: NOW_MS, jobs: [done] });
    await waitFor(() =>
      expect(screen.getByTestId('send-now').hasAttribute('disabled')).toBe(false),
    );
  });

  it('[CON16] says what to do when the sound is refused', async () => {
    new Desk(people.ward);
    const user = openConsole('/send');
    const field = await screen.findByTestId('sound-upload');
    await user.upload(field, new File(['picture'], 'a.mp3', { type: 'audio/mpeg' }));
    await user.click(await screen.findByTestId('record-keep'));
    const refused = await screen.findAllByTestId('upload-refused');
    expect(refused[0]?.textContent).toContain('Tệp này không phải âm thanh. Hãy chọn tệp khác.');
  });

  it('[CON12] refuses a file over 200 MB before a byte of it is sent', async () => {
    const desk = new Desk(people.ward);
    const user = openConsole('/send');
    const big = new File(['x'], 'big.wav', { type: 'audio/wav' });
    Object.defineProperty(big, 'size', { value: 200 * 1024 * 1024 + 1 });
    await user.upload(await screen.findByTestId('sound-upload'), big);
    await screen.findByText(/Tệp lớn hơn 200/);
    expect(desk.bodies('POST', '/api/bulletins')).toEqual([]);
  });

  it('[CON13] offers the phone’s own recorder where the page has no microphone', async () => {
    new Desk(people.ward);
    openConsole('/send');
    const field = await screen.findByTestId('sound-phone-recorder');
    expect(field.getAttribute('accept')).toBe('audio/*');
    expect(field.hasAttribute('capture')).toBe(true);
    screen.getByText(/chỉ cho ghi âm ngay trên trang qua kết nối HTTPS/);
  });
});

describe('live talk', () => {
  it('[CON38] says that a page without a microphone needs HTTPS', async () => {
    new Desk(people.ward);
    const user = openConsole('/send');
    await user.click(await screen.findByTestId('sound-live'));
    await screen.findByText(/chỉ cho dùng micro qua kết nối HTTPS/);
    expect(screen.queryByTestId('talk-hold')).toBeNull();
  });

  it('[CON15] offers a technician nothing to hold', async () => {
    new Desk(people.technician);
    openConsole('/send/live');
    await screen.findByText(/không được phát bản tin/);
    expect(screen.queryByTestId('talk-hold')).toBeNull();
  });
});

describe('library, proof and nodes', () => {
  it('[CON21] says who made a bulletin by name, or that it came with the schedule', async () => {
    new Desk(people.office);
    openConsole('/library');
    const rows = await screen.findAllByTestId('bulletin');
    const textOf = (id: string) => rows.find((r) => r.dataset['bulletinId'] === id)?.textContent;
    expect(textOf('dien-luc')).toContain('Tệp của thành phố');
    expect(textOf('tiem-chung')).toContain('Nguyễn Thị Hoa');
  });

  it('[CON5] finds a bulletin without marks; renames; says why it cannot delete', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/library');
    await user.type(await screen.findByTestId('library-search'), 'dien luc');
    expect(screen.getAllByTestId('bulletin')).toHaveLength(1);
    await user.click(screen.getByTestId('bulletin-rename'));
    await user.clear(screen.getByTestId('rename-title'));
    await user.type(screen.getByTestId('rename-title'), 'Cắt điện');
    await user.click(screen.getByTestId('rename-save'));
    await screen.findByText('Đã đổi tên.');
    expect(desk.bodies('PATCH', '/api/bulletins/dien-luc')).toEqual([{ title: 'Cắt điện' }]);
    await user.click(screen.getByTestId('bulletin-delete'));
    await user.click(screen.getByTestId('delete-confirm'));
    expect((await screen.findByTestId('dialog-error')).textContent).toContain('Hãy huỷ các lượt');
  });

  it('[CON14] says for each node what was heard, cut by what, or missed why', async () => {
    new Desk(people.office);
    openConsole(`/broadcasts/${encodeURIComponent(OVER_CUE)}`);
    const rows = await screen.findAllByTestId('proof');
    expect(rows).toHaveLength(14);
    await waitFor(() =>
      expect(rows[1]?.textContent).toContain('Bị cắt bởi Cảnh báo lũ trên sông Bàn Thạch'),
    );
    expect(rows[1]?.textContent).toContain('Phát 1:32 trên 4:12');
    const missed = rows.find((row) => row.dataset['outcome'] === 'missed');
    expect(missed?.textContent).toContain('Không phát');
    expect(missed?.textContent).toContain('Cụm loa không hoạt động');
  });

  it('[CON10] shows a node’s health with units, and its plan', async () => {
    new Desk(people.technician);
    openConsole('/nodes/tam-thang-1');
    const health = within(await screen.findByTestId('health'));
    health.getByText('47,6°C');
    health.getByText('4 ngày 3 giờ');
    health.getByText('1,83 ms');
    health.getByText('đang giữ bản 41');
    expect(screen.getByTestId('node-troubles').textContent).toContain('Máy quá nóng');
  });

  it('[CON128] says what a node has no room for, and when the first of it is due', async () => {
    new Desk(people.technician);
    openConsole('/nodes/tam-thang-1');
    const health = await screen.findByTestId('health');
    expect(health.textContent).toContain(
      'Không đủ chỗ cho3 bản tin; gần nhất: “Ra quân tổng vệ sinh môi trường”, 05:30 06/12',
    );
  });

  it('[CON39] says that a node is out of step, and whose clock it follows', async () => {
    const desk = new Desk(people.technician);
    const [, one] = nodes;
    if (one?.health == null) throw new Error('no fixtures');
    const leader = nodes[0]?.nodeId ?? null;
    const health = { ...one.health, clock: { ...one.health.clock, leader } };
    const faulty = {
      ...one,
      health,
      state: 'faulty' as const,
      faults: ['unsynchronised' as const],
    };
    desk.first = snapshot({
      nodes: [...nodes.filter(({ nodeId }) => nodeId !== one.nodeId), faulty],
    });
    openConsole(`/nodes/${one.nodeId}`);
    expect((await screen.findByTestId('node-troubles')).textContent).toContain('Không đồng bộ');
    const panel = within(screen.getByTestId('health'));
    panel.getByText('Theo đồng hồ của');
    panel.getByText('Cụm loa chợ An Mỹ');
  });

  it('[PLY79] lets a technician set gain and trim, and set them back to the city file', async () => {
    const desk = new Desk(people.technician);
    const [, one] = nodes;
    if (one === undefined) throw new Error('no fixtures');
    const sound = {
      ...one.sound,
      trimMs: 12,
      stagger: { kind: 'wave', index: 1, gapMs: 500 } as const,
    };
    desk.first = snapshot({
      nodes: [...nodes.filter(({ nodeId }) => nodeId !== one.nodeId), { ...one, sound }],
    });
    const user = openConsole(`/nodes/${one.nodeId}`);
    const panel = within(await screen.findByTestId('tuning'));
    panel.getByText('lượt thứ 2, cách 500 ms');
    const trim = panel.getByTestId('tuning-trim');
    await user.clear(trim);
    await user.type(trim, '−501');
    panel.getByText('Nhập một số từ -500 đến 2000.');
    await user.clear(trim);
    await user.type(trim, '−12,5');
    await user.click(panel.getByTestId('tuning-save'));
    await user.click(panel.getByTestId('tuning-reset'));
    await waitFor(() =>
      expect(desk.bodies('PATCH', `/api/nodes/${one.nodeId}/settings`)).toEqual([
        { gainDb: -6, trimMs: -12.5 },
        { gainDb: null, trimMs: null },
      ]),
    );
  });

  it('[PLY79] shows everybody else how the node sounds, and nothing to set', async () => {
    new Desk(people.office);
    openConsole('/nodes/tam-thang-1');
    const panel = within(await screen.findByTestId('tuning'));
    panel.getByText('-6 dB');
    expect(panel.queryByTestId('tuning-trim')).toBeNull();
  });

  it('[CON17] enrols a node and shows its one-time code', async () => {
    const desk = new Desk(people.technician);
    const user = openConsole('/nodes');
    await user.click(await screen.findByTestId('enrol-open'));
    await user.type(screen.getByTestId('enrol-name'), 'Đình Hòa Hương');
    await user.click(screen.getByTestId('enrol-submit'));
    expect((await screen.findByTestId('enrolment-code')).textContent).toBe('7K3QX9MZ2D');
    expect(desk.bodies('POST', '/api/nodes')).toEqual([
      { nodeId: 'dinh-hoa-huong', name: 'Đình Hòa Hương', unitId: 'an-my' },
    ]);
  });

  it('[CON10] says so when there is nothing: no nodes, no bulletin that matches', async () => {
    const desk = new Desk(people.office);
    desk.first = snapshot({ nodes: [], broadcasts: [] });
    openConsole('/');
    await screen.findByText('Không có loa nào đang phát');
    screen.getByText('Không có lượt phát nào trong 24 giờ tới.');
    screen.getByText(/Chưa có cụm loa nào/);
  });
});
