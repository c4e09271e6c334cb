export interface ApplyReply {
  readonly ok: boolean;
  /** For a person at a terminal: the difference, or the problems with file, line and column. */
  readonly lines: readonly string[];
}
