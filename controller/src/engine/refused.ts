import type { ProblemCode, Role } from '@loa/protocol/vocabulary';

/** A use case refused: the code decides the HTTP status, `field` names what to mend. */
export interface Refused {
  readonly outcome: 'refused';
  readonly code: ProblemCode;
  /** English, for logs and APIs; the console translates by code. */
  readonly detail: string;
  readonly field?: string;
  /** The rule that stands against it, and who may go beyond it. */
  readonly against?: { readonly title: string; readonly overridableBy: readonly Role[] };
}
