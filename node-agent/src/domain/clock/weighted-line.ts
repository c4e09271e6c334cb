/** A point that a line is to pass by; `deviation` is the standard deviation of its `y`. */
export interface WeightedPoint {
  readonly x: number;
  readonly y: number;
  readonly deviation: number;
}

/**
 * Weighted least squares with a Gaussian prior on the slope, which keeps few points near each other
 * from tilting the line.
 *
 * @param points at least one
 * @returns `y = intercept + slope·x`, and the standard deviation of the slope
 */
export function fitWeightedLine(
  points: Iterable<WeightedPoint>,
  prior: { readonly mean: number; readonly deviation: number },
): { readonly intercept: number; readonly slope: number; readonly slopeDeviation: number } {
  const priorWeight = 1 / prior.deviation ** 2;
  let [sw, sx, sy] = [0, 0, 0];
  let [sxx, sxy] = [priorWeight, priorWeight * prior.mean];
  for (const { x, y, deviation } of points) {
    const weight = 1 / deviation ** 2;
    sw += weight;
    sx += weight * x;
    sy += weight * y;
    sxx += weight * x * x;
    sxy += weight * x * y;
  }
  const determinant = sw * sxx - sx * sx;
  const slope = (sw * sxy - sx * sy) / determinant;
  return {
    slope,
    intercept: (sy - slope * sx) / sw,
    slopeDeviation: Math.sqrt(sw / determinant),
  };
}
