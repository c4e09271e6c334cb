import type { Cue } from '@loa/protocol/playout';
import { type AssetId, LIMITS } from '@loa/protocol/vocabulary';
import { chunkEndUs, type StreamChunk } from './stream-buffer.ts';

/** No chunk is for later than this from now: the longest lead is 10 s. */
export const MOST_AHEAD_US = 12e6;
/** One frame of Opus is no longer (RFC 6716, section 3.2.1). */
export const MOST_PACKET_BYTES = 1_275;
/** Groups that sound one after the other hear it so much later than planned, at most. */
const STAGGER_US = 10e6;

/** Why a stream or a chunk of it was not taken. A closed list: logs and counters use it. */
export type StreamRefusal =
  | 'stream-id-wrong' // not the hash of the public key
  | 'streams-full' // LIMITS.nodeStreams are taking part already
  | 'unknown-stream'
  | 'signature-wrong'
  | 'packet-too-long'
  | 'too-far-ahead'
  | 'outside-validity' // not within what the cue that cites it may sound
  | 'replayed' // its sequence is not new
  | 'buffer-full';

/** [PLY40] A stream is what its key's hash says, and few take part at a time. */
export function judgeStream(offered: {
  readonly streamId: AssetId;
  readonly nameOfKey: string;
  readonly others: number;
}): StreamRefusal | null {
  if (offered.streamId !== offered.nameOfKey) return 'stream-id-wrong';
  return offered.others >= LIMITS.nodeStreams ? 'streams-full' : null;
}

/**
 * [PLY41] A chunk, by its size and instant alone. A stream that no cue cites yet waits for one, as
 * the person's signature may still be under way; nothing sounds before it is there.
 */
export function judgeChunk(
  chunk: StreamChunk,
  context: { readonly nowUs: number | null; readonly cues: readonly Cue[] },
): StreamRefusal | null {
  const { nowUs, cues } = context;
  if (chunk.packets.some((packet) => packet.length > MOST_PACKET_BYTES)) return 'packet-too-long';
  if (nowUs !== null && chunk.atUs > nowUs + MOST_AHEAD_US) return 'too-far-ahead';
  if (cues.length > 0 && !cues.some((cue) => isInside(chunk, cue))) return 'outside-validity';
  return null;
}

function isInside(chunk: StreamChunk, cue: Cue): boolean {
  return chunkEndUs(chunk) > cue.startAtUs - STAGGER_US && chunk.atUs < cue.validUntilUs;
}
