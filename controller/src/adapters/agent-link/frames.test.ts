import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { frameOf } from './frames.ts';

test('[LNK47] a frame made beforehand is one that WebSocket peers understand', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new WebSocketServer({ noServer: true });
  const sent = [
    '',
    'xin chào',
    'x'.repeat(125),
    'ế'.repeat(63),
    'y'.repeat(126),
    'z'.repeat(65_535),
  ];
  const binary = [0, 1, 125, 126, 1_304, 65_535].map((length) => new Uint8Array(length).fill(7));
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      // Between two of the library's own, as the hub does.
      for (const payload of [...sent, ...binary]) {
        socket.write(frameOf(payload).bytes);
        accepted.send('own');
      }
      accepted.close();
    });
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const heard: (string | Buffer)[] = [];
  client.on('message', (data, isBinary) => heard.push(isBinary ? (data as Buffer) : `${data}`));
  await once(client, 'close');
  server.close();
  expect(heard.filter((message) => message === 'own')).toHaveLength(sent.length + binary.length);
  const own = heard.filter((message) => message !== 'own');
  expect(own.slice(0, sent.length)).toEqual(sent);
  expect(own.slice(sent.length).map((message) => message.length)).toEqual(
    binary.map(({ length }) => length),
  );
  expect(() => frameOf(new Uint8Array(65_536))).toThrow(RangeError);
});
