/** The way of a bulletin to the air. */
import { approvalsSchema, type Bulletin, bulletinSchema } from '@loa/protocol/console-api';
import { requestJson } from './request.ts';

/** Steps that a person takes about a bulletin; `speak` is taken by sending. */
export type ReviewStep = Exclude<Bulletin['mine']['steps'][number], 'speak'>;

export interface StepTaken {
  readonly step: ReviewStep;
  /** Of `return` and `break-glass`. */
  readonly reason?: string;
}

/** What waits for the reader. */
export async function fetchApprovals(): Promise<Bulletin[]> {
  return (await requestJson('/api/approvals', approvalsSchema)).bulletins;
}

export function fetchBulletin(bulletinId: string): Promise<Bulletin> {
  return requestJson(pathOf(bulletinId), bulletinSchema);
}

/** Tells how much of its sound was played to the reader. */
export function tellHeard(bulletin: Bulletin, permille: number): Promise<Bulletin> {
  const { bulletinId, revision } = bulletin;
  const options = { method: 'POST', body: { revision, permille } } as const;
  return requestJson(`${pathOf(bulletinId)}/heard`, bulletinSchema, options);
}

/** On the revision that was shown: what has changed since is to be looked at first. */
export function takeStep(bulletin: Bulletin, { step, reason }: StepTaken): Promise<Bulletin> {
  const { bulletinId, revision } = bulletin;
  const body = reason === undefined ? { revision } : { revision, reason };
  const options = { method: 'POST', body } as const;
  return requestJson(`${pathOf(bulletinId)}/${step}`, bulletinSchema, options);
}

function pathOf(bulletinId: string): string {
  return `/api/bulletins/${encodeURIComponent(bulletinId)}`;
}
