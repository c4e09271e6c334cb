import { documentSchemas } from '@loa/protocol/documents';
import {
  AIR_PRESETS,
  type AirRule,
  DOCUMENT_KINDS,
  type DocumentKind,
} from '@loa/protocol/programme';
import { type ScheduleFile, SECTION_OF } from '@loa/protocol/schedule-file';
import type { DeclaredDocument } from '../../engine/schedule-port.ts';

/** A document of the file and where it stands in its section. */
export type FileDocument = DeclaredDocument & { readonly index: number };

/** Every document of a file whose form is right, complete, by kind in the order of the file. */
export function declaredDocuments(file: ScheduleFile): FileDocument[] {
  return DOCUMENT_KINDS.flatMap((kind) =>
    (file[SECTION_OF[kind]] ?? []).map((entry, index) => {
      const filled = kind === 'air-rule' ? withPreset(entry) : entry;
      const unit = entry.unit ?? file.city.unit;
      // The schema puts the fields in order: the same document is the same text, wherever it came from.
      const body = documentSchemas[kind as DocumentKind].parse({ ...filled, unit });
      return { kind, body, index } as FileDocument;
    }),
  );
}

/** [DOC20] What an air rule leaves out is as its preset has it. */
function withPreset(entry: object): object {
  const { preset, ...own } = entry as Partial<AirRule> & { preset?: keyof typeof AIR_PRESETS };
  return preset === undefined ? own : { ...AIR_PRESETS[preset], ...own };
}
