import type { Timers } from '../pure/index.ts';

/** Why a run was ended from outside; null while it was not. */
export type Cause = 'aborted' | 'wall-limit' | 'output-limit';

export interface Guard extends Disposable {
  readonly cause: Cause | null;
  /** Ends the run. The first cause stands. */
  stop(cause: Cause): void;
}

/** Ends a run when the signal aborts or the wall limit passes. */
export function guardRun(
  kill: () => void,
  options: { readonly signal: AbortSignal; readonly timers: Timers; readonly wallMs: number },
): Guard {
  let cause: Cause | null = null;
  const stop = (reason: Cause): void => {
    cause ??= reason;
    kill();
  };
  const onAbort = (): void => stop('aborted');
  options.signal.addEventListener('abort', onAbort, { once: true });
  const timer = options.timers.after(options.wallMs, () => stop('wall-limit'));
  if (options.signal.aborted) onAbort();
  return {
    get cause() {
      return cause;
    },
    stop,
    [Symbol.dispose]: () => {
      timer[Symbol.dispose]();
      options.signal.removeEventListener('abort', onAbort);
    },
  };
}
