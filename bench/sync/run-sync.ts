import type { BenchOptions } from '../src/args.ts';
import { hasPrograms, isRoot } from '../src/peers.ts';
import { attempt, emit, say } from '../src/report.ts';
import { median, quantile } from '../src/statistics.ts';
import { type SyncPlan, syncPlans } from './plans.ts';
import { runCase, type SyncRun } from './run-case.ts';

/** In the short form nothing is to be trusted, so cases may disturb each other. */
const AT_ONCE_SHORT = 4;

/** Cases take turns, so that the machine's moods fall on all of them alike. */
export async function runSync({ cases, isShort, runs }: BenchOptions): Promise<void> {
  if (!hasPrograms('sync', ['pulseaudio', 'parec', 'ffmpeg'])) return;
  const plans = syncPlans(cases, isShort).filter(canRun);
  const results = new Map(plans.map((plan) => [plan.name, [] as SyncRun[]]));
  for (let run = 1; run <= runs; run++) {
    await inTurns(plans, isShort ? AT_ONCE_SHORT : 1, async (plan) => {
      const what = `sync ${plan.name}`;
      say(`${what}: run ${run} of ${runs}, ${plan.seconds} s of sound`);
      const result = await attempt(what, () => runCase(plan));
      if (result === null) return;
      say(`${what}: ${told(result)}`);
      results.get(plan.name)?.push(result);
    });
  }
  for (const [name, done] of results) publish(name, done);
}

function canRun({ name, player, link, isStressed }: SyncPlan): boolean {
  const what = `sync ${name}`;
  if (player === 'snapcast') return hasPrograms(what, ['snapserver', 'snapclient', 'mkfifo']);
  if (isStressed) return hasPrograms(what, ['stress-ng']);
  return link === null || (isRoot(what) && hasPrograms(what, ['ip', 'cc', 'chrt']));
}

async function inTurns(
  plans: readonly SyncPlan[],
  atOnce: number,
  work: (plan: SyncPlan) => Promise<void>,
): Promise<void> {
  const waiting = [...plans];
  const worker = async (): Promise<void> => {
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) await work(plan);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function told({ offsetsMs, windows, dropped, underruns, rejoinS }: SyncRun): string {
  const p99 = offsetsMs.length > 0 ? `p99 ${quantile(offsetsMs, 0.99).toFixed(3)} ms` : 'no pair';
  const rejoin = rejoinS === null ? '' : `, back in step after ${rejoinS.toFixed(2)} s`;
  return `${p99}, ${dropped} of ${windows} windows dropped, underruns ${underruns ?? '–'}${rejoin}`;
}

function publish(name: string, runs: readonly SyncRun[]): void {
  const figure = (metric: string, unit: string, values: readonly number[]): void => {
    if (values.length === 0) return;
    const value = median(values);
    emit({ bench: 'sync', case: name, metric, value, unit, runs: values.length });
  };
  const heard = runs.filter(({ offsetsMs }) => offsetsMs.length > 0);
  figure(
    'pair_p50_ms',
    'ms',
    heard.map(({ offsetsMs }) => median(offsetsMs)),
  );
  figure(
    'pair_p99_ms',
    'ms',
    heard.map(({ offsetsMs }) => quantile(offsetsMs, 0.99)),
  );
  figure(
    'dropped_windows_pct',
    '%',
    runs
      .filter(({ windows }) => windows > 0)
      .map(({ dropped, windows }) => (dropped / windows) * 100),
  );
  figure(
    'underruns',
    'count',
    runs.flatMap(({ underruns }) => underruns ?? []),
  );
  figure(
    'rejoin_s',
    's',
    runs.flatMap(({ rejoinS }) => rejoinS ?? []),
  );
}
