import { documentSchemas } from '@loa/protocol/documents';
import type { Template } from '@loa/protocol/programme';
import { expect, test } from 'vitest';
import { NO_SPEECH, planSpeech, textOf } from './speech-draft.ts';

const template: Template = documentSchemas.template.parse({
  ...{ id: 'mat-nuoc', unit: 'tam-ky', title: 'Tạm ngừng cấp nước', class: 'priority' },
  text: 'Ngừng cấp nước ở {nơi} lúc {giờ}.',
});

test('[CON102] what is typed freely needs a text, a title and days in order', () => {
  const gapOf = (change: object) => planSpeech({ ...NO_SPEECH, ...change }, [template]);
  expect(gapOf({ text: ' \n' })).toMatchObject({ gap: 'text' });
  expect(gapOf({ text: 'Mời họp.' })).toMatchObject({ gap: 'title' });
  const said = { text: 'Mời họp.', title: ' Họp tổ ' };
  const days = { validFrom: '2026-12-02', validThrough: '2026-12-01' };
  expect(gapOf({ ...said, ...days })).toMatchObject({ gap: 'validity' });
  expect(gapOf(said)).toEqual({
    outcome: 'ready',
    body: {
      ...{ text: 'Mời họp.', title: 'Họp tổ', class: 'normal', category: '', language: 'vi' },
      ...{ validFrom: null, validThrough: null },
    },
  });
});

test('[CON102] a template is filled as a whole, with its own fields alone', () => {
  const draft = { ...NO_SPEECH, template: 'mat-nuoc', fields: { nơi: 'khối 3', ngày: '5/9' } };
  expect(textOf(draft, [template])).toBeNull();
  expect(planSpeech(draft, [template])).toMatchObject({ gap: 'fields' });
  const filled = { ...draft, fields: { ...draft.fields, giờ: '17h30' } };
  expect(planSpeech(filled, [template])).toEqual({
    outcome: 'ready',
    body: {
      template: { id: 'mat-nuoc', fields: { nơi: 'khối 3', giờ: '17h30' } },
      ...{ title: 'Tạm ngừng cấp nước', validFrom: null, validThrough: null },
    },
  });
});
