/** Work in pieces: whoever does it may let others have their turn after each. */
export type Steps<Result> = Generator<void, Result, undefined>;

/** All of it at once. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
