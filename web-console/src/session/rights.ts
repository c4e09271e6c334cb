import type { UnitRights } from '@loa/protocol/console-api';
import { useQuery } from '@tanstack/react-query';
import { fetchUnitRights } from '../api/rights.ts';
import { DOCUMENTS_KEY, type Loaded } from './queries.ts';

/** Below the documents' key: it follows from grants and rules. */
export function useUnitRights(unitId: string): Loaded<UnitRights> {
  const query = useQuery({
    queryKey: [...DOCUMENTS_KEY, 'rights', unitId],
    queryFn: () => fetchUnitRights(unitId),
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}
