import type { NodeId, ZoneId } from '@loa/protocol/vocabulary';
import { asc, count, eq } from 'drizzle-orm';
import type { CityMap, CityNode, Place, Unit, Zone } from '../../domain/zoning/city-map.ts';
import { type CitySettings, NO_SETTINGS } from '../../domain/zoning/city-settings.ts';
import type { CityStore } from '../../engine/ports.ts';
import { dataVersionOf } from './change-log.ts';
import type { Database } from './database.ts';
import { city, node, unit, zone, zoneNode } from './schema.ts';

/**
 * The city is asked for at every turn and changes seldom, so the last answer is kept: until this
 * connection writes, or SQLite says that another one did. What is read inside a transaction after that
 * is not kept, as it may yet be undone.
 */
export function createCityStore(db: Database): CityStore {
  const { sqlite } = db;
  let kept: { readonly map: CityMap | null; readonly version: number } | null = null;

  const dataVersion = dataVersionOf(sqlite);

  function load(): CityMap | null {
    const version = dataVersion();
    if (kept?.version === version) return kept.map;
    const map = loadCity(db);
    if (!sqlite.inTransaction) kept = { map, version };
    return map;
  }

  let settings: { readonly held: CitySettings; readonly version: number } | null = null;
  function loadSettings(): CitySettings {
    const version = dataVersion();
    if (settings?.version === version) return settings.held;
    const row = db.orm.select({ settings: city.settings }).from(city).get();
    const held = { ...NO_SETTINGS, ...row?.settings };
    if (!sqlite.inTransaction) settings = { held, version };
    return held;
  }

  return {
    load,
    settings: loadSettings,
    putSettings: (held) => {
      settings = null;
      db.orm.update(city).set({ settings: held }).run();
    },
    appliedDocuments: () => db.orm.select().from(city).get()?.appliedDocuments ?? '',
    putAppliedDocuments: (digest) => {
      db.orm.update(city).set({ appliedDocuments: digest }).run();
    },
    replace: (map) => {
      kept = null;
      sqlite.transaction(() => replaceCity(db, map))();
    },
    putNode: (added) => {
      kept = null;
      putNode(db, added);
    },
  };
}

function putNode({ orm }: Database, added: CityNode): void {
  const known = orm.select().from(node).where(eq(node.nodeId, added.nodeId)).get();
  const nodes = orm.select({ count: count() }).from(node).get()?.count ?? 0;
  const row = nodeRow(added, known?.position ?? nodes);
  orm.insert(node).values(row).onConflictDoUpdate({ target: node.nodeId, set: row }).run();
}

function loadCity({ orm }: Database): CityMap | null {
  const own = orm.select().from(city).get();
  if (!own) return null;
  const units = orm.select().from(unit).orderBy(asc(unit.position)).all().map(toUnit);
  const nodes = orm.select().from(node).orderBy(asc(node.position)).all().map(toNode);
  const members = new Map<ZoneId, NodeId[]>();
  for (const row of orm.select().from(zoneNode).orderBy(asc(zoneNode.position)).all()) {
    const list = members.get(row.zoneId);
    if (list) list.push(row.nodeId);
    else members.set(row.zoneId, [row.nodeId]);
  }
  const zones = orm
    .select()
    .from(zone)
    .orderBy(asc(zone.position))
    .all()
    .map(
      ({ zoneId, name, acoustic }): Zone => ({
        zoneId,
        name,
        nodeIds: members.get(zoneId) ?? [],
        acoustic,
      }),
    );
  return {
    cityId: own.cityId,
    timeZone: own.timeZone,
    units: new Map(units.map((entry) => [entry.unitId, entry])),
    nodes: new Map(nodes.map((entry) => [entry.nodeId, entry])),
    zones: new Map(zones.map((entry) => [entry.zoneId, entry])),
  };
}

function replaceCity({ orm }: Database, map: CityMap): void {
  const former = orm.select().from(city).get();
  const settings = former?.settings ?? NO_SETTINGS;
  const appliedDocuments = former?.appliedDocuments ?? '';
  for (const table of [zoneNode, zone, node, unit, city]) orm.delete(table).run();
  const { cityId, timeZone } = map;
  orm.insert(city).values({ onlyRow: 1, cityId, timeZone, settings, appliedDocuments }).run();
  for (const [position, entry] of [...map.units.values()].entries()) {
    orm.insert(unit).values(unitRow(entry, position)).run();
  }
  for (const [position, entry] of [...map.nodes.values()].entries()) {
    orm.insert(node).values(nodeRow(entry, position)).run();
  }
  for (const [position, { zoneId, name, nodeIds, acoustic }] of [...map.zones.values()].entries()) {
    orm.insert(zone).values({ zoneId, position, name, acoustic }).run();
    for (const [place, nodeId] of [...new Set(nodeIds)].entries()) {
      orm.insert(zoneNode).values({ zoneId, position: place, nodeId }).run();
    }
  }
}

function placeOf(row: { latitude: number | null; longitude: number | null }): Place | null {
  const { latitude, longitude } = row;
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

function coordinates(place: Place | null): { latitude: number | null; longitude: number | null } {
  return { latitude: place?.latitude ?? null, longitude: place?.longitude ?? null };
}

function toUnit(row: typeof unit.$inferSelect): Unit {
  const { unitId, kind, name, parentId, from, until, formerParents } = row;
  const former = formerParents.length > 0 ? { formerParents } : {};
  return { unitId, kind, name, parentId, ...former, from, until, place: placeOf(row) };
}

function unitRow(entry: Unit, position: number): typeof unit.$inferInsert {
  const { place, formerParents = [], ...rest } = entry;
  return { ...rest, formerParents, position, ...coordinates(place) };
}

function toNode(row: typeof node.$inferSelect): CityNode {
  const { nodeId, name, unitId, siteId, gainDb, emergencyGainDb, maxGainDb, trimUs } = row;
  const settings = { gainDb, emergencyGainDb, maxGainDb, trimUs };
  const tuning = { gainDb: row.tunedGainDb, trimUs: row.tunedTrimUs };
  const former = row.formerUnits.length > 0 ? { formerUnits: row.formerUnits } : {};
  return { nodeId, name, unitId, ...former, siteId, place: placeOf(row), settings, tuning };
}

function nodeRow(entry: CityNode, position: number): typeof node.$inferInsert {
  const { nodeId, name, unitId, siteId, place, settings, tuning } = entry;
  const { gainDb, emergencyGainDb, maxGainDb, trimUs } = settings;
  return {
    nodeId,
    name,
    unitId,
    siteId,
    formerUnits: entry.formerUnits ?? [],
    gainDb,
    emergencyGainDb,
    maxGainDb,
    trimUs,
    tunedGainDb: tuning.gainDb,
    tunedTrimUs: tuning.trimUs,
    position,
    ...coordinates(place),
  };
}
