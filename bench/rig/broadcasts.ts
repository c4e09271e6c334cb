import { eventually, type TestCity } from '@loa/testing';

export async function soundsAt(city: TestCity, cueId: string, nodes: number): Promise<void> {
  await eventually('the bulletin sounds', async () => {
    return (await city.office.broadcast(cueId)).counts.sounding >= nodes;
  });
}

/** Over, and every node has told its end: one that was killed has come back and done so. */
export async function isOver(city: TestCity, cueId: string, withinMs = 120_000): Promise<void> {
  const holds = async (): Promise<boolean> => {
    const { state, counts } = await city.office.broadcast(cueId);
    return state === 'over' && counts.sounding + counts.unknown === 0;
  };
  await eventually('the bulletin is over', holds, withinMs);
}
