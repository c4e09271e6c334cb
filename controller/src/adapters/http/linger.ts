import type { IncomingMessage } from 'node:http';
import type { Timers } from '@loa/runtime/pure';
import { HTTP_LIMITS } from './limits.ts';

/**
 * Reads on, and throws away, what a sender still sends of a request that has been answered: closing
 * at once would reset the connection, and the answer that says why would be lost with it
 * (RFC 9112 §9.6). Whoever has not finished by then is cut off.
 */
export function linger(request: IncomingMessage, timers: Timers): void {
  const end = timers.after(HTTP_LIMITS.lingerMs, () => void request.destroy());
  const done = (): void => end[Symbol.dispose]();
  request.once('end', done);
  request.once('close', done);
  request.unpipe();
  request.resume();
}
