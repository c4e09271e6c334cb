import type { Bulletin, IngestJob, Me } from '@loa/protocol/console-api';
import { MutationCache, QueryCache, QueryClient, useQuery } from '@tanstack/react-query';
import {
  type BroadcastProof,
  fetchBroadcast,
  fetchBulletins,
  fetchIngestJob,
} from '../api/client.ts';
import { ApiError } from '../api/problem.ts';
import { useLive } from './workspace.tsx';

export const SESSION_KEY = ['session'] as const;
export const CITY_KEY = ['city'] as const;
export const LIBRARY_KEY = ['bulletins'] as const;
export const DOCUMENTS_KEY = ['documents'] as const;
export const WARNINGS_KEY = ['warnings'] as const;

/** While the feed is away a job is asked after this often. */
const JOB_POLL_MS = 1_000;
/** What a planned occurrence will become can change without a change of the occurrence itself. */
const PROOF_POLL_MS = 15_000;

export function createQueries(): QueryClient {
  const onError = (error: unknown): void => {
    if (isSessionEnd(error)) changePerson(client, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => isRetryable(error) && failures < 3,
        staleTime: 30_000,
      },
    },
  });
  return client;
}

/** Another person, or nobody: what the person before saw is not for the next one. */
export function changePerson(client: QueryClient, me: Me | null): void {
  // The session's own entry stays, as the door watches it.
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  client.setQueryData(SESSION_KEY, me);
}

function isSessionEnd(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'not-logged-in';
}

function isRetryable(error: unknown): boolean {
  return error instanceof ApiError && error.isRetryable;
}

export interface Loaded<Value> {
  readonly data: Value | undefined;
  readonly error: Error | null;
  readonly refetch: () => void;
}

export function useBulletins(): Loaded<Bulletin[]> {
  const query = useQuery({ queryKey: LIBRARY_KEY, queryFn: fetchBulletins });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}

/** One occurrence with its receipts; asked again whenever the feed tells of a change of it. */
export function useBroadcast(cueId: string): Loaded<BroadcastProof> {
  const told = useLive().view?.broadcasts.get(cueId);
  const query = useQuery({
    queryKey: ['broadcast', cueId, told?.state, JSON.stringify(told?.counts)],
    queryFn: () => fetchBroadcast(cueId),
    placeholderData: (held) => held,
    refetchInterval: PROOF_POLL_MS,
  });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}

/** The newest word on a job: from the feed, else asked for until it is over. */
export function useIngestJob(first: IngestJob | null): IngestJob | null {
  const told = useLive().view?.jobs.get(first?.jobId ?? '');
  const query = useQuery({
    queryKey: ['ingest-job', first?.jobId],
    queryFn: () => fetchIngestJob(first?.jobId ?? ''),
    enabled: first !== null && !isOver(first) && !isOver(told),
    refetchInterval: JOB_POLL_MS,
  });
  const known = [told, query.data, first].filter((job) => job != null);
  return known.find(isOver) ?? known.sort((a, b) => b.progress - a.progress)[0] ?? null;
}

function isOver(job: IngestJob | null | undefined): boolean {
  return job?.state === 'done' || job?.state === 'refused';
}
