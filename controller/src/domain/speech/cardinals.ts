/** Vietnamese cardinals. North says "nghìn" and "linh", centre and south say "ngàn" and "lẻ". */
export type Dialect = 'north' | 'south';

/** More digits than that name no quantity; they are read one by one. */
export const CARDINAL_DIGITS = 15;

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
const WORDS: Record<Dialect, { readonly thousand: string; readonly odd: string }> = {
  north: { thousand: 'nghìn', odd: 'linh' },
  south: { thousand: 'ngàn', odd: 'lẻ' },
};

function digitWord(digit: number): string {
  return DIGITS[digit] ?? '';
}

/** Telephone numbers, codes, and what begins with zeros. */
export function digitByDigit(digits: string): string {
  return [...digits].map((digit) => digitWord(Number(digit))).join(' ');
}

/** `digits` are 0–9 only. */
export function cardinal(digits: string, dialect: Dialect = 'north'): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  if (significant.length > CARDINAL_DIGITS) return digitByDigit(digits);
  if (significant === '0') return digitWord(0);
  return billions(significant, dialect);
}

/** Above a billion (tỷ) counting begins again: "hai nghìn tỷ". */
function billions(digits: string, dialect: Dialect): string {
  const low = digits.slice(-9);
  const high = digits.slice(0, -9);
  const words = groups(low, { dialect, isFirst: high === '' });
  return high === '' ? words : `${billions(high, dialect)} tỷ${words && ` ${words}`}`;
}

/** Nine digits at most, in three groups; every group after the first spoken one says its hundreds. */
function groups(digits: string, from: { readonly dialect: Dialect; isFirst: boolean }): string {
  const { thousand, odd } = WORDS[from.dialect];
  const padded = digits.padStart(9, '0');
  const said: string[] = [];
  let { isFirst } = from;
  for (const [index, name] of ['triệu', thousand, ''].entries()) {
    const group = Number(padded.slice(index * 3, index * 3 + 3));
    if (group === 0) continue;
    said.push(hundreds(group, { odd, isFirst }), name);
    isFirst = false;
  }
  return said.filter((word) => word !== '').join(' ');
}

function hundreds(group: number, { odd, isFirst }: { odd: string; isFirst: boolean }): string {
  const hundred = Math.floor(group / 100);
  const rest = group % 100;
  if (isFirst && hundred === 0) return tens(rest);
  const said = [digitWord(hundred), 'trăm'];
  if (rest > 0 && rest < 10) said.push(odd, digitWord(rest));
  if (rest >= 10) said.push(tens(rest));
  return said.join(' ');
}

function tens(number: number): string {
  const ten = Math.floor(number / 10);
  const one = number % 10;
  if (ten === 0) return digitWord(one);
  const said = [ten === 1 ? 'mười' : `${digitWord(ten)} mươi`];
  if (one === 1 && ten > 1) said.push('mốt');
  else if (one === 4 && ten > 1) said.push('tư');
  else if (one === 5) said.push('lăm');
  else if (one > 0) said.push(digitWord(one));
  return said.join(' ');
}

/** After "thứ" and "tháng": the fourth is "tư", and the first of an order "nhất". */
export function ordinal(digits: string, after: 'thứ' | 'tháng', dialect: Dialect): string {
  const number = Number(digits);
  if (number === 4) return 'tư';
  return number === 1 && after === 'thứ' ? 'nhất' : cardinal(digits, dialect);
}
