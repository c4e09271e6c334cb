import type { BulletinId } from '@loa/protocol/vocabulary';
import type { Bulletin } from '../domain/library/bulletin.ts';
import type { PaperExtension } from '../domain/library/paper.ts';
import type { Actor } from '../domain/policy/actor.ts';
import type { Refused } from './refused.ts';

export interface NewPaper {
  readonly number: string;
  /** The revision that the person was shown. */
  readonly revision: number;
  /** Path of what was sent; it is copied. */
  readonly file: string;
}

/** The signed papers that bulletins carry out. */
export interface Papers {
  /** [APR36] In the place of the one before. */
  attach(actor: Actor, bulletinId: BulletinId, paper: NewPaper): Promise<Bulletin | Refused>;
  /** Its file; null where it has none. */
  fileOf(
    bulletin: Pick<Bulletin, 'review'>,
  ): { readonly path: string; readonly extension: PaperExtension } | null;
}
