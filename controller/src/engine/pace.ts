import type { Clock } from '@loa/runtime/pure';

/** [REP40] What long work of nobody's hurry does between two rests. */
const SLICE_US = 20_000;

/** Long work, and when others have their turn. */
export interface Pace {
  /** To be asked after each small piece. */
  isSpent(): boolean;
  rest(): Promise<void>;
}

export interface PaceDeps {
  readonly clock: Pick<Clock, 'monotonicUs'>;
  /** Lets others work. */
  readonly breathe: () => Promise<void>;
}

export function createPace({ clock, breathe }: PaceDeps): Pace {
  let endUs = clock.monotonicUs() + SLICE_US;
  return {
    isSpent: () => clock.monotonicUs() >= endUs,
    rest: async () => {
      await breathe();
      endUs = clock.monotonicUs() + SLICE_US;
    },
  };
}

/** The same rows, with rests between them. */
export async function* paced<Row>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  pace: Pace,
): AsyncGenerator<Row> {
  for await (const row of rows) {
    yield row;
    if (pace.isSpent()) await pace.rest();
  }
}
