import { DOCUMENT_KINDS, type DocumentKind } from '@loa/protocol/programme';
import { type ScheduleFile, SECTION_OF } from '@loa/protocol/schedule-file';
import { documentFaults } from '../../domain/documents/faults.ts';
import type { Known } from '../../domain/documents/known.ts';
import { declaredDocuments } from './documents-of.ts';
import { mapOf } from './map-of.ts';
import type { Fault } from './shape.ts';

/** [CAL20] What the documents of a file have wrong in what they name and say, in order of the file. */
export function checkDocuments(file: ScheduleFile): Fault[] {
  const incomplete = incompleteAirRules(file);
  if (incomplete.length > 0) return incomplete;
  const known = knownIn(file);
  return [
    ...DOCUMENT_KINDS.flatMap((kind) => duplicates(kind, file)),
    ...sharedIds(file),
    ...declaredDocuments(file).flatMap(({ kind, body, index }) =>
      documentFaults(kind, body, known).map(({ path, message }) => ({
        path: [SECTION_OF[kind], index, ...path],
        message,
      })),
    ),
  ];
}

function idsOf(file: ScheduleFile, kind: DocumentKind): string[] {
  return (file[SECTION_OF[kind]] ?? []).map(({ id }) => id);
}

/** What documents of the file may name: what stands in the file. */
function knownIn(file: ScheduleFile): Known {
  return {
    map: mapOf(file),
    bulletins: new Set((file.bulletins ?? []).map(({ id }) => id as string)),
    sessions: new Set(idsOf(file, 'session')),
    items: new Set([...idsOf(file, 'campaign'), ...idsOf(file, 'relay')]),
    accounts: null,
    relayHosts: file.city.relayHosts ?? [],
  };
}

function duplicates(kind: DocumentKind, file: ScheduleFile): Fault[] {
  const seen = new Set<string>();
  return idsOf(file, kind).flatMap((id, index) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    const path = [SECTION_OF[kind], index, 'id'];
    return [{ path, message: `${id} stands twice; give each its own id` }];
  });
}

/** [DOC8] */
function sharedIds(file: ScheduleFile): Fault[] {
  const campaigns = new Set(idsOf(file, 'campaign'));
  return idsOf(file, 'relay').flatMap((id, index) =>
    campaigns.has(id)
      ? [{ path: ['relays', index, 'id'], message: `a campaign is called ${id}; choose another` }]
      : [],
  );
}

/** [DOC20] Without a preset an air rule has a title and windows of its own. */
function incompleteAirRules({ airRules = [] }: ScheduleFile): Fault[] {
  return airRules.flatMap(({ preset, title, windows }, index) => {
    if (preset !== undefined) return [];
    const lacking = [...(title ? [] : ['title']), ...(windows ? [] : ['windows'])];
    return lacking.map((field) => ({
      path: ['airRules', index, field],
      message: 'is missing; give it, or a preset',
    }));
  });
}
