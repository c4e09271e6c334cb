import type { ScheduleFile } from '@loa/protocol/schedule-file';
import { contentName } from '@loa/runtime/node';
import { NOT_REVIEWED } from '../../domain/library/bulletin.ts';
import type { DeclaredBulletin, Schedule } from '../../engine/schedule-port.ts';
import { declaredDocuments } from './documents-of.ts';
import { mapOf } from './map-of.ts';
import { speechOf } from './speech-of.ts';

type FileBulletin = NonNullable<ScheduleFile['bulletins']>[number];

interface Sound {
  readonly path: string;
  readonly sha256: string;
}

/** A checked file in the domain's words. */
export function toSchedule(file: ScheduleFile, sounds: ReadonlyMap<string, Sound>): Schedule {
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
      return bulletinOf(one, file, sound);
    }),
    documents,
    documentsDigest: contentName(JSON.stringify(documents)),
  };
}

function bulletinOf(one: FileBulletin, { city }: ScheduleFile, sound: Sound): DeclaredBulletin {
  const paper = one.paper ?? null;
  return {
    bulletinId: one.id,
    title: one.title,
    class: one.class ?? 'normal',
    category: one.category ?? '',
    language: one.language ?? 'vi',
    unitId: one.unit ?? city.unit,
    way: {
      origin: one.origin ?? 'file',
      state: one.state ?? 'approved',
      transcript: one.transcript ?? '',
      validFrom: one.validFrom ?? null,
      validThrough: one.validThrough ?? null,
      versionOf: one.versionOf ?? null,
      // Who applies the file answers for what it brings.
      review: { ...NOT_REVIEWED, ...(one.review ?? { how: 'city-file' }), paper },
    },
    author: one.author ?? null,
    createdAtMs: one.createdAtMs ?? null,
    revision: one.revision ?? null,
    prepared: preparedOf(one),
    soundFile: sound.path,
    sourceHash: sound.sha256,
  };
}

function preparedOf({ prepared }: FileBulletin): DeclaredBulletin['prepared'] {
  if (prepared === undefined) return null;
  const { asset, loudnessLufs, truePeakDbtp } = prepared;
  return { assetId: asset, loudnessLufs, truePeakDbtp };
}
