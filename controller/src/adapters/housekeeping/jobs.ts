import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AssetId } from '@loa/protocol/vocabulary';
import type { Clock, Logger } from '@loa/runtime/pure';
import { civilDayOf } from '../../domain/calendar/civil-time.ts';
import type { AssetStore } from '../../engine/asset-store-port.ts';
import type { PaperFiles } from '../../engine/paper-files-port.ts';
import type { HousekeepingStore, LibraryStore, Timeline } from '../../engine/ports.ts';

const DAY_MS = 86_400_000;

/** How long what happened is kept. The audit log is kept for good. */
export const RETENTION = {
  /** Receipts and the occurrences they belong to: a year's report can be written in January. */
  receiptDays: 400,
  occurrenceDays: 400,
  /** After their expiry. */
  orderDays: 90,
  sessionDays: 1,
  loginFailureDays: 7,
  pageDays: 35,
  backups: 7,
} as const;

export interface HousekeepingDeps {
  readonly store: HousekeepingStore;
  readonly library: Pick<LibraryStore, 'assetInUse' | 'list'>;
  readonly assets: Pick<AssetStore, 'list' | 'remove'>;
  readonly papers: Pick<PaperFiles, 'list' | 'remove'>;
  readonly clock: Clock;
  readonly timeline: Timeline;
  /** Of the city, for the hours of the night; UTC before a city is set up. */
  readonly timeZone: () => string;
  /** Plans the days that have come into the horizon. */
  readonly topUp: () => unknown;
  readonly backup: (path: string) => Promise<void>;
  readonly backupFolder: string;
  readonly logger: Logger;
  /** Lets other work run between two steps of a long removal. */
  readonly breathe: () => Promise<void>;
}

/** [STO7] Extends the plan, so that nodes hold their days ahead though nobody touches anything. */
export async function topUpHorizon({ topUp }: HousekeepingDeps): Promise<void> {
  await topUp();
}

/** [STO8] Removes what is older than {@link RETENTION}, a bounded step at a time. */
export async function removeOld(deps: HousekeepingDeps): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const beforeMs = (days: number): number => nowMs - days * DAY_MS;
  const limits = {
    receiptsBeforeUs: beforeMs(RETENTION.receiptDays) * 1000,
    occurrencesBeforeUs: beforeMs(RETENTION.occurrenceDays) * 1000,
    ordersBeforeUs: beforeMs(RETENTION.orderDays) * 1000,
    sessionsBeforeMs: beforeMs(RETENTION.sessionDays),
    failuresBeforeMs: beforeMs(RETENTION.loginFailureDays),
    pagesBeforeDay: civilDayOf(beforeMs(RETENTION.pageDays) * 1000, deps.timeZone()),
  };
  let removed = 0;
  for (let step = deps.store.removeStep(limits); step > 0; step = deps.store.removeStep(limits)) {
    removed += step;
    await deps.breathe();
  }
  deps.logger.info({ removed }, 'old rows removed');
}

/**
 * [STO9] Removes sound that nothing plays any more. What an upload is bringing in is not cited yet
 * either, so sound goes only when two runs, a night apart, have found it unused.
 */
export async function removeUnusedSound(
  deps: HousekeepingDeps,
  unusedBefore: ReadonlySet<AssetId>,
): Promise<ReadonlySet<AssetId>> {
  const sinceUs = deps.timeline.nowUs() - DAY_MS * 1000;
  const unused = new Set<AssetId>();
  for (const assetId of deps.assets.list()) {
    if (deps.library.assetInUse(assetId, sinceUs)) continue;
    if (unusedBefore.has(assetId)) {
      await deps.assets.remove(assetId);
      deps.logger.info({ assetId }, 'unused sound removed');
    } else unused.add(assetId);
  }
  return unused;
}

/** [STO12] Removes files of papers that no bulletin has any more, as sound goes. */
export async function removeUnusedPapers(
  { library, papers, logger }: HousekeepingDeps,
  unusedBefore: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const inUse = new Set(library.list().map(({ review }) => review.paper?.file));
  const unused = papers.list().filter((name) => !inUse.has(name));
  for (const name of unused.filter((one) => unusedBefore.has(one))) {
    await papers.remove(name);
    logger.info({ paper: name }, 'unused paper removed');
  }
  return new Set(unused.filter((one) => !unusedBefore.has(one)));
}

/** [STO6] One online backup a civil day; the newest are kept. */
export async function backUpDatabase(deps: HousekeepingDeps): Promise<void> {
  const day = civilDayOf(deps.clock.nowMs() * 1000, deps.timeZone());
  await deps.backup(join(deps.backupFolder, `loa-${day}.db`));
  const kept = readdirSync(deps.backupFolder).filter((name) => /^loa-[\d-]{10}\.db$/.test(name));
  for (const name of kept.sort().slice(0, -RETENTION.backups)) {
    rmSync(join(deps.backupFolder, name));
  }
  deps.store.checkpoint();
  deps.logger.info({ day }, 'database backed up');
}
