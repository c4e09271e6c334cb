import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { soundingFrames } from '@loa/testing';
import { isOver } from '../rig/broadcasts.ts';
import type { NoiseCity } from '../rig/noise-city.ts';
import { say } from '../src/report.ts';

const NOISE_S = 1.2;
const FRAMES_A_MS = 48;
/** Before an order the rig has to be silent. */
const PAUSE_MS = 500;

/**
 * From the answer that accepted an order to the first sample of the last node, ms, once a send. The
 * capture is behind by its buffer of some 20 ms and never ahead: what is measured is rather more
 * than less. `held`: one bulletin that every node holds from an earlier time; otherwise a new one
 * each time, of which no node has a byte.
 */
export async function sendNow(
  world: NoiseCity,
  { held, sends }: { readonly held: boolean; readonly sends: number },
): Promise<number[]> {
  const { city, rig, folder, nodeIds } = world;
  const same = held ? await world.addNoise(NOISE_S) : null;
  if (same !== null) {
    const { cueId } = await city.office.send(same, nodeIds);
    await isOver(city, cueId);
  }
  const latenciesMs: number[] = [];
  for (let index = 0; index < sends; index++) {
    const bulletinId = same ?? (await world.addNoise(NOISE_S));
    await using recording = await rig.startCapture(join(folder, 'send.raw'));
    await sleep(PAUSE_MS);
    const { cueId } = await city.office.send(bulletinId, nodeIds);
    const acceptedAtFrame = await recording.frames();
    await isOver(city, cueId);
    const firsts = (await recording.stop()).map(
      (channel) => soundingFrames(channel.subarray(acceptedAtFrame))?.[0] ?? Number.NaN,
    );
    const slowestMs = Math.max(...firsts) / FRAMES_A_MS;
    if (Number.isNaN(slowestMs)) throw new Error('a node stayed silent');
    say(`latency: send ${index + 1} of ${sends}: ${slowestMs.toFixed(0)} ms at the last node`);
    latenciesMs.push(slowestMs);
  }
  return latenciesMs;
}
