import { type ToNode, toNodeSchema } from '@loa/protocol/agent-link';
import {
  decodeAssetChunk,
  decodeLiveChunk,
  FRAME_ASSET_CHUNK,
  FRAME_LIVE,
} from '@loa/protocol/frame';
import { parseAssetId } from '@loa/protocol/vocabulary';
import { encodeBase64Url } from '@loa/runtime/pure';
import type { LinkHandlers } from './handlers.ts';

const KNOWN_KINDS: ReadonlySet<string> = new Set(
  toNodeSchema.options.map((option) => option.shape.kind.value),
);

export type Parsed =
  | { readonly outcome: 'message'; readonly message: ToNode }
  /** A kind of a later version: counted and ignored. */
  | { readonly outcome: 'unknown-kind'; readonly kind: string }
  | { readonly outcome: 'malformed'; readonly problem: string };

export function parseMessage(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { outcome: 'malformed', problem: 'not JSON' };
  }
  const parsed = toNodeSchema.safeParse(value);
  if (parsed.success) return { outcome: 'message', message: parsed.data };
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null;
  if (typeof kind === 'string' && !KNOWN_KINDS.has(kind)) return { outcome: 'unknown-kind', kind };
  const issue = parsed.error.issues[0];
  return { outcome: 'malformed', problem: `${issue?.path.join('.') ?? ''}: ${issue?.message}` };
}

/** Messages after the welcome, each to its handler. The handshake's own are the link's. */
export function dispatch(message: ToNode, receivedAtUs: number, handlers: LinkHandlers): void {
  switch (message.kind) {
    case 'controller/clock': {
      const { timelineId, t1Us, t2Us, t3Us } = message;
      handlers.clock({ timelineId, t1Us, t2Us, t3Us, t4Us: receivedAtUs });
      break;
    }
    case 'controller/plan-head':
      handlers.planHead(message.head);
      break;
    case 'controller/day-page':
      handlers.dayPage(message.hash, message.text);
      break;
    case 'controller/authorisation':
      handlers.authorisation(message.authorisation);
      break;
    case 'controller/asset-manifest':
      handlers.manifest(message.assetId, message.text);
      break;
    case 'controller/unavailable':
      handlers.unavailable(message.what);
      break;
    case 'controller/order':
      handlers.order(message.order);
      break;
    case 'controller/orders-through':
      handlers.ordersThrough(message.sequence);
      break;
    case 'controller/receipts-ack':
      handlers.receiptsAcknowledged(message.through);
      break;
    case 'controller/stream': {
      const { stream, streamId, publicKey } = message;
      handlers.stream({ stream, streamId, publicKey });
      break;
    }
    case 'controller/monitor':
      handlers.monitor(message.on, message.seconds);
      break;
    case 'controller/site':
      handlers.site(message);
      break;
    case 'controller/challenge':
    case 'controller/enrolled':
    case 'controller/welcome':
    case 'controller/refused':
    case 'controller/goodbye':
      break;
  }
}

/** @returns false when the bytes are not a frame of a known type and version */
export function dispatchBinary(bytes: Uint8Array, handlers: LinkHandlers): boolean {
  try {
    return dispatchFrame(bytes, handlers);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @throws RangeError when the bytes are not what their type says */
function dispatchFrame(bytes: Uint8Array, handlers: LinkHandlers): boolean {
  switch (bytes[0]) {
    case FRAME_ASSET_CHUNK: {
      const frame = decodeAssetChunk(bytes);
      handlers.chunk(parseAssetId(encodeBase64Url(frame.asset)), frame.index, frame.bytes);
      return true;
    }
    case FRAME_LIVE: {
      const { chunk, unsigned, signature } = decodeLiveChunk(bytes);
      const { stream, ...sound } = chunk;
      handlers.liveChunk({ stream, chunk: sound, unsigned, signature });
      return true;
    }
    default:
      return false;
  }
}
