import type { BulletinId } from '@loa/protocol/vocabulary';
import type { Bulletin } from '../domain/library/bulletin.ts';
import type { LibraryStore } from './ports.ts';
import type { Refused } from './refused.ts';

/** [APR33] The bulletin as the person was shown it; refused where it was changed meanwhile. */
export function shownBulletin(
  library: Pick<LibraryStore, 'get'>,
  { bulletinId, revision }: { readonly bulletinId: BulletinId; readonly revision: number },
): Bulletin | Refused {
  const bulletin = library.get(bulletinId);
  if (!bulletin) {
    const detail = `there is no bulletin "${bulletinId}"`;
    return { outcome: 'refused', code: 'not-found', detail };
  }
  if (bulletin.revision === revision) return bulletin;
  const detail = `it was changed meanwhile (revision ${bulletin.revision}); look at it again`;
  return { outcome: 'refused', code: 'document-changed', detail, field: 'revision' };
}
