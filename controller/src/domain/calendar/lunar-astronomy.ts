/**
 * The two questions that the Vietnamese lunar calendar asks the sky, at UTC+7: on which civil day a
 * new moon falls, and in which twelfth of its yearly path the sun stands as a civil day begins.
 *
 * After Hồ Ngọc Đức, "Thuật toán tính âm lịch" (2004), who takes the series from Jean Meeus,
 * "Astronomical Algorithms" (Willmann-Bell, 1998), and leaves out what is below about a minute.
 *
 * Days are Julian day numbers: 2451545 is 1 January 2000.
 */

/** Mean length of a lunation, days. */
const LUNATION_DAYS = 29.530588853;

/** The Julian date of the new moon that has number 0: early January 1900. */
const EPOCH = 2415021.076998695;

/** Civil time of Vietnam, as a part of a day ahead of UTC. */
const ZONE_DAYS = 7 / 24;

/** The number of the last new moon before a day, or of the next one where that falls within hours. */
export function lunationNear(day: number): number {
  return Math.floor((day - EPOCH) / LUNATION_DAYS);
}

/** What the sun's anomaly `M`, the moon's `m` and its argument of latitude `F` add, days. */
const NEW_MOON_TERMS: readonly (readonly [days: number, M: number, m: number, F: number])[] = [
  [0.0021, 2, 0, 0],
  [-0.4068, 0, 1, 0],
  [0.0161, 0, 2, 0],
  [-0.0004, 0, 3, 0],
  [0.0104, 0, 0, 2],
  [-0.0051, 1, 1, 0],
  [-0.0074, 1, -1, 0],
  [0.0004, 1, 0, 2],
  [-0.0004, -1, 0, 2],
  [-0.0006, 0, 1, 2],
  [0.001, 0, -1, 2],
  [0.0005, 1, 2, 0],
];

/** The civil day at UTC+7 on which new moon number `lunation` falls. */
export function newMoonDay(lunation: number): number {
  return Math.floor(newMoon(lunation) + 0.5 + ZONE_DAYS);
}

/** The Julian date of a new moon, UTC. Meant for 1900 to 2100, where it is some minutes right. */
function newMoon(lunation: number): number {
  const k = lunation;
  const T = k / 1236.85; // Julian centuries since 1900
  const mean =
    polynomial(T, [2415020.75933, 0, 0.0001178, -0.000000155]) +
    29.53058868 * k +
    0.00033 * sine(polynomial(T, [166.56, 132.87, -0.009173]));
  const sun = 29.10535608 * k + polynomial(T, [359.2242, 0, -0.0000333, -0.00000347]);
  const moon = 385.81691806 * k + polynomial(T, [306.0253, 0, 0.0107306, 0.00001236]);
  const latitude = 390.67050646 * k + polynomial(T, [21.2964, 0, -0.0016528, -0.00000239]);
  const periodic = NEW_MOON_TERMS.map(
    ([days, M, m, F]) => days * sine(M * sun + m * moon + F * latitude),
  ).reduce((sum, days) => sum + days, (0.1734 - 0.000393 * T) * sine(sun));
  const dynamicalTimeAhead = polynomial(T, [-0.000278, 0.000265, 0.000262]);
  return mean + periodic - dynamicalTimeAhead;
}

/**
 * The twelfth, 0 to 11 from the March equinox, in which the sun stands as the civil day begins at
 * UTC+7. It is 9 from the winter solstice on.
 */
export function sunTwelfth(day: number): number {
  const T = (day - 0.5 - ZONE_DAYS - 2451545) / 36525; // Julian centuries since 2000
  const anomaly = polynomial(T, [357.5291, 35999.0503, -0.0001559, -0.00000048]);
  const centre =
    polynomial(T, [1.9146, -0.004817, -0.000014]) * sine(anomaly) +
    polynomial(T, [0.019993, -0.000101]) * sine(2 * anomaly) +
    0.00029 * sine(3 * anomaly);
  const longitude = polynomial(T, [280.46645, 36000.76983, 0.0003032]) + centre;
  return Math.floor((((longitude % 360) + 360) % 360) / 30);
}

function polynomial(x: number, coefficients: readonly number[]): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

function sine(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}
