/**
 * Numbers of official papers: "39/2020/TT-BTTTT" is said with its year, what it is and whose; what it
 * is only where that was not said just before ("Thông tư số …").
 */

import { cardinal } from './cardinals.ts';
import { spelled } from './letters.ts';
import { numeral } from './numerals.ts';
import { type Lexicon, matchAt, type Place, type Reading, words } from './place.ts';

const SYMBOL = String.raw`\p{Lu}[\p{L}\d]*`;
const END = String.raw`(?![\p{L}\d])`;
const OF_STATE = new RegExp(
  String.raw`(\d{1,5})(?:\/(\d{4}))?\/(${SYMBOL}(?:[-–.]${SYMBOL})*)${END}`,
  'uy',
);
/** Papers of the Party: "12-NQ/TW". */
const OF_PARTY = new RegExp(String.raw`(\d{1,5})()[-–](${SYMBOL}\/${SYMBOL})${END}`, 'uy');

/** What the signs of Nghị định 30/2020/NĐ-CP (phụ lục III) and of laws stand for. */
const SIGNS: { readonly [sign: string]: string } = {
  TT: 'Thông tư',
  TTLT: 'Thông tư liên tịch',
  QĐ: 'Quyết định',
  NĐ: 'Nghị định',
  NQ: 'Nghị quyết',
  CT: 'Chỉ thị',
  KH: 'Kế hoạch',
  TB: 'Thông báo',
  BC: 'Báo cáo',
  HD: 'Hướng dẫn',
  TTr: 'Tờ trình',
  CĐ: 'Công điện',
  CV: 'Công văn',
  GM: 'Giấy mời',
  BB: 'Biên bản',
  PL: 'Pháp lệnh',
  QC: 'Quy chế',
  CP: 'Chính phủ',
  TTg: 'Thủ tướng Chính phủ',
  QH: 'Quốc hội',
  TW: 'Trung ương',
  TU: 'Thành ủy',
  BTTTT: 'Bộ Thông tin và Truyền thông',
  BVHTTDL: 'Bộ Văn hóa, Thể thao và Du lịch',
  BYT: 'Bộ Y tế',
  BGDĐT: 'Bộ Giáo dục và Đào tạo',
  BTC: 'Bộ Tài chính',
  BNV: 'Bộ Nội vụ',
  BCA: 'Bộ Công an',
  BQP: 'Bộ Quốc phòng',
  BXD: 'Bộ Xây dựng',
  BCT: 'Bộ Công Thương',
  STTTT: 'Sở Thông tin và Truyền thông',
  SVHTTDL: 'Sở Văn hóa, Thể thao và Du lịch',
};

export function readDocument(place: Place): Reading | null {
  const match = matchAt(OF_STATE, place) ?? matchAt(OF_PARTY, place);
  if (!match) return null;
  const [, number = '', year, signs = ''] = match;
  if (!/\p{Lu}{2}|\p{Lu}\p{Ll}?\p{Lu}/u.test(signs)) return null;
  const { dialect } = place.lexicon;
  const parts = signs.split(/[-–./]/).map((sign) => signWords(sign, place.lexicon));
  const [first = '', ...others] = parts;
  const isSaid = place.said.slice(-60).toLowerCase().includes(first.toLowerCase());
  const named = isSaid && others.length > 0 ? others : parts;
  const count = numeral(number, { dialect, isMeasure: false });
  const yearWords = !year ? '' : ` năm ${cardinal(year, dialect)}`;
  return words(match, `${count}${yearWords}, ${named.join(', ')}`);
}

function signWords(sign: string, lexicon: Lexicon): string {
  const known = SIGNS[sign] ?? lexicon.expansionOf(sign);
  if (known) return known;
  const [, letters = '', digits = ''] = /^(\p{L}+)(\d+)$/u.exec(sign) ?? [];
  if (letters === 'QH') return `Quốc hội khóa ${cardinal(digits, lexicon.dialect)}`;
  return (sign.match(/\p{L}+|\d+/gu) ?? []).map((part) => partWords(part, lexicon)).join(' ');
}

function partWords(part: string, lexicon: Lexicon): string {
  if (/\d/.test(part)) return cardinal(part, lexicon.dialect);
  return SIGNS[part] ?? lexicon.expansionOf(part) ?? spelled(part);
}
