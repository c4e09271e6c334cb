import { parseBulletinId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { bulletins } from '../../test/fixtures/city.ts';
import { draftOf, planChange, versionsOf } from './bulletin-draft.ts';

const [held] = bulletins;
if (held === undefined) throw new Error('no fixtures');
const draft = draftOf(held);

test('[CON101] only what differs is told, and words that were approved are known', () => {
  expect(planChange(held, draft)).toEqual({ outcome: 'gap', gap: 'nothing' });
  expect(planChange(held, { ...draft, title: ` ${held.title} ` })).toMatchObject({
    gap: 'nothing',
  });
  expect(planChange(held, { ...draft, category: ' Y tế ', validThrough: '2026-12-31' })).toEqual({
    outcome: 'ready',
    body: { category: 'Y tế', validThrough: '2026-12-31' },
    asksAgain: false,
  });
  expect(planChange(held, { ...draft, transcript: 'Kính mời' })).toEqual({
    outcome: 'ready',
    body: { transcript: 'Kính mời' },
    asksAgain: true,
  });
});

test('[CON101] a title stays, and a validity ends no earlier than it begins', () => {
  expect(planChange(held, { ...draft, title: ' ' })).toMatchObject({ gap: 'title' });
  const days = { validFrom: '2026-12-02', validThrough: '2026-12-01' };
  expect(planChange(held, { ...draft, ...days })).toMatchObject({ gap: 'validity' });
});

test('[CON100] versions stand together, whichever of them is looked at', () => {
  const english = { ...held, bulletinId: parseBulletinId('evening'), versionOf: held.bulletinId };
  const library = [english, ...bulletins];
  for (const one of [held, english]) expect(versionsOf(library, one)).toEqual([held, english]);
  expect(versionsOf(library, bulletins[1] as typeof held)).toHaveLength(1);
});
