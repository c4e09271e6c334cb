import { templateFields } from '@loa/protocol/programme';
import { expect, test } from 'vitest';
import { fillTemplate } from './fill-template.ts';

const TEXT = 'Mời bà con {khối phố} họp lúc { giờ } tại {nơi họp}. {khối phố} nhớ đến đủ.';

test('[APR14] a template is filled as a whole, with what was given and nothing else', () => {
  expect(templateFields(TEXT)).toEqual(['khối phố', 'giờ', 'nơi họp']);
  const given = { 'khối phố': 'khối 3', giờ: ' 19h30 ', 'nơi họp': 'nhà {văn hoá} $1' };
  expect(fillTemplate(TEXT, given)).toEqual({
    outcome: 'filled',
    text: 'Mời bà con khối 3 họp lúc 19h30 tại nhà {văn hoá} $1. khối 3 nhớ đến đủ.',
  });
  expect(fillTemplate(TEXT, { ...given, giờ: ' ' })).toMatchObject({
    field: 'giờ',
    why: 'missing',
  });
  expect(fillTemplate(TEXT, { ...given, ngày: '5/9' })).toMatchObject({
    ...{ field: 'ngày', why: 'unknown' },
  });
  expect(fillTemplate('Không có ô', {})).toMatchObject({ text: 'Không có ô' });
});
