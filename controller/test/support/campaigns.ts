import type { Campaign } from '@loa/protocol/programme';
import type { Stores } from '../../src/engine/ports.ts';

/** Makes these all the campaigns that there are. */
export function putCampaigns(
  { documents, transactions }: Pick<Stores, 'documents' | 'transactions'>,
  campaigns: readonly Campaign[],
): void {
  transactions.run(() => {
    const held = new Map(documents.list('campaign').map(({ body }) => [body.id, body]));
    for (const body of campaigns) {
      const former = held.get(body.id);
      held.delete(body.id);
      if (former && JSON.stringify(former) === JSON.stringify(body)) continue;
      const owner = { origin: 'file', author: 'schedule-file', changedAtMs: 0 } as const;
      documents.put('campaign', { body, ...owner });
    }
    for (const id of held.keys()) documents.remove('campaign', id);
  });
}
