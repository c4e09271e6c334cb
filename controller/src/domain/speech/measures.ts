/** Numbers with what they count: units, money, per cent; and units by themselves. */
import { cardinal } from './cardinals.ts';
import { NUMERAL, numeral } from './numerals.ts';
import { endingWith, follows, matchAt, type Place, quantity, type Reading } from './place.ts';

const UNITS: { readonly [written: string]: string } = {
  'km/h': 'ki lô mét trên giờ',
  'mm/h': 'mi li mét trên giờ',
  'm/s': 'mét trên giây',
  'm³/s': 'mét khối trên giây',
  'm3/s': 'mét khối trên giây',
  'mg/l': 'mi li gam trên lít',
  'mg/m³': 'mi li gam trên mét khối',
  'µg/m³': 'mi crô gam trên mét khối',
  'người/km²': 'người trên ki lô mét vuông',
  km: 'ki lô mét',
  Km: 'ki lô mét',
  KM: 'ki lô mét',
  'km²': 'ki lô mét vuông',
  km2: 'ki lô mét vuông',
  m: 'mét',
  'm²': 'mét vuông',
  m2: 'mét vuông',
  'm³': 'mét khối',
  m3: 'mét khối',
  dm: 'đề xi mét',
  cm: 'xăng ti mét',
  'cm²': 'xăng ti mét vuông',
  cm2: 'xăng ti mét vuông',
  'cm³': 'xăng ti mét khối',
  mm: 'mi li mét',
  ha: 'héc ta',
  kg: 'ki lô gam',
  Kg: 'ki lô gam',
  KG: 'ki lô gam',
  g: 'gam',
  mg: 'mi li gam',
  l: 'lít',
  L: 'lít',
  ml: 'mi li lít',
  mL: 'mi li lít',
  '°C': 'độ xê',
  ºC: 'độ xê',
  '℃': 'độ xê',
  '°': 'độ',
  º: 'độ',
  W: 'oát',
  kW: 'ki lô oát',
  KW: 'ki lô oát',
  MW: 'mê ga oát',
  kWh: 'ki lô oát giờ',
  KWh: 'ki lô oát giờ',
  kwh: 'ki lô oát giờ',
  V: 'vôn',
  kV: 'ki lô vôn',
  KV: 'ki lô vôn',
  kVA: 'ki lô vôn am pe',
  Hz: 'héc',
  kHz: 'ki lô héc',
  MHz: 'mê ga héc',
  GHz: 'gi ga héc',
  dB: 'đề xi ben',
  MB: 'mê ga bai',
  GB: 'gi ga bai',
  Mbps: 'mê ga bít trên giây',
  h: 'giờ',
  "'": 'phút',
  '%': 'phần trăm',
  '‰': 'phần nghìn',
  đ: 'đồng',
  đồng: 'đồng',
  '₫': 'đồng',
  VND: 'đồng',
  VNĐ: 'đồng',
  vnđ: 'đồng',
  vnd: 'đồng',
  USD: 'đô la Mỹ',
  $: 'đô la',
  EUR: 'ơ rô',
  '€': 'ơ rô',
  tr: 'triệu',
  trđ: 'triệu đồng',
  k: 'nghìn',
  K: 'nghìn',
};
const BY_LENGTH = Object.keys(UNITS).sort((a, b) => b.length - a.length);
const UNIT = BY_LENGTH.map(
  (unit) => unit.replace(/[$/]/g, String.raw`\$&`) + (/\d$/.test(unit) ? String.raw`(?!\d)` : ''),
).join('|');
const NO_MORE = String.raw`(?![\p{L}\p{M}]|['’]\p{L})`;
/** These stand for a thousand only directly after the number. */
const ATTACHED = new Set(['k', 'K', 'L', '°', 'º', "'", '$']);

const MEASURED = new RegExp(`([-−]?)(${NUMERAL})(?:(\\s?)(${UNIT})${NO_MORE})?`, 'uy');
const LISTED = /\d{1,4}(?:([,-])\d{1,4})(?:\1\d{1,4})+(?![\d.,]\d|[\d/])/y;
const SIGNED_MONEY = new RegExp(`([$€₫]|(?:VND|VNĐ|USD|EUR)\\s)\\s?(${NUMERAL})(?!\\d)`, 'uy');
const UNIT_ALONE =
  /(?:km\/h|k?m[²³]|k?m2(?!\d)|m3(?!\d)|km|kg|Kg|KG|cm|mm|kWh|°C|ºC|℃|mg\/l|mg|ml)(?![\p{L}\p{M}])/uy;
const DONG = /đ(?![\p{L}\p{M}])/uy;
const AFTER_THOUSANDS = endingWith('nghìn|ngàn|triệu|tỷ|tỉ');

export function readMeasure(place: Place): Reading | null {
  return readMoney(place) ?? readList(place) ?? readMeasured(place);
}

function readMoney(place: Place): Reading | null {
  const match = matchAt(SIGNED_MONEY, place);
  if (!match) return null;
  const [, money = '', written = ''] = match;
  const { dialect } = place.lexicon;
  const said = numeral(written, { dialect, isMeasure: true });
  return quantity(match, `${said} ${UNITS[money.trim()] ?? ''}`);
}

/** Three numbers or more with commas or dashes and no space are a list: "1,2,3", "5-6-7". */
function readList(place: Place): Reading | null {
  const match = matchAt(LISTED, place);
  if (!match || /^[1-9]\d{0,2}(?:,\d{3})+$/.test(match[0])) return null;
  const { dialect } = place.lexicon;
  const said = match[0].split(match[1] ?? ',').map((part) => cardinal(part, dialect));
  return quantity(match, said.join(', '));
}

function readMeasured(place: Place): Reading | null {
  const match = matchAt(MEASURED, place);
  if (!match) return null;
  const [whole, sign, written = '', gap = '', unit] = match;
  if (sign && !isNegative(place, unit)) return null;
  const counts = unit !== undefined && !(gap !== '' && ATTACHED.has(unit));
  const { dialect } = place.lexicon;
  const isMeasure =
    counts ||
    /^\s?(?:triệu|tỷ|tỉ|nghìn|ngàn|tấn|tạ|độ|mét|lít|điểm)/u.test(
      place.text.slice(place.index + whole.length),
    );
  const said = numeral(written, { dialect, isMeasure });
  const length = counts ? whole.length : (sign?.length ?? 0) + written.length;
  const spoken = `${sign ? 'âm ' : ''}${said}${counts ? ` ${unitWords(unit, place)}` : ''}`;
  return { length, spoken, isQuantity: true };
}

function unitWords(unit: string, { lexicon }: Place): string {
  const said = UNITS[unit] ?? unit;
  return lexicon.dialect === 'south' ? said.replace('nghìn', 'ngàn') : said;
}

/** A dash at the beginning of a line marks an item of a list, unless it is a temperature. */
function isNegative({ text, index }: Place, unit: string | undefined): boolean {
  const before = text.slice(Math.max(0, index - 1), index);
  if (before === '' || before === '\n')
    return unit === '°C' || unit === 'ºC' || unit === '℃' || unit === '°';
  return /[\s(:]/.test(before);
}

export function readUnit(place: Place): Reading | null {
  const match =
    matchAt(UNIT_ALONE, place) ?? (follows(place, AFTER_THOUSANDS) ? matchAt(DONG, place) : null);
  return match && quantity(match, UNITS[match[0]] ?? '');
}
