import type { DocumentName, FromHub, SessionNumber, ToHub } from './exchange.ts';

/** Of a session, what the line counts. */
interface Counted {
  waitingForEngine: number;
}

/** The hub's line to the desk. */
export interface EngineLine {
  tell(message: FromHub): void;
  document(session: SessionNumber, name: DocumentName): Promise<string | null>;
  // --- what the desk answers ---
  taken(): void;
  answer(document: Extract<ToHub, { kind: 'document' }>): void;
}

/**
 * [LNK41] One batch is under way at a time; what comes meanwhile makes the next. So a busy engine
 * costs nothing but time, and gets more the more it is behind. How much a node may have waiting is
 * limited where it is read.
 */
export function createEngineLine(deps: {
  readonly post: (batch: readonly FromHub[]) => void;
  readonly sessionOf: (session: SessionNumber) => Counted | null;
}): EngineLine {
  let waiting: FromHub[] = [];
  let underWay: readonly FromHub[] | null = null;
  let isScheduled = false;
  let lastAsk = 0;
  const asks = new Map<number, (text: string | null) => void>();

  function count(message: FromHub, by: 1 | -1): void {
    const session = 'session' in message ? deps.sessionOf(message.session) : null;
    if (session) session.waitingForEngine += by;
  }

  function flush(): void {
    isScheduled = false;
    if (underWay !== null || waiting.length === 0) return;
    underWay = waiting;
    waiting = [];
    deps.post(underWay);
  }

  /** After the events of this turn of the loop, so that they go together. */
  function schedule(): void {
    if (isScheduled || underWay !== null) return;
    isScheduled = true;
    setImmediate(flush);
  }

  function tell(message: FromHub): void {
    waiting.push(message);
    count(message, 1);
    schedule();
  }

  return {
    tell,
    document: (session, name) => {
      const ask = ++lastAsk;
      const { promise, resolve } = Promise.withResolvers<string | null>();
      asks.set(ask, resolve);
      tell({ kind: 'document-wanted', session, ask, name });
      return promise;
    },
    taken: () => {
      for (const message of underWay ?? []) count(message, -1);
      underWay = null;
      if (waiting.length > 0) schedule();
    },
    answer: ({ ask, text }) => {
      asks.get(ask)?.(text);
      asks.delete(ask);
    },
  };
}
