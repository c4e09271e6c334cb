import type { ProblemCode } from '@loa/protocol/vocabulary';

/** A use case refused: the code decides the HTTP status, `field` names what to mend. */
export interface Refused {
  readonly outcome: 'refused';
  readonly code: ProblemCode;
  /** English, for logs and APIs; the console translates by code. */
  readonly detail: string;
  readonly field?: string;
}
