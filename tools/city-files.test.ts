import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScheduleFile } from '../controller/src/adapters/schedule-files/index.ts';
import { GENERATED_CITIES, generatedCityText } from './city-files.ts';

const pathOf = (id: string) => resolve(import.meta.dirname, `../schedules/${id}.yaml`);

describe('city files', () => {
  it.each(GENERATED_CITIES.map((city) => [city.id, city] as const))(
    '[DOC27] %s is as its generator makes it (else: node tools/city-files.ts)',
    (id, city) => {
      expect(readFileSync(pathOf(id), 'utf8')).toBe(generatedCityText(city));
    },
  );

  it.each([
    ['tam-ky', { city: 1, ward: 9, commune: 4 }, 13],
    ['ha-tinh', { city: 1, ward: 10, commune: 5, neighbourhood: 124 }, 124],
    ['thai-nguyen', { city: 1, ward: 21, commune: 11 }, 32],
  ])(
    '[DOC27] %s loads with all its units, and has a node wherever it should',
    async (...[id, kinds, nodes]) => {
      const result = await readScheduleFile(pathOf(id));
      if (result.outcome === 'invalid') throw new Error(JSON.stringify(result.problems, null, 2));
      const { map, documents } = result.schedule;
      const counts: Record<string, number> = {};
      for (const { kind } of map.units.values()) counts[kind] = (counts[kind] ?? 0) + 1;
      expect(counts).toEqual(kinds);
      expect(map.nodes.size).toBe(nodes);
      const held = new Set(documents.map(({ kind }) => kind));
      for (const kind of ['campaign', 'session', 'air-rule', 'approval-rule'] as const) {
        expect(held).toContain(kind);
      }
    },
  );
});
