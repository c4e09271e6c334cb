/**
 * Planning on a real database with real keys: the demo city is applied, and what its nodes would
 * hold is read back from what was signed.
 */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { coverageGap, layOut } from '@loa/protocol/playout';
import { authorisationSchema } from '@loa/protocol/signed';
import {
  LIMITS,
  parseBulletinId,
  parseCueId,
  parseNodeId,
  parseUnitId,
} from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyScheduleFile } from '../../../src/adapters/schedule-files/index.ts';
import { placementOf, UNTUNED } from '../../../src/domain/zoning/city-map.ts';
import { actorOf, openPlanningCity, type PlanningCity } from './planning-city.ts';

const TAM_KY = resolve(import.meta.dirname, '../../fixtures/tam-ky-times.yaml');
const SAMPLES = resolve(import.meta.dirname, '../../../../audio-samples');

let city: PlanningCity;
beforeEach(() => {
  // 07:00 in Tam Kỳ, a Sunday.
  city = openPlanningCity({ start: '2026-11-22T00:00:00' });
});
afterEach(() => {
  city[Symbol.dispose]();
});

describe('applying the demo city', () => {
  it('[CAL7] gives all 13 nodes pages for at least 21 days', async () => {
    const applied = await city.apply(TAM_KY);
    expect(applied.outcome).toBe('applied');
    expect(city.stores.plan.heads()).toHaveLength(13);
    for (const { nodeId } of city.stores.plan.heads()) {
      const days = city.head(nodeId).pages.map(({ day }) => day);
      expect(days[0]).toBe('2026-11-22');
      expect(days.at(-1)).toBe('2026-12-13');
      expect(days).toHaveLength(22);
    }
    expect(city.head('tam-thang-01')).toMatchObject({
      version: 1,
      units: ['tam-thang', 'tam-ky'],
      zones: ['vung-ngap'],
    });
  });

  it('[CAL10] nodes with the same cues share the same pages', async () => {
    await city.apply(TAM_KY);
    expect(city.head('an-phu-01').pages).toEqual(city.head('tam-ngoc-01').pages);
    // Sundays differ in the flood zone; the other days are shared with everybody.
    const flood = city.head('hoa-huong-01').pages.map(({ hash }) => hash);
    const other = city.head('an-phu-01').pages.map(({ hash }) => hash);
    expect(flood.filter((hash) => !other.includes(hash))).toHaveLength(4);
  });

  it('[CAL19] applying twice changes nothing: same versions, nothing signed, nothing prepared', async () => {
    await city.apply(TAM_KY);
    const heads = city.stores.plan.heads();
    const before = city.media.prepared.length;
    city.told.length = 0;
    expect(await city.apply(TAM_KY)).toEqual({ outcome: 'applied', changes: [] });
    expect(city.stores.plan.heads()).toEqual(heads);
    expect(city.media.prepared).toHaveLength(before);
    expect(city.told).toEqual([]);
  });

  it('[CAL19] a restarted controller publishes nothing new', async () => {
    await city.apply(TAM_KY);
    const heads = city.stores.plan.heads();
    city.stop();
    const next = openPlanningCity({ folder: city.folder, start: '2026-11-22T00:05:00' });
    expect(next.planner.republish()).toEqual({ heads: [], occurrences: [] });
    expect(next.stores.plan.heads()).toEqual(heads);
    city = next;
  });

  it('[SGN7] the next day adds a day to the heads and signs no new authorisation', async () => {
    await city.apply(TAM_KY);
    const cited = () =>
      new Set(city.stores.calendar.between(0, 8e15).map((one) => one.authorisationId));
    const before = cited();
    const former = city.head('an-my-01').pages;
    city.clock.advance(86_400_000);
    expect(city.planner.republish().heads).toHaveLength(13);
    expect(cited()).toEqual(before);
    const { pages, version } = city.head('an-my-01');
    expect(version).toBe(2);
    expect(pages.at(-1)?.day).toBe('2026-12-14');
    // Yesterday stays for what still sounds, and every page both heads have is the same.
    expect(pages.slice(0, -1)).toEqual(former);
  });

  it('[SGN4] a node accepts every cue that is planned for it', async () => {
    await city.apply(TAM_KY);
    const map = city.city.map();
    if (!map) throw new Error('no city');
    let cues = 0;
    for (const node of map.nodes.values()) {
      const plays = new Map<string, number>();
      for (const cue of city.pages(node.nodeId).flatMap((page) => page.cues)) {
        const body = authorisationSchema.parse(city.authorisationBody(cue.authorisationId));
        expect(coverageGap(body, cue, placementOf(map, node))).toBeNull();
        const count = (plays.get(cue.authorisationId) ?? 0) + 1;
        plays.set(cue.authorisationId, count);
        expect(count).toBeLessThanOrEqual(body.maxPlays);
        cues += 1;
      }
      expect(city.stores.plan.head(node.nodeId)?.envelope.length).toBeLessThan(
        LIMITS.headBytes + 400,
      );
    }
    expect(cues).toBeGreaterThan(1000);
  });

  it('[ARB4] a session sounds one after another, with nothing missed', async () => {
    await city.apply(TAM_KY);
    const layout = layOut(city.pages('an-my-01').flatMap((page) => page.cues));
    expect([...layout.fates.values()].filter((fate) => fate.outcome !== 'full')).toEqual([]);
  });
});

