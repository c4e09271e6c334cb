import { expect, test } from 'vitest';
import { newBulletinId } from './bulletin-id.ts';

const BYTES = Uint8Array.of(0, 1, 2, 30, 31, 32);

test.each([
  ['Thông báo cắt điện', 'thong-bao-cat-dien-012yz0'],
  ['ĐƯỜNG NGUYỄN HUỆ – TỔ 5', 'duong-nguyen-hue-to-5-012yz0'],
  ['Ẵ ẫ ơ ư ị', 'a-a-o-u-i-012yz0'],
  ['!!!', 'ban-tin-012yz0'],
  ['日本', 'ban-tin-012yz0'],
])('[API32] "%s" becomes %s', (title, expected) => {
  expect(newBulletinId(title, BYTES)).toBe(expected);
});
