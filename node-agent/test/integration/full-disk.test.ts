/**
 * The agent whole on a disk that takes nothing: files of its state folder lead to Linux's own
 * /dev/full while the rest of the folder works.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AssetCache } from '../../src/adapters/asset-cache/index.ts';
import { type Agent, createAgent, parseConfig } from '../../src/agent.ts';
import { assetOf, City, NODE, speechLike } from '../support/city.ts';
import { StandInController } from '../support/stand-in-controller.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-full-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The next write of the file meets a full disk, those after it do not. */
function fillUp(...path: string[]): void {
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  symlinkSync('/dev/full', `${file}.part`);
}

it('[FLT23] a piece of sound that cannot be written is refused and taken when there is room', () => {
  const { assetId, text, chunks } = assetOf(speechLike(4, 3));
  const cache = new AssetCache(folder, silentLogger);
  cache.open();
  fillUp(assetId, 'manifest.json');
  expect(cache.keepManifest(assetId, text)).toBe('unwritten');
  expect(cache.manifestOf(assetId)).toBeNull();
  expect(cache.keepManifest(assetId, text)).toBe('kept');
  const [chunk] = chunks as [Uint8Array];
  fillUp(assetId, '0');
  expect(cache.keepChunk(assetId, 0, chunk)).toBe('unwritten');
  expect(cache.chunk(assetId, 0)).toBe('missing');
  expect(cache.keepChunk(assetId, 0, chunk)).toBe('kept');
});

it('[FLT23] an agent that cannot write its connection or an order goes on and tries again', async () => {
  const controller = new StandInController(new City());
  controller.publish(controller.city.head(1, []));
  const config = parseConfig(
    {
      LOA_CONTROLLER: await controller.listen(),
      LOA_NODE_ID: NODE,
      LOA_STATE_DIR: folder,
      LOA_ENROL_CODE: 'ABCDE-12345',
      LOA_SINK: 'simulated',
    },
    1,
  );
  fillUp('connection-epoch');
  fillUp('plan', 'orders', '1');
  const world = { clock: systemClock, timers: systemTimers, random: systemRandom };
  const agent: Agent = createAgent(config, { ...world, log: silentLogger });
  try {
    await agent.start();
    await controller.heard('node/plan-applied');
    const order = controller.city.order({
      nowUs: controller.nowUs(),
      cancel: { kind: 'everything' },
    });
    controller.order(order);
    const sequence = controller.order(order);
    const answer = await controller.heard('node/order-applied', () => true);
    expect(answer).toMatchObject({ sequence, outcome: 'applied' });
    expect(agent.isUp()).toBe(true);
  } finally {
    await agent.stop();
    await controller.close();
  }
}, 30_000);
