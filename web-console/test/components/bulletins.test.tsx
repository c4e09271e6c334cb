/** A bulletin's own page, its paper, and notices that are typed and spoken. */
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { papered, spokenForm, wholeLibrary } from '../fixtures/bulletins.ts';
import { people } from '../fixtures/city.ts';
import { Desk, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

/** What a browser's player says once it has played a sound of two seconds. */
function playAll(): void {
  const audio = document.querySelector('audio');
  if (audio === null) throw new Error('no player');
  const played = { length: 1, start: () => 0, end: () => 2 };
  Object.defineProperties(audio, {
    played: { value: played, configurable: true },
    duration: { value: 2, configurable: true },
  });
  fireEvent.timeUpdate(audio);
}

const fieldText = (testId: string): string =>
  (screen.getByTestId(testId) as HTMLInputElement).value;

describe('a bulletin', () => {
  it('[CON100] has a page, opened from the library, with all that is known of it', async () => {
    new Desk(people.office).library = wholeLibrary;
    const user = openConsole('/library');
    await user.click(await screen.findByText(papered.title));
    const words = await screen.findByTestId('bulletin-transcript');
    expect(words.textContent).toBe(papered.transcript);
    const text = document.body.textContent;
    for (const fact of ['Điện, nước', 'Tiếng Việt', '20/11/2026 – 30/11/2026', 'Trần Văn Bình']) {
      expect(text).toContain(fact);
    }
    expect(screen.getByTestId('bulletin-versions').textContent).toContain('Tiếng Anh');
    expect(screen.getByTestId('paper-number').textContent).toBe('Số 15/TB-UBND');
    expect(screen.getByTestId('paper-download').getAttribute('href')).toBe(
      '/api/bulletins/cat-dien/paper',
    );
  });

  it('[CON101] tells only what differs, and says what asks for approval again', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/library/cat-dien');
    await user.click(await screen.findByTestId('bulletin-edit-open'));
    expect(screen.getByTestId('bulletin-save')).toHaveProperty('disabled', true);
    expect(screen.getByTestId('bulletin-gap').textContent).toBe('Chưa có gì thay đổi.');
    await user.clear(screen.getByTestId('bulletin-category'));
    await user.type(screen.getByTestId('bulletin-category'), 'Điện');
    expect(screen.queryByTestId('bulletin-asks-again')).toBeNull();
    await user.type(screen.getByTestId('bulletin-title'), ', tối nay');
    screen.getByTestId('bulletin-asks-again');
    await user.click(screen.getByTestId('bulletin-save'));
    await screen.findByText('Đã lưu thay đổi.');
    expect(desk.bodies('PATCH', '/api/bulletins/cat-dien')).toEqual([
      { title: `${papered.title}, tối nay`, category: 'Điện' },
    ]);
  });

  it('[CON101] [CON15] is not changed by whom it does not belong to', async () => {
    new Desk(people.ward);
    openConsole('/library/cat-dien');
    await screen.findByTestId('bulletin-paper');
    expect(screen.queryByTestId('bulletin-edit-open')).toBeNull();
    expect(screen.queryByTestId('paper-open')).toBeNull();
  });

  it('[CON105] takes another paper by number and file, and can lose it', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/library/cat-dien');
    await user.click(await screen.findByTestId('paper-open'));
    expect(fieldText('paper-number-field')).toBe('15/TB-UBND');
    const large = new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'lon.pdf');
    await user.upload(screen.getByTestId('paper-file'), large);
    expect(screen.getByTestId('paper-gap').textContent).toContain('10 MB');
    const paper = new File(['%PDF-1.7'], 'cong-van.pdf', { type: 'application/pdf' });
    await user.upload(screen.getByTestId('paper-file'), paper);
    await user.clear(screen.getByTestId('paper-number-field'));
    await user.type(screen.getByTestId('paper-number-field'), '16/TB-UBND');
    await user.click(screen.getByTestId('paper-attach'));
    await screen.findByText('Đã gắn văn bản.');
    expect(desk.form?.get('number')).toBe('16/TB-UBND');
    expect(desk.form?.get('revision')).toBe('2');
    await user.click(screen.getByTestId('paper-take-off'));
    await user.click(screen.getByTestId('paper-take-off'));
    await screen.findByText('Đã bỏ văn bản.');
    expect(desk.bodies('PATCH', '/api/bulletins/cat-dien')).toEqual([{ paperNumber: null }]);
  });
});

