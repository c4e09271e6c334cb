/** E-mail and web addresses: "a còng", "chấm", and names as syllables where they can be parted. */
import { digitByDigit } from './cardinals.ts';
import { spelled, syllablesOf } from './letters.ts';
import { beginsWord, matchAt, type Place, type Reading } from './place.ts';

const EMAIL = /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,5}/uy;
const WEB =
  /(?:https?:\/\/[^\s<>"“”]{1,200}|www\.[^\s<>"“”]{1,200}|[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,4}\.(?:vn|com|net|org|gov|edu|info|asia)(?![\p{L}\d-])(?:\/[^\s<>"“”]{0,200})?)/iuy;
const TRAILING = /[.,;:!?)'\]]+$/;

const SIGNS: { readonly [sign: string]: string } = {
  '@': 'a còng',
  '.': 'chấm',
  '-': 'gạch ngang',
  _: 'gạch dưới',
  '/': 'gạch chéo',
  '+': 'cộng',
  '%': 'phần trăm',
  '?': 'chấm hỏi',
  '=': 'bằng',
  '&': 'và',
  '#': 'thăng',
  ':': 'hai chấm',
};
const NAMES: { readonly [name: string]: string } = {
  com: 'com',
  gmail: 'gờ meo',
  yahoo: 'da hu',
  facebook: 'phây búc',
  google: 'gu gồ',
  zalo: 'da lô',
  www: 'ba vê kép',
  gov: 'góp',
  edu: 'e đu',
  net: 'nét',
  org: 'o rờ gờ',
  info: 'in phô',
  youtube: 'diu túp',
  tiktok: 'tích tóc',
  online: 'on lai',
  email: 'i meo',
  vn: 'vê en nờ',
};

export function readAddress(place: Place): Reading | null {
  if (!beginsWord(place)) return null;
  const match = matchAt(EMAIL, place) ?? matchAt(WEB, place);
  const written = match?.[0].replace(TRAILING, '');
  if (!written) return null;
  const plain = written.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
  const spoken = (plain.match(/\p{L}+|\d+|[^\p{L}\d]/gu) ?? []).map(partWords);
  return {
    length: written.length,
    spoken: spoken.filter((part) => part !== '').join(' '),
    isQuantity: false,
  };
}

function partWords(part: string): string {
  if (/^\d/.test(part)) return digitByDigit(part);
  const name = part.toLowerCase();
  return SIGNS[part] ?? NAMES[name] ?? (/\p{L}/u.test(part) ? nameWords(name) : '');
}

function nameWords(name: string): string {
  return syllablesOf(name)?.join(' ') ?? spelled(name);
}
