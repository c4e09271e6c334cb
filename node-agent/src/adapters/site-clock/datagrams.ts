import { createSocket } from 'node:dgram';

export interface Peer {
  readonly host: string;
  readonly port: number;
}

/** A UDP socket, as the site's clock needs it. */
export interface Datagrams {
  send(bytes: Uint8Array, peer: Peer): void;
  close(): void;
}

export interface DatagramEvents {
  received(bytes: Uint8Array, from: Peer): void;
  /** The socket cannot be used any more. */
  failed(error: Error): void;
}

/** @param bound where it listens; null is any port, for one that only asks */
export type OpenDatagrams = (bound: Peer | null, events: DatagramEvents) => Datagrams;

/** IPv4: a site is one local network. */
export const openUdp: OpenDatagrams = (bound, events) => {
  const socket = createSocket('udp4');
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    socket.close();
  };
  socket.on('message', (bytes, { address, port }) => {
    events.received(bytes, { host: address, port });
  });
  socket.on('error', (error) => {
    if (isClosed) return;
    close();
    events.failed(error);
  });
  if (bound) socket.bind(bound.port, bound.host);
  return {
    // A way that is not there now may be there for the next packet; its absence is silence.
    send: (bytes, { host, port }) => {
      if (!isClosed) socket.send(bytes, port, host, () => {});
    },
    close,
  };
};
