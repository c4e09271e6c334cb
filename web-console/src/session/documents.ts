import type { DocumentView, EffectsView, TimingStarts } from '@loa/protocol/console-api';
import type { DocumentKind, Documents, Timing } from '@loa/protocol/programme';
import { useQuery } from '@tanstack/react-query';
import {
  fetchDocuments,
  type PreviewedKind,
  previewDocument,
  previewTiming,
} from '../api/documents.ts';
import { DOCUMENTS_KEY, type Loaded } from './queries.ts';

export function useDocuments<K extends DocumentKind>(kind: K): Loaded<DocumentView<K>[]> {
  const query = useQuery({
    queryKey: [...DOCUMENTS_KEY, kind],
    queryFn: () => fetchDocuments(kind),
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}

/** What keeping a document would do; null before it could be kept. */
export function useEffects<K extends PreviewedKind>(
  kind: K,
  body: Documents[K] | null,
): Loaded<EffectsView> {
  const query = useQuery({
    queryKey: ['effects', kind, JSON.stringify(body)],
    queryFn: () => previewDocument(kind, body as Documents[K]),
    enabled: body !== null,
    placeholderData: (held) => held,
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}

/** What the controller makes of a timing; what it said of the last one stays until then. */
export function useTimingStarts(timing: Timing | null): {
  readonly starts: TimingStarts | undefined;
  readonly error: Error | null;
  /** `starts` is of this very timing. */
  readonly isCurrent: boolean;
} {
  const query = useQuery({
    queryKey: ['timing', JSON.stringify(timing)],
    queryFn: () => previewTiming(timing as Timing),
    enabled: timing !== null,
    placeholderData: (held) => held,
  });
  const isCurrent = timing !== null && query.isSuccess && !query.isPlaceholderData;
  return { starts: query.data, error: query.error, isCurrent };
}
