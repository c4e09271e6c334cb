/** A station that others relay: real sound from ffmpeg over a real HTTP server. */
import { spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Station extends AsyncDisposable {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  readonly port: number;
  url(path: string): string;
  /** Paths that were asked for. */
  readonly asked: string[];
}

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

export async function startStation(answers: Readonly<Record<string, Answering>>): Promise<Station> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer = answers[path];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return {
    host,
    port,
    asked,
    url: (path) => `http://${host}${path}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sound in a container; `what` is a source of ffmpeg's lavfi. */
export function soundOf(what: string, words: readonly string[]): Buffer {
  const made = spawnSync(
    'ffmpeg',
    ['-v', 'error', '-f', 'lavfi', '-i', what, '-ac', '1', ...words, 'pipe:1'],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  if (made.status !== 0) throw new Error(made.stderr.toString());
  return made.stdout;
}

export const MP3: readonly string[] = ['-c:a', 'libmp3lame', '-b:a', '64k', '-f', 'mp3'];
export const OGG: readonly string[] = ['-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'];
export const TS: readonly string[] = ['-c:a', 'aac', '-b:a', '64k', '-f', 'mpegts'];

/** All at once. */
export function giving(body: Buffer, type: string): Answering {
  return (_, response) => {
    response.writeHead(200, { 'content-type': type });
    response.end(body);
  };
}

/** All at once, and then nothing while the connection stays. */
export function holding(body: Buffer, type: string): Answering {
  return (_, response) => {
    response.writeHead(200, { 'content-type': type });
    response.write(body);
  };
}
