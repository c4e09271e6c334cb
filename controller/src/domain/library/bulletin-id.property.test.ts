import { SLUG_PATTERN } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newBulletinId } from './bulletin-id.ts';

test('[API32] any title gives an id', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (title) => {
      expect(newBulletinId(title, Uint8Array.of(0, 1, 2, 30, 31, 32))).toMatch(SLUG_PATTERN);
    }),
  );
});
