import type { CollisionView, ExplanationView, WarningView } from '@loa/protocol/console-api';
import { useQuery } from '@tanstack/react-query';
import { fetchCollisions, fetchExplanation, fetchWarnings } from '../api/outlook.ts';
import { DOCUMENTS_KEY, type Loaded, WARNINGS_KEY } from './queries.ts';

/** The plan follows a change by itself, a moment later. */
const PLAN_POLL_MS = 5_000;

/** None while they are not known: what sounds does not wait for them. The feed tells of changes. */
export function useWarnings(): readonly WarningView[] {
  return useQuery({ queryKey: WARNINGS_KEY, queryFn: fetchWarnings }).data ?? [];
}

/** Bulletins from above that wait for the answer of the reader's unit. */
export function useUnanswered(): number {
  return useWarnings().reduce((sum, one) => sum + (one.kind === 'unanswered' ? one.count : 0), 0);
}

/** Pairs of priority items that wait for somebody's decision. */
export function useUndecided(): number {
  return useWarnings().filter(({ kind }) => kind === 'undecided').length;
}

/** Below the documents' key: a decision is one. */
export function useCollisions(): Loaded<CollisionView[]> {
  const query = useQuery({
    queryKey: [...DOCUMENTS_KEY, 'collisions'],
    queryFn: fetchCollisions,
    refetchInterval: PLAN_POLL_MS,
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}

/** Never an old one: what comes in between changes it. */
export function useExplanation(cueId: string, nodeId: string): Loaded<ExplanationView> {
  const query = useQuery({
    queryKey: ['explanation', cueId, nodeId],
    queryFn: () => fetchExplanation(cueId, nodeId),
    staleTime: 0,
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}
