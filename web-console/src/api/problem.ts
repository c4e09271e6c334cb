import { type Problem, problemSchema } from '@loa/protocol/console-api';
import type { ProblemCode } from '@loa/protocol/vocabulary';
import { LoaError } from '@loa/runtime/pure';

/** Beyond the controller's own codes: it could not be asked, or its answer was not understood. */
export type ApiErrorCode = ProblemCode | 'unreachable' | 'unexpected-answer';

/** A request that failed. `problem` is the controller's own word, where there is one. */
export class ApiError extends LoaError<ApiErrorCode> {
  readonly problem: Problem | null;

  constructor(code: ApiErrorCode, problem: Problem | null = null, cause?: unknown) {
    super(code, problem?.detail ?? code, {
      cause,
      isRetryable: code === 'unreachable' || code === 'unavailable',
    });
    this.problem = problem;
  }
}

/** An answer with an error status, as an error. Anything but problem details is unexpected. */
export function problemError(body: unknown): ApiError {
  const parsed = problemSchema.safeParse(body);
  if (!parsed.success) return new ApiError('unexpected-answer', null, parsed.error);
  return new ApiError(parsed.data.code, parsed.data);
}
