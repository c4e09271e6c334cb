import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What the load client saw in one window. */
export interface Seen {
  readonly messages: number;
  readonly bytes: number;
  /** Chunks that did not come, or wants that were still waiting when the next was due. */
  readonly lost: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
  readonly up: number;
}

/** load.c, running. */
export class LoadClient implements AsyncDisposable {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  constructor(command: readonly string[]) {
    const [file = '', ...words] = command;
    this.child = spawn(file, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async grow(nodes: number): Promise<void> {
    this.order(`grow ${nodes}`);
    await this.answer();
  }

  slots(slots: number, slotUs: number): void {
    this.order(`slots ${slots} ${slotUs}`);
  }

  want(assetId: string, chunks: number, everyMs: number): void {
    this.order(`want ${assetId} ${chunks} ${everyMs}`);
  }

  async measure(ms: number): Promise<Seen> {
    this.order(`measure ${ms}`);
    return JSON.parse(await this.answer()) as Seen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  private order(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  private async answer(): Promise<string> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error('the load client ended');
    return value;
  }
}
