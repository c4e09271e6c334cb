/**
 * The Julian day number of a day, `YYYY-MM-DD`. Counts from a March, so that a leap day is the last
 * of its year (E. G. Richards, "Mapping Time", 1998).
 */
export function dayNumberOf(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const isEarly = month <= 2;
  const years = year + 4800 - (isEarly ? 1 : 0);
  const months = month + (isEarly ? 9 : -3);
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return date + Math.floor((153 * months + 2) / 5) + 365 * years + leapDays - 32045;
}

/** The day of a Julian day number, `YYYY-MM-DD`. */
export function dayOfNumber(day: number): string {
  const sinceMarch = day + 32044;
  const centuries = Math.floor((4 * sinceMarch + 3) / 146097);
  const inCentury = sinceMarch - Math.floor((146097 * centuries) / 4);
  const years = Math.floor((4 * inCentury + 3) / 1461);
  const inYear = inCentury - Math.floor((1461 * years) / 4);
  const months = Math.floor((5 * inYear + 2) / 153);
  const isEarly = months >= 10;
  const year = 100 * centuries + years - 4800 + (isEarly ? 1 : 0);
  const date = inYear - Math.floor((153 * months + 2) / 5) + 1;
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  return `${pad(year, 4)}-${pad(months + (isEarly ? -9 : 3), 2)}-${pad(date, 2)}`;
}
