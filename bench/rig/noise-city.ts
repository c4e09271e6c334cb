import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SoundRig, startSoundRig, TestCity } from '@loa/testing';
import { nodeIdsOf, writeCityFile } from './city-file.ts';
import { writeNoise } from './noise.ts';

/** A controller and agents from their bundle on a rig, as they are in the field. */
export interface NoiseCity extends AsyncDisposable {
  readonly city: TestCity;
  readonly rig: SoundRig;
  readonly folder: string;
  readonly nodeIds: readonly string[];
  start(index: number): void;
  /** Adds a bulletin that is noise from its first sample; answers its id. */
  addNoise(seconds: number): Promise<string>;
}

/** With `microphone` the rig has one channel more, which is a mouth. */
export async function openNoiseCity(
  nodes: number,
  { microphone = false }: { readonly microphone?: boolean } = {},
): Promise<NoiseCity> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'loa-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const schedule = join(folder, 'city.yaml');
  await writeCityFile(schedule, { nodes, site: null });
  const rig = stack.use(
    await startSoundRig({ channels: nodes + (microphone ? 1 : 0), microphone }),
  );
  // Sets the block of the null sink before any stream is opened.
  const warmUp = stack.use(await rig.startCapture(join(folder, 'warm-up.raw')));
  const city = stack.use(await TestCity.start({ schedule }));
  const nodeIds = nodeIdsOf(nodes);
  const start = (index: number): void => {
    city.startAgent(nodeIds[index] as string, rig.sinkEnv(index));
  };
  nodeIds.forEach((_, index) => {
    start(index);
  });
  await city.nodesReady(nodeIds);
  await warmUp[Symbol.asyncDispose]();
  const open = stack.move();
  let count = 0;
  return {
    ...{ city, rig, folder, nodeIds, start },
    addNoise: async (seconds) => {
      const seed = ++count;
      const wav = join(folder, `noise-${seed}.wav`);
      await writeNoise(wav, { seconds, seed });
      return await city.office.upload(wav, { title: `Tiếng ồn ${seed}` });
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