describe('edits', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loa-schedules-'));
    cpSync(SAMPLES, join(folder, 'audio-samples'), { recursive: true });
    file = join(folder, 'tam-ky.yaml');
    const text = readFileSync(TAM_KY, 'utf8');
    writeFileSync(file, text.replaceAll('../../../audio-samples', './audio-samples'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const edit = (from: string, to: string) => {
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) throw new Error(`nothing to edit: ${from}`);
    writeFileSync(file, text.replace(from, to));
  };

  it('[CAL10] an edit that is taken back restores the same pages byte for byte', async () => {
    await city.apply(file);
    const before = city.pageTexts('an-my-01');
    edit('start: 2026-11-01T17:00:30', 'start: 2026-11-01T17:00:31');
    const applied = await city.apply(file);
    expect(applied).toEqual({ outcome: 'applied', changes: ['~ campaign chieu-cat-dien'] });
    expect(city.pageTexts('an-my-01')).not.toEqual(before);
    // Only the three wards it is aimed at have new heads.
    expect(city.stores.plan.heads().filter(({ version }) => version === 2)).toHaveLength(3);
    edit('start: 2026-11-01T17:00:31', 'start: 2026-11-01T17:00:30');
    await city.apply(file);
    expect(city.pageTexts('an-my-01')).toEqual(before);
  });

  it('[CAL8] what has begun keeps its revision; what comes later has the new sound', async () => {
    await city.apply(file);
    // 17:00:05: the afternoon programme has begun.
    city.clock.advance(10 * 3600_000 + 5_000);
    const before = city.stores.calendar.get(parseCueId('chieu-ban-tin@2026-11-22T17:00:03'));
    writeFileSync(join(folder, 'audio-samples/chuong-trinh-chieu.opus'), 'other sound');
    expect(await city.apply(file)).toEqual({
      outcome: 'applied',
      changes: ['~ bulletin chuong-trinh-chieu'],
    });
    expect(city.media.prepared.slice(-1)[0]).toContain('chuong-trinh-chieu');
    expect(city.stores.calendar.get(parseCueId('chieu-ban-tin@2026-11-22T17:00:03'))).toEqual(
      before,
    );
    const tomorrow = city.stores.calendar.get(parseCueId('chieu-ban-tin@2026-11-23T17:00:03'));
    expect(tomorrow?.assetId).not.toBe(before?.assetId);
    expect(city.stores.library.get(parseBulletinId('chuong-trinh-chieu'))?.revision).toBe(2);
  });

  it('[CAL19] is told a line each: what changed, that nothing did, or what is wrong and where', async () => {
    const apply = () =>
      applyScheduleFile(city.city, file, { signal: new AbortController().signal });
    expect((await apply()).lines).toHaveLength(1 + 14 + 13 + 1 + 7 + 9);
    expect(await apply()).toEqual({ ok: true, lines: [`${file}: nothing to change`] });
    edit('title: Chương trình chiều', 'title: Chương trình buổi chiều');
    expect(await apply()).toEqual({
      ok: true,
      lines: ['~ bulletin chuong-trinh-chieu'],
    });
    edit('unit: tam-ky', 'unit: tam-kyy');
    expect(await apply()).toMatchObject({
      ok: false,
      lines: expect.arrayContaining([
        `${file}:5:9: city.unit: there is no unit tam-kyy; declare it or mend the id`,
      ]),
    });
  });

  it('[CAL19] sound that is refused leaves everything as it was', async () => {
    await city.apply(file);
    const heads = city.stores.plan.heads();
    writeFileSync(join(folder, 'audio-samples/cat-dien.opus'), '');
    edit('name: Phường An Mỹ', 'name: Phường An Mỹ (mới)');
    const applied = await city.apply(file);
    expect(applied).toMatchObject({ outcome: 'refused', problems: [{ code: 'media-empty' }] });
    expect(city.stores.plan.heads()).toEqual(heads);
    expect(city.city.map()?.units.get(parseUnitId('an-my'))?.name).toBe('Phường An Mỹ');
  });

  it('[CAL14] a node that leaves the file is told to play nothing; one added by hand stays', async () => {
    await city.apply(file);
    const added = {
      nodeId: parseNodeId('an-my-02'),
      name: 'Cụm loa chợ',
      unitId: parseUnitId('an-my'),
      place: null,
      siteId: null,
      tuning: UNTUNED,
      settings: { gainDb: -6, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 },
    };
    const technician = actorOf('tam-ky', 'technician');
    expect(city.city.addNode(technician, added)).toEqual({ outcome: 'added' });
    city.clock.advance(100);
    expect(city.head('an-my-02').pages).toHaveLength(22);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/ {2}- id: tam-thanh-01\n(.*\n){3}/, ''));
    const applied = await city.apply(file);
    expect(applied).toEqual({ outcome: 'applied', changes: ['- node tam-thanh-01'] });
    expect(city.head('tam-thanh-01')).toMatchObject({ version: 2, pages: [] });
    expect(city.city.map()?.nodes.has(parseNodeId('an-my-02'))).toBe(true);
  });
});

