import { writeFile } from 'node:fs/promises';

/** Names of the nodes of a bench city, in the order of the rig's channels. */
export function nodeIdsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `loa-${index}`);
}

/** Writes the city file of a city with so many nodes and no programme. */
export async function writeCityFile(
  file: string,
  { nodes, site }: { readonly nodes: number; readonly site: string | null },
): Promise<void> {
  const ofSite = site === null ? '' : `, site: ${site}`;
  const lines = [
    'city:',
    '  unit: do-dac',
    '  timeZone: Asia/Ho_Chi_Minh',
    'units:',
    '  - { id: do-dac, kind: city, name: Thành phố Đo Đạc }',
    '  - { id: phuong-do, kind: ward, name: Phường Đo, parent: do-dac }',
    'nodes:',
    ...nodeIdsOf(nodes).map(
      (id) =>
        `  - { id: ${id}, name: Loa ${id}, unit: phuong-do, gainDb: 0, maxGainDb: 0${ofSite} }`,
    ),
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
}
