/**
 * The console's live feed: one WebSocket at `/api/feed`, subprotocols `loa-feed` and
 * `ticket.<ticket>`. A snapshot, then numbered changes; a gap in `sequence` means reconnect.
 */
import { z } from 'zod';
import { DOCUMENT_KINDS } from '../programme/index.ts';
import { cueIdSchema } from '../wire/index.ts';
import { broadcastSchema, ingestJobSchema, nodeStatusSchema } from './entities.ts';

export const feedMessageSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('feed/snapshot'),
    sequence: z.int(),
    /** Controller's clock, Unix ms, so that the page can count down truly. */
    nowMs: z.number(),
    nodes: z.array(nodeStatusSchema),
    /** What sounds, what is planned for the next 24 h, what ended in the last 2 h. */
    broadcasts: z.array(broadcastSchema),
    jobs: z.array(ingestJobSchema),
  }),
  z.object({
    kind: z.literal('feed/change'),
    sequence: z.int(),
    nowMs: z.number(),
    /** Entities that are new or different; each replaces the one of the same id. */
    nodes: z.array(nodeStatusSchema).optional(),
    broadcasts: z.array(broadcastSchema).optional(),
    removedBroadcasts: z.array(cueIdSchema).optional(),
    jobs: z.array(ingestJobSchema).optional(),
    /** The library changed: refetch it where it is shown. */
    library: z.literal(true).optional(),
    /** Kinds of which documents changed: refetch those that are shown. */
    documents: z.array(z.enum(DOCUMENT_KINDS)).optional(),
    /** What is to be seen to changed: refetch the warnings. */
    warnings: z.literal(true).optional(),
    /** Units, zones or nodes changed: refetch the city. */
    city: z.literal(true).optional(),
  }),
]);
export type FeedMessage = z.infer<typeof feedMessageSchema>;

/**
 * The controller speaks at least this often, with an empty change if there is nothing to tell: a
 * browser cannot see WebSocket pings, and without this could not tell silence from a dead line.
 */
export const FEED_BEAT_MS = 10_000;

/** WebSocket close code of the feed when the session has ended: log in again. */
export const FEED_SESSION_ENDED = 4401;
