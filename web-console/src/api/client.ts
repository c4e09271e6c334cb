/** Everything that the console asks of the controller, one function a route. */
import {
  type Broadcast,
  type Bulletin,
  broadcastSchema,
  bulletinSchema,
  type City,
  citySchema,
  type EnrolmentCode,
  enrolmentCodeSchema,
  feedTicketSchema,
  type IngestJob,
  ingestJobSchema,
  type Login,
  type Me,
  meSchema,
  type NewBroadcast,
  type NodeStatus,
  type NodeTuning,
  nodeStatusSchema,
  type Proof,
  proofSchema,
} from '@loa/protocol/console-api';
import type { Language } from '@loa/protocol/vocabulary';
import { z } from 'zod';
import { ApiError } from './problem.ts';
import { requestJson, requestNothing } from './request.ts';

const bulletinsSchema = z.object({ bulletins: z.array(bulletinSchema) });
const stoppedSchema = z.object({ stopped: z.array(z.string()) });
const broadcastProofSchema = broadcastSchema.extend({ proofs: z.array(proofSchema) });
export type BroadcastProof = Broadcast & { proofs: Proof[] };

/** Who is logged in, or null. */
export async function fetchMe(): Promise<Me | null> {
  try {
    return await requestJson('/api/session', meSchema);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-logged-in') return null;
    throw error;
  }
}

export function logIn(login: Login): Promise<Me> {
  return requestJson('/api/session', meSchema, { method: 'POST', body: login });
}

export function logOut(): Promise<void> {
  return requestNothing('/api/session', { method: 'DELETE' });
}

export function savePreferences(language: Language): Promise<Me> {
  return requestJson('/api/session/preferences', meSchema, { method: 'PUT', body: { language } });
}

export async function fetchFeedTicket(signal: AbortSignal): Promise<string> {
  const options = { method: 'POST', body: {}, signal } as const;
  return (await requestJson('/api/feed-ticket', feedTicketSchema, options)).ticket;
}

export function fetchCity(): Promise<City> {
  return requestJson('/api/city', citySchema);
}

export async function fetchBulletins(): Promise<Bulletin[]> {
  return (await requestJson('/api/bulletins', bulletinsSchema)).bulletins;
}

export function bulletinAudioUrl(bulletinId: string): string {
  return `/api/bulletins/${encodeURIComponent(bulletinId)}/audio`;
}

export function deleteBulletin(bulletinId: string): Promise<void> {
  return requestNothing(`/api/bulletins/${encodeURIComponent(bulletinId)}`, { method: 'DELETE' });
}

export function fetchIngestJob(jobId: string): Promise<IngestJob> {
  return requestJson(`/api/ingest-jobs/${encodeURIComponent(jobId)}`, ingestJobSchema);
}

export function sendBroadcast(body: NewBroadcast): Promise<Broadcast> {
  return requestJson('/api/broadcasts', broadcastSchema, { method: 'POST', body });
}

export function fetchBroadcast(cueId: string): Promise<BroadcastProof> {
  return requestJson(`/api/broadcasts/${encodeURIComponent(cueId)}`, broadcastProofSchema);
}

export function stopBroadcast(cueId: string): Promise<Broadcast> {
  const path = `/api/broadcasts/${encodeURIComponent(cueId)}/stop`;
  return requestJson(path, broadcastSchema, { method: 'POST', body: {} });
}

/** Stops all that sounds in a unit and below it; tells how many broadcasts that was. */
export async function stopUnit(unitId: string): Promise<number> {
  const answer = await requestJson('/api/stop', stoppedSchema, {
    method: 'POST',
    body: { unitId },
  });
  return answer.stopped.length;
}

export interface NewNode {
  readonly nodeId: string;
  readonly name: string;
  readonly unitId: string;
}

export function enrolNode(node: NewNode): Promise<EnrolmentCode> {
  return requestJson('/api/nodes', enrolmentCodeSchema, { method: 'POST', body: node });
}

export function renewEnrolmentCode(nodeId: string): Promise<EnrolmentCode> {
  const path = `/api/nodes/${encodeURIComponent(nodeId)}/enrolment-code`;
  return requestJson(path, enrolmentCodeSchema, { method: 'POST', body: {} });
}

/** Null sets back to what the city file says. */
export function tuneNode(wanted: NodeTuning & { readonly nodeId: string }): Promise<NodeStatus> {
  const { nodeId, ...body } = wanted;
  const path = `/api/nodes/${encodeURIComponent(nodeId)}/settings`;
  return requestJson(path, nodeStatusSchema, { method: 'PATCH', body });
}

export function listenPath(nodeId: string): string {
  return `/api/nodes/${encodeURIComponent(nodeId)}/listen`;
}
