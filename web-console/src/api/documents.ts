/** What people decide about the programme, asked and changed by kind. */
import {
  type DocumentView,
  documentViewSchema,
  type EffectsView,
  effectsSchema,
  type TimingStarts,
  timingStartsSchema,
} from '@loa/protocol/console-api';
import { documentSchemas } from '@loa/protocol/documents';
import type { DocumentKind, Documents, Timing } from '@loa/protocol/programme';
import { z } from 'zod';
import { requestJson } from './request.ts';

/** Kinds of which the controller says beforehand what keeping one would do. */
export type PreviewedKind = 'campaign' | 'suspension' | 'air-rule';

function viewSchema<K extends DocumentKind>(kind: K): z.ZodType<DocumentView<K>> {
  const schema = documentViewSchema.extend({ document: documentSchemas[kind] });
  return schema as z.ZodType as z.ZodType<DocumentView<K>>;
}

export async function fetchDocuments<K extends DocumentKind>(kind: K): Promise<DocumentView<K>[]> {
  const schema = z.object({ documents: z.array(viewSchema(kind)) });
  return (await requestJson(`/api/documents/${kind}`, schema)).documents;
}

/** @param version what the change is based on; null makes it new and never overwrites one */
export function putDocument<K extends DocumentKind>(
  kind: K,
  body: Documents[K],
  version: string | null,
): Promise<DocumentView<K>> {
  const headers: Record<string, string> =
    version === null ? { 'If-None-Match': '*' } : { 'If-Match': version };
  return requestJson(pathOf(kind, body.id), viewSchema(kind), { method: 'PUT', body, headers });
}

/** Answers what it was, so that it can be put back. */
export function removeDocument<K extends DocumentKind>(
  kind: K,
  id: string,
  version: string,
): Promise<DocumentView<K>> {
  const headers = { 'If-Match': version };
  return requestJson(pathOf(kind, id), viewSchema(kind), { method: 'DELETE', headers });
}

/** What keeping a document would do, to what it makes itself and to others. */
export function previewDocument<K extends PreviewedKind>(
  kind: K,
  body: Documents[K],
): Promise<EffectsView> {
  const path = `/api/documents/${kind}/preview`;
  return requestJson(path, effectsSchema, { method: 'POST', body });
}

/** When a timing in the making comes next. */
export function previewTiming(timing: Timing): Promise<TimingStarts> {
  const body = { timing };
  return requestJson('/api/timing/preview', timingStartsSchema, { method: 'POST', body });
}

function pathOf(kind: DocumentKind, id: string): string {
  return `/api/documents/${kind}/${encodeURIComponent(id)}`;
}
