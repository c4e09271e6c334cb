/** One at a time, in order; so many may wait and no more. */
export class TurnQueue {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Null when the queue is full. Rejects with the signal's reason when aborted while waiting. */
  take(signal: AbortSignal): Promise<Disposable> | null {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (!this.#busy) {
      this.#busy = true;
      return Promise.resolve(this.#turn());
    }
    if (this.#waiting.length >= this.#limit) return null;
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(this.#turn());
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason);
      };
      this.#waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #turn(): Disposable {
    let over = false;
    return {
      [Symbol.dispose]: () => {
        if (over) return;
        over = true;
        const next = this.#waiting.shift();
        if (next === undefined) this.#busy = false;
        else next();
      },
    };
  }
}
