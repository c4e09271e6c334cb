/**
 * Languages in which wards speak to their people, by ISO 639: Vietnamese, English, Chinese, and those
 * of the uplands and of the south that local stations broadcast in.
 */
export const TONGUES = [
  ...(['vi', 'en', 'zh', 'km'] as const),
  ...(['ktv', 'sed', 'cua', 'jeh', 'bdq', 'rad', 'jra'] as const),
  ...(['tyz', 'nut', 'hmn', 'mtq', 'blt'] as const),
] as const;
type Tongue = (typeof TONGUES)[number];

export function isTongue(language: string): language is Tongue {
  return TONGUES.some((one) => one === language);
}
