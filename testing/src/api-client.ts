import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Broadcast, IngestJob, NodeStatus, Proof } from '@loa/protocol/console-api';

/**
 * A person's program at the ordinary HTTP API: logged in, with its cookie. A connection a call: a
 * test that computes for seconds would otherwise use one that the server has closed as idle.
 */
export class ApiClient {
  private cookie = '';
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async login(username: string, password: string): Promise<void> {
    await this.post('/api/session', { username, password });
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.call<T>('POST', path, JSON.stringify(body));
  }

  /** Puts a document, whatever was there. */
  put<T>(path: string, body: object): Promise<T> {
    return this.call<T>('PUT', path, JSON.stringify(body));
  }

  async bytes(path: string): Promise<Uint8Array> {
    const response = await fetch(this.url + path, { headers: { cookie: this.cookie } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Listens to a node for so many seconds of sound: G.711 µ-law at 16 kHz. */
  async listen(nodeId: string, seconds: number): Promise<Uint8Array> {
    const aborted = new AbortController();
    const response = await fetch(`${this.url}/api/nodes/${nodeId}/listen`, {
      headers: { cookie: this.cookie },
      signal: aborted.signal,
    });
    if (!response.ok || !response.body) throw new Error(`listen: ${response.status}`);
    const heard: number[] = [];
    for await (const part of response.body) {
      heard.push(...part);
      if (heard.length >= seconds * 16_000) break;
    }
    aborted.abort();
    return Uint8Array.from(heard);
  }

  /** Uploads a sound file and waits until it is a bulletin. */
  async upload(
    file: string,
    fields: { title: string; class?: string },
    timeoutMs?: number,
  ): Promise<string> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('sound', new Blob([new Uint8Array(await readFile(file))]), basename(file));
    let job = await this.call<IngestJob>('POST', '/api/bulletins', form);
    const isPrepared = async (): Promise<boolean> => {
      job = await this.get<IngestJob>(`/api/ingest-jobs/${job.jobId}`);
      if (job.state === 'refused') throw new Error(`refused: ${job.problem?.detail}`);
      return job.state === 'done';
    };
    await eventually(`upload of ${file} is prepared`, isPrepared, timeoutMs);
    return job.bulletinId as string;
  }

  send(
    bulletinId: string,
    nodes: readonly string[],
    startAt: Date | null = null,
  ): Promise<Broadcast> {
    return this.post('/api/broadcasts', {
      bulletinId,
      targets: { units: [], zones: [], nodes },
      startAt: startAt?.toISOString() ?? null,
      // Tests run at any hour.
      override: { reason: 'Chạy thử' },
    });
  }

  broadcast(cueId: string): Promise<Broadcast & { proofs: Proof[] }> {
    return this.get(`/api/broadcasts/${encodeURIComponent(cueId)}`);
  }

  async nodes(): Promise<NodeStatus[]> {
    return (await this.get<{ nodes: NodeStatus[] }>('/api/nodes')).nodes;
  }

  private async call<T>(method: string, path: string, body?: string | FormData): Promise<T> {
    const json = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const response = await fetch(this.url + path, {
      method,
      headers: { 'x-loa': '1', connection: 'close', cookie: this.cookie, ...json },
      ...(body === undefined ? {} : { body }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? null : await response.json()) as T;
  }
}

/** Waits for something to become true, with a generous deadline. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean> | boolean,
  timeoutMs = 60_000,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error(`not within ${timeoutMs} ms: ${what}`);
}
