import { type BulletinId, parseBulletinId } from '@loa/protocol/vocabulary';

/** The title's part of an id, so that ids can be read in logs and addresses. */
const TITLE_CHARACTERS = 40;
/** Crockford's base32 in small letters. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A bulletin's id: its title in plain letters and six random ones, e.g. `thong-bao-cat-dien-x3k9qd`.
 *
 * @param bytes 6 random bytes
 */
export function newBulletinId(title: string, bytes: Uint8Array): BulletinId {
  const tail = Array.from(bytes.subarray(0, 6), (byte) => LETTERS.charAt(byte & 31)).join('');
  const name = plainLetters(title).slice(0, TITLE_CHARACTERS).replace(/-+$/, '');
  return parseBulletinId(name === '' ? `ban-tin-${tail}` : `${name}-${tail}`);
}

/** Vietnamese without its marks: decomposed letters lose theirs, đ has none to lose. */
function plainLetters(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '');
}
