import type { HandedDown } from '@loa/protocol/console-api';
import { useQuery } from '@tanstack/react-query';
import { fetchHandedDown, fetchInbox } from '../api/hand-downs.ts';
import { DOCUMENTS_KEY, type Loaded } from './queries.ts';

/** What is planned and heard of them changes without a change of the documents. */
const HEARD_POLL_MS = 30_000;

/** What the reader's units were handed down. Below the documents' key, as what follows. */
export function useInbox(): Loaded<HandedDown[]> {
  const query = useQuery({
    queryKey: [...DOCUMENTS_KEY, 'inbox'],
    queryFn: fetchInbox,
    refetchInterval: HEARD_POLL_MS,
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}

/** What the reader's units have handed down, to its end. */
export function useHandedDown(): Loaded<HandedDown[]> {
  const query = useQuery({
    queryKey: [...DOCUMENTS_KEY, 'handed-down'],
    queryFn: fetchHandedDown,
    refetchInterval: HEARD_POLL_MS,
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}
