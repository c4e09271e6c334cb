import type { ScheduleFile } from '@loa/protocol/schedule-file';
import { contentName } from '@loa/runtime/node';
import { NOT_REVIEWED } from '../../domain/library/bulletin.ts';
import type { DeclaredBulletin, Schedule } from '../../engine/schedule-port.ts';
import { declaredDocuments } from './documents-of.ts';
import { mapOf } from './map-of.ts';
import type { PaperFile } from './read-papers.ts';
import { speechOf } from './speech-of.ts';

type FileBulletin = NonNullable<ScheduleFile['bulletins']>[number];

interface Sound {
  readonly path: string;
  readonly sha256: string;
}

/** The files beside it, by bulletin. */
interface Beside {
  readonly sounds: ReadonlyMap<string, Sound>;
  readonly papers: ReadonlyMap<string, PaperFile>;
}

/** A checked file in the domain's words. */
export function toSchedule(file: ScheduleFile, { sounds, papers }: Beside): Schedule {
  const documents = declaredDocuments(file).map(({ index: _, ...document }) => document);
  return {
    map: mapOf(file),
    settings: {
      header: file.city.header ?? [],
      relayHosts: file.city.relayHosts ?? [],
      reforms: file.city.reforms ?? [],
      speech: speechOf(file),
    },
    bulletins: (file.bulletins ?? []).map((one) => {
      const sound = sounds.get(one.id);
      if (!sound) throw new Error(`no sound was read for ${one.id}`);
      return bulletinOf(one, file, { sound, paper: papers.get(one.id) ?? null });
    }),
    documents,
    documentsDigest: contentName(JSON.stringify(documents)),
  };
}

function bulletinOf(
  one: FileBulletin,
  { city }: ScheduleFile,
  beside: { readonly sound: Sound; readonly paper: PaperFile | null },
): DeclaredBulletin {
  const { sound, paper } = beside;
  return {
    bulletinId: one.id,
    title: one.title,
    class: one.class ?? 'normal',
    category: one.category ?? '',
    language: one.language ?? 'vi',
    unitId: one.unit ?? city.unit,
    way: wayOf(one, paper),
    author: one.author ?? null,
    createdAtMs: one.createdAtMs ?? null,
    revision: one.revision ?? null,
    prepared: preparedOf(one),
    soundFile: sound.path,
    paperFile: paper?.path ?? null,
    sourceHash: sound.sha256,
  };
}

function wayOf(one: FileBulletin, file: PaperFile | null): DeclaredBulletin['way'] {
  const paper = one.paper ? { number: one.paper.number, file: file?.name ?? null } : null;
  return {
    origin: one.origin ?? 'file',
    state: one.state ?? 'approved',
    transcript: one.transcript ?? '',
    validFrom: one.validFrom ?? null,
    validThrough: one.validThrough ?? null,
    versionOf: one.versionOf ?? null,
    // Who applies the file answers for what it brings.
    review: { ...NOT_REVIEWED, ...(one.review ?? { how: 'city-file' }), paper },
  };
}

function preparedOf({ prepared }: FileBulletin): DeclaredBulletin['prepared'] {
  if (prepared === undefined) return null;
  const { asset, loudnessLufs, truePeakDbtp } = prepared;
  return { assetId: asset, loudnessLufs, truePeakDbtp };
}
