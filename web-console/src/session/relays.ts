import type { RelaysEntity } from '@loa/protocol/console-api';
import { useQuery } from '@tanstack/react-query';
import { fetchRelays } from '../api/relays.ts';
import { DOCUMENTS_KEY, type Loaded } from './queries.ts';

/** A relay is joined a minute before its start, and its level goes up and down. */
const RELAYS_POLL_MS = 5_000;

/** Below the documents' key: a relay that is made or removed is there, or gone, at once. */
export function useRelays(): Loaded<RelaysEntity> {
  const query = useQuery({
    queryKey: [...DOCUMENTS_KEY, 'relays'],
    queryFn: fetchRelays,
    refetchInterval: RELAYS_POLL_MS,
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}
