import type { Template } from '@loa/protocol/programme';
import { describe, expect, it } from 'vitest';
import { people, WARD_UNIT } from '../../test/fixtures/city.ts';
import {
  draftOfTemplate,
  newTemplate,
  planTemplate,
  type TemplateDraft,
} from './template-draft.ts';

const BASE: Template = {
  ...{ id: 'moi-hop', unit: WARD_UNIT, title: 'Mời họp', class: 'normal', category: '' },
  ...{ language: 'vi', text: 'Mời bà con họp lúc {giờ}.' },
  standing: { by: 'van-hoa', throughDay: '2026-12-31' },
};
const plan = (change: Partial<TemplateDraft>, who: 'ward' | 'office' = 'ward') =>
  planTemplate(
    { ...draftOfTemplate(BASE), ...change },
    { base: BASE, me: people[who], today: '2026-11-22' },
  );

describe('a template in the making', () => {
  it('[CON183] is kept once it has a title, words and whole fields', () => {
    const me = people.ward;
    const of = (change: Partial<TemplateDraft>) =>
      planTemplate(
        { ...newTemplate(WARD_UNIT), ...change },
        { base: null, me, today: '2026-11-22' },
      );
    expect(of({})).toMatchObject({ gap: 'title' });
    expect(of({ title: 'Mời họp' })).toMatchObject({ gap: 'text' });
    expect(of({ title: 'Mời họp', text: 'lúc {giờ' })).toMatchObject({ gap: 'braces' });
    expect(of({ title: 'Mời họp', text: 'lúc {}' })).toMatchObject({ gap: 'braces' });
    expect(of({ title: ' Mời họp ', text: 'lúc {giờ}' })).toMatchObject({
      body: { title: 'Mời họp', standing: null },
      losesStanding: false,
    });
  });

  it('[CON184] keeps its standing approval while its words and class stay', () => {
    expect(plan({ title: 'Giấy mời' })).toMatchObject({ body: { standing: BASE.standing } });
  });

  it('[CON184] loses it where a ward changes the words; the office gives it in its own name', () => {
    const text = 'Mời bà con họp lúc {giờ} tại {nơi}.';
    expect(plan({ text })).toMatchObject({ body: { standing: null }, losesStanding: true });
    expect(plan({ class: 'priority' })).toMatchObject({ losesStanding: true });
    const standing = { by: 'van-hoa', throughDay: '2026-12-31' };
    expect(plan({ text }, 'office')).toMatchObject({ body: { standing }, losesStanding: false });
    expect(plan({ standingThrough: '2026-11-01' }, 'office')).toMatchObject({ gap: 'past' });
    expect(plan({ standingThrough: '' }, 'office')).toMatchObject({ losesStanding: false });
  });
});