describe('a typed notice', () => {
  it('[CON103] [CON104] is shown as it will be said, spoken, and heard before it goes on', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/library');
    await user.click(await screen.findByTestId('library-type'));
    const text = await screen.findByTestId('speech-text');
    expect(screen.getByTestId('speech-gap').textContent).toBe('Hãy gõ nội dung thông báo.');
    await user.type(text, spokenForm.text);
    expect((await screen.findByTestId('speech-said')).textContent).toBe(spokenForm.spoken);
    const marked = [...document.querySelectorAll('mark')].map((mark) => mark.textContent);
    expect(marked).toEqual(['UBND', '17h30']);
    await user.type(screen.getByTestId('speech-title'), 'Họp tổ dân phố');
    await user.click(screen.getByTestId('speech-class-priority'));
    await user.click(screen.getByTestId('speech-speak'));
    const submit = await screen.findByTestId('approval-submit');
    expect(desk.bodies('POST', '/api/bulletins/spoken')).toMatchObject([
      { text: spokenForm.text, title: 'Họp tổ dân phố', class: 'priority', language: 'vi' },
    ]);
    expect(location.pathname).toBe('/library/hop-to-noi');
    expect(submit).toHaveProperty('disabled', true);
    playAll();
    await waitFor(() => expect(submit).toHaveProperty('disabled', false));
    await user.click(submit);
    await screen.findByText(/^Đã gửi duyệt/);
  });

  it('[CON102] fills a template field by field', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/library/new/spoken?template=cup-dien');
    await user.type(await screen.findByTestId('speech-field-0'), '17h30');
    expect(screen.queryByTestId('speech-class-priority')).toBeNull();
    expect(screen.getByTestId('speech-gap').textContent).toBe('Hãy điền đủ các chỗ của mẫu.');
    await user.type(screen.getByTestId('speech-field-1'), '19h');
    await user.type(screen.getByTestId('speech-field-2'), 'khối phố 3');
    await user.click(screen.getByTestId('speech-speak'));
    await screen.findByTestId('approval-submit');
    const fields = { 'từ giờ': '17h30', 'đến giờ': '19h', 'khu vực': 'khối phố 3' };
    expect(desk.bodies('POST', '/api/bulletins/spoken')).toMatchObject([
      { title: 'Ngừng cấp điện', template: { id: 'cup-dien', fields } },
    ]);
  });

  it('[CON104] is one of the ways to a broadcast, and goes on from there', async () => {
    new Desk(people.office);
    const user = openConsole('/send');
    await user.click(await screen.findByTestId('sound-typed'));
    await user.type(await screen.findByTestId('speech-text'), 'Mời họp.');
    await user.type(screen.getByTestId('speech-title'), 'Họp tổ dân phố');
    await user.click(screen.getByTestId('speech-speak'));
    await screen.findByTestId('approval-listen-first');
    expect(screen.queryByTestId('spoken-take')).toBeNull();
  });

  it('[CON106] what is uploaded may have its category, language and validity with it', async () => {
    const desk = new Desk(people.office);
    const user = openConsole('/send');
    const sound = new File(['RIFF'], 'tin.wav', { type: 'audio/wav' });
    await user.upload(await screen.findByTestId('sound-upload'), sound);
    const more = await screen.findByTestId('keep-more');
    expect(more.parentElement).toHaveProperty('open', false);
    await user.click(more);
    await user.type(screen.getByTestId('bulletin-category'), 'Y tế');
    fireEvent.change(screen.getByTestId('bulletin-valid-through'), {
      target: { value: '2026-12-31' },
    });
    await user.click(screen.getByTestId('record-keep'));
    await waitFor(() => expect(desk.form).not.toBeNull());
    const told = ['title', 'category', 'language', 'validFrom', 'validThrough'];
    expect(told.map((name) => desk.form?.get(name))).toEqual([
      ...['tin', 'Y tế', 'vi', null, '2026-12-31'],
    ]);
  });
});
