import { PassThrough } from 'node:stream';
import type { NodeId } from '@loa/protocol/vocabulary';
import type { FastifyReply } from 'fastify';
import type { Fleet } from '../../engine/facades.ts';
import { HTTP_LIMITS } from './limits.ts';
import { accept } from './problems.ts';

/** µ-law silence: sent at once, so that the headers leave before the node's first sound. */
const FIRST_SILENCE = new Uint8Array(160).fill(0xff);

/** Streams what a node sounds until the listener leaves or the node goes. */
export function hear(fleet: Fleet, nodeId: NodeId, reply: FastifyReply): FastifyReply {
  const sound = new PassThrough();
  const take = (mulaw: Uint8Array) => {
    // The listener's link is too slow: leave sound out rather than let it fall behind.
    if (sound.writableLength + sound.readableLength > HTTP_LIMITS.listenBufferBytes) return;
    if (sound.writable) sound.write(mulaw);
  };
  const listening = accept(fleet.listen(nodeId, take, () => sound.end()));
  const leave = (): void => {
    listening[Symbol.dispose]();
    sound.destroy();
  };
  // Somebody who has gone already closes no more: nobody would tell the node to stop.
  if (reply.raw.destroyed) leave();
  else reply.raw.once('close', leave);
  take(FIRST_SILENCE);
  reply.headers({
    'content-type': 'application/octet-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  return reply.send(sound);
}
