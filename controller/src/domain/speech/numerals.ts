/**
 * Numbers as Vietnamese writes them: a dot parts thousands, a comma the fraction. A dot that is not
 * followed by exactly three digits is read "chấm", or "phẩy" where a unit shows it to be a measure.
 */
import { cardinal, type Dialect, digitByDigit } from './cardinals.ts';

/** For use inside other patterns. */
export const NUMERAL: string = [
  String.raw`[1-9]\d{0,2}(?:\.\d{3})+(?!\d)(?:,\d+)?`,
  String.raw`[1-9]\d{0,2}(?:,\d{3}){2,}(?!\d)`,
  String.raw`\d+[.,]\d+`,
  String.raw`\d+`,
].join('|');

const THOUSANDS = /^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/;
const ENGLISH_THOUSANDS = /^[1-9]\d{0,2}(?:,\d{3}){2,}$/;

export interface NumeralStyle {
  readonly dialect: Dialect;
  /** True where a unit, money or per cent follows. */
  readonly isMeasure: boolean;
}

export function numeral(written: string, { dialect, isMeasure }: NumeralStyle): string {
  if (ENGLISH_THOUSANDS.test(written)) return cardinal(written.replaceAll(',', ''), dialect);
  const plain = THOUSANDS.test(written) ? written.replaceAll('.', '') : written;
  const sign = /[.,]/.exec(plain)?.[0];
  if (sign === undefined) return whole(plain, dialect);
  const [before = '', after = ''] = plain.split(sign);
  const point = sign === ',' || isMeasure ? 'phẩy' : 'chấm';
  return `${whole(before, dialect)} ${point} ${fraction(after, dialect)}`;
}

/** "05 hộ" counts five; three digits or more with a zero before them are a code. */
function whole(digits: string, dialect: Dialect): string {
  return digits.startsWith('0') && digits.length > 2
    ? digitByDigit(digits)
    : cardinal(digits, dialect);
}

function fraction(digits: string, dialect: Dialect): string {
  return digits.length <= 2 && !digits.startsWith('0')
    ? cardinal(digits, dialect)
    : digitByDigit(digits);
}
