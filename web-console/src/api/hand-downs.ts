/** Bulletins handed down: what comes from above, and what was given to those below. */
import {
  type HandedDown,
  handedDownSchema,
  type InboxAnswer,
  type NewDistribution,
} from '@loa/protocol/console-api';
import { z } from 'zod';
import { requestJson } from './request.ts';

const inboxSchema = z.object({ inbox: z.array(handedDownSchema) });
const sentSchema = z.object({ distributions: z.array(handedDownSchema) });

export async function fetchInbox(): Promise<HandedDown[]> {
  return (await requestJson('/api/inbox', inboxSchema)).inbox;
}

export function answerInbox(id: string, body: InboxAnswer): Promise<HandedDown> {
  const path = `/api/inbox/${encodeURIComponent(id)}/answer`;
  return requestJson(path, handedDownSchema, { method: 'POST', body });
}

export async function fetchHandedDown(): Promise<HandedDown[]> {
  return (await requestJson('/api/distributions', sentSchema)).distributions;
}

export function handDown(body: NewDistribution): Promise<HandedDown> {
  return requestJson('/api/distributions', handedDownSchema, { method: 'POST', body });
}
