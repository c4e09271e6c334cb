import { type Broadcast, broadcastSchema } from '@loa/protocol/console-api';
import { z } from 'zod';
import { requestJson } from './request.ts';

const broadcastsSchema = z.object({ broadcasts: z.array(broadcastSchema) });

export async function fetchBroadcasts(fromMs: number, toMs: number): Promise<Broadcast[]> {
  const span = new URLSearchParams({
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  });
  return (await requestJson(`/api/broadcasts?${span}`, broadcastsSchema)).broadcasts;
}
