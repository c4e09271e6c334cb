import { LIVE_PROTOCOL, type ToLiveConsole, toLiveConsoleSchema } from '@loa/protocol/console-api';
import type { BulletinClass } from '@loa/protocol/vocabulary';
import { WebSocket } from 'ws';
import type { ApiClient } from './api-client.ts';

export interface MicrophoneRequest {
  readonly targets: {
    readonly units: readonly string[];
    readonly zones: readonly string[];
    readonly nodes: readonly string[];
  };
  readonly class?: BulletinClass;
  readonly sampleRateHz?: 16_000 | 48_000;
}

type Said<K extends ToLiveConsole['kind']> = Extract<ToLiveConsole, { kind: K }>;

/** A console's end of `/api/live`, without a browser: samples go out in real time, 20 ms a message. */
export class Microphone implements Disposable {
  readonly heard: ToLiveConsole[] = [];
  private readonly socket: WebSocket;
  private readonly rate: number;
  private wakes: (() => void)[] = [];
  private pacer: NodeJS.Timeout | null = null;
  private isClosed = false;

  private constructor(socket: WebSocket, rate: number) {
    this.socket = socket;
    this.rate = rate;
    socket.on('message', (data) => {
      this.heard.push(toLiveConsoleSchema.parse(JSON.parse(data.toString())));
      this.wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  /** Connects as the person who is logged in and asks to talk. */
  static async open(
    url: string,
    person: ApiClient,
    request: MicrophoneRequest,
  ): Promise<Microphone> {
    const { ticket } = await person.post<{ ticket: string }>('/api/feed-ticket');
    const socket = new WebSocket(
      `${url.replace(/^http/, 'ws')}/api/live`,
      [LIVE_PROTOCOL, `ticket.${ticket}`],
      { origin: url, perMessageDeflate: false },
    );
    const { sampleRateHz = 48_000, targets, class: of = 'normal' } = request;
    const microphone = new Microphone(socket, sampleRateHz);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    socket.send(JSON.stringify({ kind: 'live/start', targets, class: of, sampleRateHz }));
    return microphone;
  }

  /** The first message of a kind. */
  async next<K extends ToLiveConsole['kind']>(kind: K): Promise<Said<K>> {
    for (;;) {
      const found = this.heard.find((message) => message.kind === kind);
      if (found) return found as Said<K>;
      if (this.isClosed) throw new Error(`closed; heard ${JSON.stringify(this.heard)}`);
      await new Promise<void>((resolve) => this.wakes.push(resolve));
    }
  }

  /** Says the samples (−1 … 1) at the pace of speech; settles when the last has gone out. */
  say(samples: Float32Array): Promise<void> {
    const size = this.rate / 50;
    const startMs = performance.now();
    let sent = 0;
    return new Promise((resolve) => {
      this.pacer = setInterval(() => {
        const due = Math.floor((performance.now() - startMs) / 20);
        for (; sent < due && sent * size < samples.length; sent++) {
          this.push(samples.subarray(sent * size, (sent + 1) * size));
        }
        if (sent * size < samples.length && !this.isClosed) return;
        this.stopPacing();
        resolve();
      }, 5);
    });
  }

  /** One message of sound, at once. */
  push(samples: Float32Array): void {
    const bytes = Buffer.alloc(samples.length * 2);
    for (const [i, sample] of samples.entries()) {
      bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 2 * i);
    }
    this.sendBytes(bytes);
  }

  sendBytes(bytes: Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes);
  }

  release(): void {
    this.socket.send(JSON.stringify({ kind: 'live/end' }));
  }

  /** The network or the page is gone. */
  cut(): void {
    this.stopPacing();
    this.socket.terminate();
  }

  [Symbol.dispose](): void {
    this.cut();
  }

  private stopPacing(): void {
    if (this.pacer) clearInterval(this.pacer);
    this.pacer = null;
  }

  private wake(): void {
    for (const resolve of this.wakes.splice(0)) resolve();
  }
}
