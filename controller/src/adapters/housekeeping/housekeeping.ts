import type { AssetId } from '@loa/protocol/vocabulary';
import { type ScheduledTask, schedule } from 'node-cron';
import {
  backUpDatabase,
  type HousekeepingDeps,
  removeOld,
  removeUnusedPapers,
  removeUnusedSound,
  topUpHorizon,
} from './jobs.ts';

/** Every job runs once a night; a run that is older than this was missed and is made up for. */
const OVERDUE_AFTER_MS = 25 * 3_600_000;

interface Job {
  readonly name: string;
  /** Civil time of the city, apart from the two sessions and from midnight's clock changes. */
  readonly cron: string;
  readonly run: () => Promise<void>;
}

export interface Housekeeping {
  /** Makes up for what was missed, then keeps the hours. */
  start(): Promise<void>;
  /** Waits for the job that runs. */
  stop(): Promise<void>;
}

/** Nightly work. Jobs run one after the other; one that fails is logged and tried the next night. */
export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { clock, logger, store } = deps;
  let unusedSound: ReadonlySet<AssetId> = new Set();
  let unusedPapers: ReadonlySet<string> = new Set();
  const jobs: readonly Job[] = [
    { name: 'top-up', cron: '20 0 * * *', run: () => topUpHorizon(deps) },
    { name: 'remove-old', cron: '40 2 * * *', run: () => removeOld(deps) },
    {
      name: 'remove-unused-sound',
      cron: '50 2 * * *',
      run: async () => {
        unusedSound = await removeUnusedSound(deps, unusedSound);
      },
    },
    {
      name: 'remove-unused-papers',
      cron: '55 2 * * *',
      run: async () => {
        unusedPapers = await removeUnusedPapers(deps, unusedPapers);
      },
    },
    { name: 'backup', cron: '10 3 * * *', run: () => backUpDatabase(deps) },
  ];
  const tasks: ScheduledTask[] = [];
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function carryOut(job: Job): Promise<void> {
    if (isStopped) return;
    try {
      await job.run();
      store.markRun(job.name, clock.nowMs());
    } catch (error) {
      logger.error({ job: job.name, error }, 'a nightly job failed');
    }
  }

  function enqueue(job: Job): Promise<void> {
    running = running.then(() => carryOut(job));
    return running;
  }

  return {
    start: async () => {
      const overdueMs = clock.nowMs() - OVERDUE_AFTER_MS;
      const missed = jobs.filter((job) => (store.lastRunAtMs(job.name) ?? 0) <= overdueMs);
      await Promise.all(missed.map(enqueue));
      if (isStopped) return;
      for (const job of jobs) {
        const options = { name: job.name, timezone: deps.timeZone(), noOverlap: true };
        tasks.push(schedule(job.cron, () => enqueue(job), options));
      }
    },
    stop: async () => {
      isStopped = true;
      for (const task of tasks.splice(0)) await task.destroy();
      await running;
    },
  };
}
