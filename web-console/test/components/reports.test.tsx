/** Reports as a person asks for them, looks them over and takes them away. */
import type { ReportKind } from '@loa/protocol/vocabulary';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { people } from '../fixtures/city.ts';
import { manyDiaryRows, reportJson } from '../fixtures/reports.ts';
import { Desk, network, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

/** A controller that writes reports; answers what it was asked for. */
function reporting(answer: (kind: ReportKind) => string = reportJson): URL[] {
  const asked: URL[] = [];
  network.use(
    http.get('*/api/reports/:file', ({ request, params }) => {
      asked.push(new URL(request.url));
      const [kind, format] = String(params['file']).split('.') as [ReportKind, string];
      if (format === 'json') return new HttpResponse(answer(kind));
      return new HttpResponse('Ngày,Bản tin\r\n', {
        headers: {
          'content-type': 'text/csv; charset=utf-8; header=present',
          'content-disposition': 'attachment; filename="diary_tam-ky.csv"',
        },
      });
    }),
  );
  return asked;
}

describe('a report', () => {
  it('[CON161] of this month is asked for with two presses, and sums what it shows', async () => {
    new Desk(people.office);
    const asked = reporting();
    const user = openConsole('/reports');
    await user.click(await screen.findByTestId('report-show'));
    const sums = await screen.findByTestId('report-sums');
    await waitFor(() => expect(screen.queryByTestId('report-progress')).toBeNull());
    expect(sums.textContent).toBe(
      'Mục trong nhật ký2Lượt đã phát1Thời lượng đã phát1:35Phát đủ3Phát một phần1Không phát theo quy định4',
    );
    const [first, second] = screen.getAllByTestId('report-line');
    expect(first?.textContent).toContain('17:00 20/11 · Phường An Mỹ · 1:35');
    expect(second?.textContent).toContain('bị tạm ngừng');
    expect(asked[0]?.search).toBe('?from=2026-11-01&to=2026-11-22&unit=tam-ky');
  });

  it.each(['as-run', 'minutes', 'royalties', 'effort'] as const)(
    '[CON161] %s stands in words',
    async (kind) => {
      new Desk(people.ward);
      const asked = reporting();
      const user = openConsole(`/reports?report=${kind}`);
      await user.click(await screen.findByTestId('report-show'));
      const [line] = await screen.findAllByTestId('report-line');
      const words = {
        'as-run': /17:00 20\/11 · .* · 1:35 \/ 1:35.*Phát đủ/,
        minutes: /Phường An Mỹ.*11\/2026 · môi trường · Thông thường · 1 lượt · 1:35/,
        royalties: /2 lượt · 3:11/,
        effort: /09:00 19\/11 .* chưa phát/,
      }[kind];
      expect(line?.textContent).toMatch(words);
      expect(asked[0]?.pathname).toBe(`/api/reports/${kind}.json`);
    },
  );

  it('[CON162] of other days, of a part alone, stands in the address', async () => {
    new Desk(people.office);
    const asked = reporting();
    const user = openConsole('/reports');
    await user.selectOptions(await screen.findByTestId('report-kind'), 'minutes');
    await user.selectOptions(screen.getByTestId('report-unit'), 'an-my');
    await user.click(screen.getByTestId('report-period-other'));
    fireEvent.change(screen.getByTestId('report-from'), { target: { value: '2026-10-05' } });
    fireEvent.change(screen.getByTestId('report-to'), { target: { value: '2026-10-01' } });
    expect(screen.getByTestId('report-gap').textContent).toMatch(/đứng trước ngày bắt đầu/);
    expect(screen.getByTestId('report-show')).toHaveProperty('disabled', true);
    fireEvent.change(screen.getByTestId('report-to'), { target: { value: '2026-10-31' } });
    await user.selectOptions(screen.getByTestId('report-campaign'), 'tong-ve-sinh');
    await user.selectOptions(screen.getByTestId('report-class'), 'priority');
    await user.click(screen.getByTestId('report-show'));
    await screen.findByTestId('report-sums');
    const query = 'from=2026-10-05&to=2026-10-31&unit=an-my&campaign=tong-ve-sinh&class=priority';
    expect(asked.at(-1)?.search).toBe(`?${query}`);
    expect(location.search).toBe(`?${query}&report=minutes`);
  });

  it('[CON161] keeps the first hundred lines of many, and sums all of them', async () => {
    new Desk(people.office);
    reporting((kind) => reportJson(kind, manyDiaryRows(2_500)));
    const user = openConsole('/reports');
    await user.click(await screen.findByTestId('report-show'));
    await screen.findByText('Còn 2400 dòng nữa trong tệp tải về.');
    const sums = screen.getByTestId('report-sums').textContent;
    expect(sums).toContain('Mục trong nhật ký2.500');
    expect(sums).toContain('Thời lượng đã phát66:08:45');
  });

  it('[CON161] without anything says so; cut off on the way, it says that', async () => {
    new Desk(people.office);
    const bodies = [reportJson('diary', []), reportJson('diary').slice(0, -20)];
    reporting(() => bodies.shift() ?? '');
    const user = openConsole('/reports');
    await user.click(await screen.findByTestId('report-show'));
    await screen.findByText(/^Không có gì trong thời gian này/);
    await user.click(screen.getByTestId('report-show'));
    expect(await screen.findByTestId('report-error')).toBeTruthy();
  });

  it('[CON163] is taken away as a file with its name, and printed in the reader’s language', async () => {
    new Desk(people.office);
    reporting();
    const user = openConsole('/reports');
    const made = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:report');
    const taken: string[] = [];
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      taken.push(`${this.download} ${this.href}`);
    });
    await user.click(await screen.findByTestId('report-csv'));
    await waitFor(() => expect(taken).toEqual(['diary_tam-ky.csv blob:report']));
    const [[file] = []] = made.mock.calls;
    expect(await (file as Blob).text()).toBe('Ngày,Bản tin\r\n');
    const page = screen.getByTestId('report-print').getAttribute('href');
    expect(page).toBe(
      '/api/reports/diary.html?from=2026-11-01&to=2026-11-22&unit=tam-ky&language=vi',
    );
    made.mockRestore();
    click.mockRestore();
  });

  it('[CON163] that is refused says what to do', async () => {
    new Desk(people.office);
    network.use(
      http.get('*/api/reports/:file', () =>
        HttpResponse.json(
          {
            type: 'urn:loa:too-many-requests',
            title: 'x',
            status: 429,
            code: 'too-many-requests',
            detail: 'x',
          },
          { status: 429 },
        ),
      ),
    );
    const user = openConsole('/reports');
    await user.click(await screen.findByTestId('report-xlsx'));
    expect((await screen.findByTestId('report-file-error')).textContent).toMatch(/phút|lát/);
  });
});
