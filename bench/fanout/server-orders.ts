/** What the benchmark and its server say to each other. */
export type ServerOrder =
  /** Hellos of the first so many nodes, each the text of a message. */
  | { readonly kind: 'hellos'; readonly nodes: number }
  | {
      readonly kind: 'open';
      readonly nodes: number;
      readonly chunkMs: number;
      readonly isSigned: boolean;
      readonly windowMs: number;
    }
  | { readonly kind: 'hearing' }
  | { readonly kind: 'close' };

export type FromServer =
  | {
      readonly kind: 'serving';
      readonly port: number;
      readonly assetId: string;
      readonly chunks: number;
      /** Length of a stored chunk. */
      readonly chunkMs: number;
    }
  | { readonly kind: 'hellos'; readonly lines: readonly string[] }
  | { readonly kind: 'opened'; readonly slots: number }
  /** Nodes by what they have of the stream. */
  | { readonly kind: 'hearing'; readonly counts: Readonly<Record<string, number>> }
  | { readonly kind: 'closed' };
