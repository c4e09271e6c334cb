/** How late a node's chunks were ready in the last ten minutes, by minute. Pure. */
const MINUTE_US = 60_000_000;
const KEPT_MINUTES = 10;
/** From so many reports on the worst one is passed over: it is less than one in a thousand chunks. */
const ENOUGH_REPORTS = 20;

interface Minute {
  readonly minute: number;
  readonly reports: number;
  readonly worstUs: number;
  readonly secondUs: number;
}

export type Lateness = readonly Minute[];

export const NO_LATENESS: Lateness = [];

/** @param latenessUs the lead less the least margin of the report */
export function foldLateness(
  lateness: Lateness,
  report: { readonly atUs: number; readonly latenessUs: number },
): Lateness {
  const minute = Math.floor(report.atUs / MINUTE_US);
  const kept = lateness.filter((one) => one.minute > minute - KEPT_MINUTES);
  const now = kept.find((one) => one.minute === minute);
  const others = kept.filter((one) => one !== now);
  const { latenessUs } = report;
  if (!now) {
    const secondUs = Number.NEGATIVE_INFINITY;
    return [...others, { minute, reports: 1, worstUs: latenessUs, secondUs }];
  }
  const worstUs = Math.max(now.worstUs, latenessUs);
  const secondUs = Math.max(now.secondUs, Math.min(now.worstUs, latenessUs));
  return [...others, { minute, reports: now.reports + 1, worstUs, secondUs }];
}

/** About p99.9 of its chunks; null without a report in the last ten minutes. */
export function latenessAt(lateness: Lateness, nowUs: number): number | null {
  const minute = Math.floor(nowUs / MINUTE_US);
  const kept = lateness.filter((one) => one.minute > minute - KEPT_MINUTES);
  if (kept.length === 0) return null;
  const values = kept.flatMap((one) => [one.worstUs, one.secondUs]).sort((a, b) => b - a);
  const reports = kept.reduce((sum, one) => sum + one.reports, 0);
  return values[reports >= ENOUGH_REPORTS ? 1 : 0] ?? null;
}
