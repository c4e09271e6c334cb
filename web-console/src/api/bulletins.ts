/** What people know of bulletins beside their sound. */
import { type Bulletin, bulletinSchema } from '@loa/protocol/console-api';
import type { BulletinDraft } from '../state/bulletin-draft.ts';
import { requestForm, requestJson } from './request.ts';

export type BulletinChange = {
  readonly [Field in keyof BulletinDraft]?: string | null;
} & { readonly paperNumber?: null };

export function changeBulletin(bulletinId: string, body: BulletinChange): Promise<Bulletin> {
  return requestJson(pathOf(bulletinId), bulletinSchema, { method: 'PATCH', body });
}

/** Attaches the signed paper, in the place of the one before. */
export function attachPaper(
  { bulletinId, revision }: Bulletin,
  { number, file }: { readonly number: string; readonly file: File },
): Promise<Bulletin> {
  const form = new FormData();
  form.append('number', number);
  form.append('revision', String(revision));
  form.append('paper', file);
  return requestForm(`${pathOf(bulletinId)}/paper`, bulletinSchema, { method: 'PUT', form });
}

export function paperUrl(bulletinId: string): string {
  return `${pathOf(bulletinId)}/paper`;
}

function pathOf(bulletinId: string): string {
  return `/api/bulletins/${encodeURIComponent(bulletinId)}`;
}
