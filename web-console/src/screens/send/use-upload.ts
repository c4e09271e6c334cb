import type { IngestJob } from '@loa/protocol/console-api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../api/problem.ts';
import { type NewBulletin, uploadBulletin } from '../../api/upload.ts';
import { useIngestJob } from '../../session/queries.ts';

export interface Upload {
  readonly bulletin: NewBulletin;
  readonly durationMs: number | null;
  /** 0 … 1 of the bytes on their way. */
  readonly sent: number;
  readonly job: IngestJob | null;
  readonly error: unknown;
}

export interface Uploading {
  readonly upload: Upload | null;
  readonly start: (bulletin: NewBulletin, durationMs: number | null) => void;
  readonly drop: () => void;
}

/** Sends a sound and follows its preparation. Leaving the page gives up what is still on its way. */
export function useUpload(): Uploading {
  const [held, setHeld] = useState<Upload | null>(null);
  const abort = useRef<AbortController | null>(null);
  const job = useIngestJob(held?.job ?? null);
  useEffect(() => () => abort.current?.abort(), []);
  const drop = useCallback(() => {
    abort.current?.abort();
    setHeld(null);
  }, []);
  const start = useCallback((bulletin: NewBulletin, durationMs: number | null) => {
    abort.current?.abort();
    const controller = new AbortController();
    abort.current = controller;
    const change = (part: Partial<Upload>): void => {
      if (!controller.signal.aborted) {
        setHeld((before) => (before === null ? null : { ...before, ...part }));
      }
    };
    setHeld({ bulletin, durationMs, sent: 0, job: null, error: null });
    uploadBulletin(bulletin, (sent) => change({ sent }), controller.signal).then(
      (accepted) => change({ job: accepted }),
      (error: unknown) => change({ error }),
    );
  }, []);
  const problem = job?.problem ?? null;
  const error = held?.error ?? (problem === null ? null : new ApiError(problem.code, problem));
  return { upload: held === null ? null : { ...held, job, error }, start, drop };
}
