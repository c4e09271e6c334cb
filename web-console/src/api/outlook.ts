/** What the controller says of the programme: why, what is to be seen to, what meets. */
import {
  type CollisionView,
  collisionSchema,
  type ExplanationView,
  explanationSchema,
  type WarningView,
  warningSchema,
} from '@loa/protocol/console-api';
import { z } from 'zod';
import { requestJson } from './request.ts';

const warningsSchema = z.object({ warnings: z.array(warningSchema) });
const collisionsSchema = z.object({ collisions: z.array(collisionSchema) });

/** What is to be seen to, in the reader's language. */
export async function fetchWarnings(): Promise<WarningView[]> {
  return (await requestJson('/api/warnings', warningsSchema)).warnings;
}

/** Priority items that meet on nodes of the reader's unit. */
export async function fetchCollisions(): Promise<CollisionView[]> {
  return (await requestJson('/api/collisions', collisionsSchema)).collisions;
}

/** Why a broadcast sounds on a node, or does not, in the reader's language. */
export function fetchExplanation(cueId: string, nodeId: string): Promise<ExplanationView> {
  const node = new URLSearchParams({ node: nodeId });
  return requestJson(
    `/api/broadcasts/${encodeURIComponent(cueId)}/explain?${node}`,
    explanationSchema,
  );
}
