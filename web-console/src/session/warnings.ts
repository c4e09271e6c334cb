import type { WarningView } from '@loa/protocol/console-api';
import { useQuery } from '@tanstack/react-query';
import { fetchWarnings } from '../api/warnings.ts';

/** They are hours ahead of what they warn of. */
const WARNINGS_POLL_MS = 60_000;

/** None while they are not known: what sounds does not wait for them. */
export function useWarnings(): readonly WarningView[] {
  const query = useQuery({
    queryKey: ['warnings'],
    queryFn: fetchWarnings,
    refetchInterval: WARNINGS_POLL_MS,
  });
  return query.data ?? [];
}
