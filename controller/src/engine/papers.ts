import type { BulletinId } from '@loa/protocol/vocabulary';
import type { Clock } from '@loa/runtime/pure';
import type { Bulletin, Review } from '../domain/library/bulletin.ts';
import { extensionOfName } from '../domain/library/paper.ts';
import type { EventBus } from './events.ts';
import type { Papers } from './paper-facade.ts';
import type { PaperFiles } from './paper-files-port.ts';
import type { Stores } from './ports.ts';
import type { Refused } from './refused.ts';
import { shownBulletin } from './shown-bulletin.ts';

export interface PapersDeps {
  readonly stores: Pick<Stores, 'library' | 'audit' | 'transactions'>;
  readonly papers: PaperFiles;
  readonly events: EventBus;
  readonly clock: Clock;
}

export function createPapers({ stores, papers, events, clock }: PapersDeps): Papers {
  const shown = (bulletinId: BulletinId, revision: number): Bulletin | Refused =>
    shownBulletin(stores.library, { bulletinId, revision });
  return {
    attach: async (actor, bulletinId, { number, revision, file }) => {
      const before = shown(bulletinId, revision);
      if ('outcome' in before) return before;
      const kept = await papers.keep(file);
      if (kept.outcome === 'refused') return { ...kept, field: 'paper' };
      const attached = stores.transactions.run(() => {
        // Storing it took time, in which others may have changed what it carries out.
        const held = shown(bulletinId, revision);
        if ('outcome' in held) return held;
        const bulletin = withPaper(held, { number, file: kept.name });
        stores.library.put(bulletin);
        const { title } = bulletin;
        const detail = { title, revision, paper: number, file: kept.name };
        const entry = { actor: actor.username, action: 'bulletin.attach', subject: bulletinId };
        stores.audit.append({ ...entry, atMs: clock.nowMs(), detail });
        return bulletin;
      });
      if (!('outcome' in attached)) events.emit({ kind: 'library-changed' });
      return attached;
    },
    fileOf: ({ review }) => {
      const name = review.paper?.file ?? null;
      const extension = name === null ? null : extensionOfName(name);
      const path = name === null ? null : papers.path(name);
      return path === null || extension === null ? null : { path, extension };
    },
  };
}

/** [APR35] Approval stays as it is. */
export function withPaper(bulletin: Bulletin, paper: Review['paper']): Bulletin {
  return { ...bulletin, review: { ...bulletin.review, paper } };
}
