import type { Bulletin } from '@loa/protocol/console-api';
import { useQuery } from '@tanstack/react-query';
import { fetchApprovals, fetchBulletin } from '../api/approvals.ts';
import { LIBRARY_KEY, type Loaded } from './queries.ts';

/** Below the library's key, so that what the feed tells of the library renews them too. */
export function useApprovals(): Loaded<Bulletin[]> {
  const query = useQuery({ queryKey: [...LIBRARY_KEY, 'waiting'], queryFn: fetchApprovals });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}

export function useBulletin(bulletinId: string): Loaded<Bulletin> {
  const query = useQuery({
    queryKey: bulletinKey(bulletinId),
    queryFn: () => fetchBulletin(bulletinId),
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}

export function bulletinKey(bulletinId: string): readonly string[] {
  return [...LIBRARY_KEY, 'one', bulletinId];
}
