/**
 * Plans a province in a process of its own, so that its memory is its own: real SQLite on the disk,
 * real keys, the product's planner. Orders come from the parent, answers go back.
 */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  contentName,
  silentLogger,
  systemClock,
  systemRandom,
  systemTimers,
} from '@loa/runtime/node';
import { openSigner } from '../../controller/src/adapters/signing/index.ts';
import { createSqliteStores, openDatabase } from '../../controller/src/adapters/sqlite/index.ts';
import { createEventBus } from '../../controller/src/engine/events.ts';
import { createPlanner } from '../../controller/src/engine/planning.ts';
import { createTimeline } from '../../controller/src/engine/timeline.ts';
import { putCampaigns } from '../../controller/test/support/campaigns.ts';
import { campaignForOneNode, laterByAMinute, provinceOf } from './province.ts';

export interface PlanOrder {
  readonly folder: string;
  readonly nodes: number;
  readonly cases: readonly string[];
}

export interface PlanFigures {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly nodesChanged: number;
  readonly rssMb: number;
  /** The longest that anything else had to wait for its turn. */
  readonly worstDelayMs: number;
}

/** Of the programme: the first item is the province's, the last a ward's. */
const PROVINCE_ITEM = 0;
/** For what the disk still does for the last case. */
const CALM_MS = 500;

async function work({ folder, nodes, cases }: PlanOrder): Promise<void> {
  using database = openDatabase(join(folder, 'loa.db'));
  const stores = createSqliteStores(database);
  const timeline = createTimeline(systemClock, systemRandom);
  let changed = 0;
  const events = createEventBus((error) => {
    throw error;
  });
  events.on((event) => {
    if (event.kind === 'heads-published') changed += event.nodeIds.length;
  });
  const signer = openSigner({
    directory: join(folder, 'keys'),
    cityId: () => stores.city.load()?.cityId ?? null,
    nowUs: () => timeline.nowUs(),
  });
  using planner = createPlanner({
    ...{ stores, signer, timeline, events },
    ...{ clock: systemClock, timers: systemTimers, logger: silentLogger, nameOf: contentName },
  });
  const province = provinceOf(nodes);
  stores.transactions.run(() => {
    stores.city.replace(province.map);
    for (const bulletin of province.bulletins) stores.library.put(bulletin);
    putCampaigns(stores, province.campaigns);
  });

  async function measured(name: string): Promise<PlanFigures> {
    await new Promise((done) => setTimeout(done, CALM_MS));
    changed = 0;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const cpu = process.cpuUsage();
    const startUs = systemClock.monotonicUs();
    planner.republish();
    await planner.settled();
    const seconds = (systemClock.monotonicUs() - startUs) / 1e6;
    const { user, system } = process.cpuUsage(cpu);
    delay.disable();
    return {
      name,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      nodesChanged: changed,
      rssMb: process.memoryUsage.rss() / 2 ** 20,
      worstDelayMs: delay.max / 1e6,
    };
  }

  const edits: Readonly<Record<string, () => void>> = {
    'cold-10000': () => {},
    'edit-one-ward': () => {
      putCampaigns(stores, laterByAMinute(province.campaigns, province.campaigns.length - 1));
    },
    'edit-city': () => {
      putCampaigns(stores, laterByAMinute(province.campaigns, PROVINCE_ITEM));
    },
    'one-node': () => {
      putCampaigns(stores, [...province.campaigns, campaignForOneNode(province)]);
    },
  };
  // Whatever is measured, a cold plan comes first: edits are of something that is planned.
  const cold = await measured('cold-10000');
  if (cases.includes('cold-10000')) process.send?.(cold);
  for (const name of cases.filter((one) => one !== 'cold-10000')) {
    putCampaigns(stores, province.campaigns);
    await measured('the programme as it was');
    edits[name]?.();
    process.send?.(await measured(name));
  }
}

process.once('message', (order: PlanOrder) => {
  work(order).then(
    () => process.disconnect(),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});
