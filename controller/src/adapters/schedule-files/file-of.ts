/** The city as a file: what applying that file makes of an empty data folder. */
import { documentSchemas } from '@loa/protocol/documents';
import { DOCUMENT_KINDS, type DocumentKind } from '@loa/protocol/programme';
import { type ScheduleFile, SECTION_OF } from '@loa/protocol/schedule-file';
import { type Bulletin, NOT_REVIEWED } from '../../domain/library/bulletin.ts';
import { extensionOfName } from '../../domain/library/paper.ts';
import { SCHEDULE_AUTHOR } from '../../domain/playout/authorise.ts';
import type { Acoustic, CityMap, CityNode, Unit, Zone } from '../../domain/zoning/city-map.ts';
import type { CityState } from '../../engine/schedule-difference.ts';
import { withoutDefaults } from './lean.ts';
import { NODE_DEFAULTS } from './map-of.ts';

type FileBulletin = NonNullable<ScheduleFile['bulletins']>[number];

/** Where the sound of a bulletin lies beside the file. */
export function soundPathOf({ bulletinId }: Pick<Bulletin, 'bulletinId'>): string {
  return `sounds/${bulletinId}.ogg`;
}

/** Where the file of its paper lies beside the file; null where it has none. */
export function paperPathOf({
  bulletinId,
  review,
}: Pick<Bulletin, 'bulletinId' | 'review'>): string | null {
  const extension = extensionOfName(review.paper?.file ?? '');
  return extension === null ? null : `papers/${bulletinId}.${extension}`;
}

/** [DOC24] In a stable order, and without what reading it fills in again. */
export function fileOf({ settings, bulletins, documents }: CityState, map: CityMap): object {
  const { header, relayHosts, reforms, speech } = settings;
  const sections = DOCUMENT_KINDS.map((kind) => {
    const bodies = documents.filter((one) => one.kind === kind).map(({ body }) => body);
    return [SECTION_OF[kind], bodies.map((body) => entryOf(kind, body, map))] as const;
  });
  return filled({
    city: filled({ unit: map.cityId, timeZone: map.timeZone, header, relayHosts, reforms }),
    speech: speechEntry(speech),
    units: [...map.units.values()].map(unitEntry),
    nodes: [...map.nodes.values()].map(nodeEntry),
    zones: [...map.zones.values()].map(zoneEntry),
    bulletins: [...bulletins].sort(byId).map((one) => bulletinEntry(one, map)),
    ...Object.fromEntries(sections),
  });
}

/** Without what is null, undefined or an empty list. */
function filled(entry: object): object {
  return Object.fromEntries(
    Object.entries(entry).filter(([, value]) => {
      if (Array.isArray(value)) return value.length > 0;
      return value !== null && value !== undefined;
    }),
  );
}

function byId(a: Bulletin, b: Bulletin): number {
  return a.bulletinId < b.bulletinId ? -1 : 1;
}

function entryOf(kind: DocumentKind, body: { readonly unit: string }, map: CityMap): object {
  const { unit, ...rest } = withoutDefaults(documentSchemas[kind], body) as typeof body;
  return unit === map.cityId ? rest : { ...rest, unit };
}

function speechEntry({ abbreviations, dialect }: CityState['settings']['speech']): object | null {
  const own = Object.keys(abbreviations).length > 0 ? abbreviations : null;
  const entry = filled({ abbreviations: own, dialect: unless(dialect, 'north') });
  return Object.keys(entry).length > 0 ? entry : null;
}

function unless<T>(value: T, usual: T): T | undefined {
  return value === usual ? undefined : value;
}

function unitEntry(unit: Unit): object {
  const { unitId, kind, name, parentId, formerParents = [], from, until, place } = unit;
  const formerly = formerParents.map((one) => ({ parent: one.parentId, until: one.until }));
  return filled({ id: unitId, kind, name, parent: parentId, formerly, from, until, place });
}

function nodeEntry({
  nodeId,
  name,
  unitId,
  formerUnits,
  place,
  siteId,
  settings,
}: CityNode): object {
  const { gainDb, emergencyGainDb, maxGainDb, trimUs } = settings;
  return filled({
    id: nodeId,
    name,
    unit: unitId,
    formerly: formerUnits,
    place,
    gainDb: unless(gainDb, NODE_DEFAULTS.gainDb),
    emergencyGainDb: unless(emergencyGainDb, NODE_DEFAULTS.emergencyGainDb),
    maxGainDb: unless(maxGainDb, NODE_DEFAULTS.maxGainDb),
    trimMs: unless(trimUs / 1000, NODE_DEFAULTS.trimMs),
    site: siteId,
  });
}

function zoneEntry({ zoneId, name, nodeIds, acoustic }: Zone): object {
  const entry = { id: zoneId, name, nodes: nodeIds };
  return acoustic === null ? entry : { ...entry, acoustic: acousticEntry(acoustic) };
}

function acousticEntry(acoustic: Acoustic): object {
  switch (acoustic.kind) {
    case 'delay': {
      const groups = acoustic.groups.map(({ nodeIds, delayUs }) => {
        return { nodes: nodeIds, delayMs: delayUs / 1000 };
      });
      return { mode: 'delay', groups };
    }
    case 'waves': {
      const groups = acoustic.groups.map(({ nodeIds }) => ({ nodes: nodeIds }));
      return { mode: 'waves', gapMs: acoustic.gapUs / 1000, groups };
    }
  }
}

function bulletinEntry(one: Bulletin, map: CityMap): object {
  const { paper, ...review } = one.review;
  return filled({
    id: one.bulletinId,
    title: one.title,
    class: unless(one.class, 'normal'),
    category: unless(one.category, ''),
    language: unless(one.language, 'vi'),
    unit: unless(one.unitId, map.cityId),
    file: soundPathOf(one),
    transcript: unless(one.transcript, ''),
    validFrom: one.validFrom,
    validThrough: one.validThrough,
    paper: paper && filled({ number: paper.number, file: paperPathOf(one) }),
    versionOf: one.versionOf,
    origin: unless(one.origin, 'file'),
    state: unless(one.state, 'approved'),
    author: unless(one.author, SCHEDULE_AUTHOR),
    createdAtMs: one.createdAtMs,
    revision: unless(one.revision, 1),
    review: reviewEntry(review),
    prepared: {
      asset: one.assetId,
      loudnessLufs: one.loudnessLufs,
      truePeakDbtp: one.truePeakDbtp,
    },
  } satisfies { readonly [K in keyof FileBulletin]: unknown });
}

/** Left out where it is what a file's bulletin has by itself. */
function reviewEntry(review: Omit<Bulletin['review'], 'paper'>): object | undefined {
  const { paper: _, ...usual } = { ...NOT_REVIEWED, how: 'city-file' as const };
  if (JSON.stringify(review) === JSON.stringify(usual)) return undefined;
  const { reason, ...rest } = review;
  return { ...filled(rest), ...(reason === '' ? {} : { reason }) };
}
