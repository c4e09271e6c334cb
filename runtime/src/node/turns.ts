import { LoaError } from '../pure/index.ts';
import { TurnQueue } from './turn-queue.ts';

/** Works one at a time and in order. Disposing aborts what runs or waits, and waits until it is over. */
export interface Turns extends AsyncDisposable {
  /**
   * Null when so many wait that no more may. `work` is given a signal that ends it with `signal` or
   * with the program.
   */
  take<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> | null;
}

/** @param mostWaiting beside the one that runs */
export function openTurns(mostWaiting: number): Turns {
  const queue = new TurnQueue(mostWaiting);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    take: (given, work) => {
      const signal = AbortSignal.any([given, closing.signal]);
      const waiting = queue.take(signal);
      if (waiting === null) return null;
      const done = waiting.then(async (turn) => {
        using _turn = turn;
        return await work(signal);
      });
      running.add(done);
      const forget = (): void => {
        running.delete(done);
      };
      done.then(forget, forget);
      return done;
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort(new LoaError('unavailable', 'The controller is closing.'));
      await Promise.allSettled(running);
    },
  };
}
