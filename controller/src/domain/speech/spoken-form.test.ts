/**
 * Goal: a newsreader's words for what notices write. Method: the table of pairs, by subject; whole
 * notices at its end.
 */
import { expect, test } from 'vitest';
import { SPOKEN_PAIRS } from '../../../test/words/spoken-pairs.ts';
import { abbreviationFaults } from './abbreviation-faults.ts';
import { SPEECH_LIMITS, type SpeechOptions, spokenForm } from './spoken-form.ts';

function say(text: string, options: SpeechOptions = {}): string {
  const form = spokenForm(text, options);
  return form.outcome === 'spoken' ? form.spoken : form.reason;
}

function readAloud(subject: keyof typeof SPOKEN_PAIRS): void {
  const pairs = SPOKEN_PAIRS[subject];
  expect(pairs.map(([written]) => [written, say(written)])).toEqual(pairs);
}

test('[TTS1] counts as Vietnamese does: linh, mốt, tư, lăm, thousands by dots', () => {
  readAloud('cardinals');
});
test('[TTS2] a comma parts the fraction, a dot does so in measures', () => {
  readAloud('fractions');
});
test('[TTS3] dashes are ranges, signs of arithmetic are words, a dash before a degree is minus', () => {
  readAloud('ranges');
});
test('[TTS4] per cents and shares', () => {
  readAloud('shares');
});
test('[TTS5] dates, weekdays, months, quarters', () => {
  readAloud('dates');
});
test('[TTS6] times of day', () => {
  readAloud('times');
});
test('[TTS7] money', () => {
  readAloud('money');
});
test('[TTS8] telephone numbers go digit by digit, the same digits of a count do not', () => {
  readAloud('telephones');
});
test('[TTS9] Roman numbers', () => {
  readAloud('romans');
});
test('[TTS10] units', () => {
  readAloud('units');
});
test('[TTS11] numbers of official papers', () => {
  readAloud('documents');
});
test('[TTS12] abbreviations of the list', () => {
  readAloud('abbreviations');
});
test('[TTS13] other capitals and codes are spelled', () => {
  readAloud('codes');
});
test('[TTS14] headings in capitals are words', () => {
  readAloud('headings');
});
test('[TTS15] foreign names as they are said here', () => {
  readAloud('foreign');
});
test('[TTS16] addresses of mail and web', () => {
  readAloud('addresses');
});
test('[TTS17] signs are words, pauses or nothing', () => {
  readAloud('signs');
});
test('[TTS18] whole notices', () => {
  readAloud('notices');
});

test('[TTS18] the table has its two hundred pairs, none twice', () => {
  const written = Object.values(SPOKEN_PAIRS).flatMap((pairs) => pairs.map(([one]) => one));
  expect(written.length).toBeGreaterThanOrEqual(200);
  expect(new Set(written).size).toBe(written.length);
});

test('[TTS19] tells what it changed, and where', () => {
  const form = spokenForm('UBND phường họp 7h30-9h ngày 5/9.');
  expect(form).toEqual({
    outcome: 'spoken',
    text: 'UBND phường họp 7h30-9h ngày 5/9.',
    spoken: 'Ủy ban nhân dân phường họp bảy giờ ba mươi phút đến chín giờ ngày năm tháng chín.',
    changes: [
      { from: 'UBND', to: 'Ủy ban nhân dân', start: 0, end: 4 },
      { from: '7h30-9h', to: 'bảy giờ ba mươi phút đến chín giờ', start: 16, end: 23 },
      { from: '5/9', to: 'năm tháng chín', start: 29, end: 32 },
    ],
  });
});

test('[TTS19] letters with marks apart, Windows line ends and invisible characters count once', () => {
  const form = spokenForm(`HĐND\u200b họp\r\nPhường 3`.normalize('NFD'));
  expect(form).toMatchObject({
    text: 'HĐND họp\nPhường 3',
    spoken: 'Hội đồng nhân dân họp\nPhường ba',
    changes: [
      { from: 'HĐND', start: 0 },
      { from: '3', start: 16, end: 17 },
    ],
  });
});

test('[TTS20] the centre and south count with ngàn and lẻ', () => {
  const south: SpeechOptions = { dialect: 'south' };
  expect(say('1.205 người, 200k', south)).toBe('một ngàn hai trăm lẻ năm người, hai trăm ngàn');
});

test("[TTS12] a city's own list comes over the default one; an empty entry takes one away", () => {
  const abbreviations = { TT: 'trung tâm', KPM: 'khu phố mới', CA: '' };
  expect(say('TT y tế KPM 2', { abbreviations })).toBe('trung tâm y tế khu phố mới hai');
  expect(say('CA', { abbreviations })).toBe('ca');
  expect(say('KPM')).toBe('ca pê em mờ');
});

test('[TTS21] what an abbreviation stands for is plain speech', () => {
  expect(abbreviationFaults({ UBND: 'Ủy ban nhân dân', CA: '' })).toEqual([]);
  expect(abbreviationFaults({ KM: 'TP Tam Kỳ', K2: 'khu 2', AB: 'AB' })).toEqual([
    {
      written: 'KM',
      detail:
        '"TP Tam Kỳ" holds numbers, signs or abbreviations: write it as it is said, such as "thành phố Tam Kỳ"',
    },
    { written: 'K2', detail: expect.stringContaining('such as "khu hai"') },
    { written: 'AB', detail: expect.stringContaining('write it as it is said') },
  ]);
});

test('[TTS22] a text has 5,000 characters at most, its speech 20,000, and something to say', () => {
  expect(say('a'.repeat(SPEECH_LIMITS.textCharacters))).toHaveLength(5_000);
  expect(spokenForm('a'.repeat(SPEECH_LIMITS.textCharacters + 1))).toEqual({
    outcome: 'refused',
    reason: 'text-too-long',
    limit: 5_000,
  });
  expect(spokenForm('7 '.repeat(2_400))).toMatchObject({
    outcome: 'spoken',
  });
  const abbreviations = { X: 'a'.repeat(30) };
  expect(spokenForm('X '.repeat(2_000), { abbreviations })).toEqual({
    outcome: 'refused',
    reason: 'spoken-too-long',
    limit: 20_000,
  });
  expect(spokenForm(' \n… ●')).toEqual({ outcome: 'refused', reason: 'nothing-to-say', limit: 1 });
});
