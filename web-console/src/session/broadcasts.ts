import type { Broadcast } from '@loa/protocol/console-api';
import { useQuery } from '@tanstack/react-query';
import { fetchBroadcasts } from '../api/broadcasts.ts';
import type { Loaded } from './queries.ts';

/** The plan follows a change by itself, a moment later. */
const PLAN_POLL_MS = 5_000;

/** What reaches the reader's unit between two instants, what is withheld too. */
export function useBroadcasts(fromMs: number, toMs: number): Loaded<Broadcast[]> {
  const query = useQuery({
    queryKey: ['broadcasts', fromMs, toMs],
    queryFn: () => fetchBroadcasts(fromMs, toMs),
    placeholderData: (held) => held,
    refetchInterval: PLAN_POLL_MS,
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}