describe('a database that came back from a backup', () => {
  it('[CAL21] a node that is ahead gets its head again under a higher version', async () => {
    await city.apply(TAM_KY);
    const nodeId = parseNodeId('an-my-01');
    const before = city.head(nodeId);
    city.told.length = 0;
    city.planner.outrun(nodeId, 1);
    expect(city.told).toEqual([]);
    city.planner.outrun(nodeId, 9);
    expect(city.head(nodeId)).toEqual({ ...before, version: 10 });
    expect(city.told).toEqual([{ kind: 'heads-published', nodeIds: [nodeId] }]);
    expect(city.planner.republish().heads).toEqual([]);
  });
});

describe('when storing fails', () => {
  it('[CAL22] nothing is half done, and planning is tried again by itself', async () => {
    await city.apply(TAM_KY);
    city.clock.advance(86_400_000);
    const heads = city.stores.plan.heads();
    const occurrences = city.stores.calendar.between(0, 8e15).length;
    const { putHeads } = city.stores.plan;
    let failures = 1;
    Object.assign(city.stores.plan, {
      putHeads: (...args: Parameters<typeof putHeads>) => {
        if (failures-- > 0) throw new Error('disk full');
        putHeads(...args);
      },
    });
    expect(() => city.planner.republish()).toThrow('disk full');
    expect(city.stores.plan.heads()).toEqual(heads);
    expect(city.stores.calendar.between(0, 8e15)).toHaveLength(occurrences);
    city.clock.advance(5_000);
    expect(city.stores.plan.heads().every(({ version }) => version === 2)).toBe(true);
  });

  it('[CAL22] many requests are one publication', async () => {
    await city.apply(TAM_KY);
    city.clock.advance(86_400_000);
    city.told.length = 0;
    for (let n = 0; n < 20; n++) city.planner.request();
    expect(city.told).toEqual([]);
    city.clock.advance(50);
    expect(city.told.filter(({ kind }) => kind === 'heads-published')).toHaveLength(1);
  });
});
