/** Files of signed papers, by content. */
export interface PaperFiles {
  /**
   * Stores a copy of a file; durable when it resolves, and the same content has the same name.
   * Rejects with `storage-full` when there is no room.
   */
  keep(file: string): Promise<KeptPaper>;
  /** Null where it is not held. */
  path(name: string): string | null;
  list(): readonly string[];
  remove(name: string): Promise<void>;
}

export type KeptPaper =
  | { readonly outcome: 'kept'; readonly name: string }
  | {
      readonly outcome: 'refused';
      readonly code: 'paper-unsupported' | 'paper-too-large';
      readonly detail: string;
    };
