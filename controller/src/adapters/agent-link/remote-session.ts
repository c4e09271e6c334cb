import type { ToNode } from '@loa/protocol/agent-link';
import type { NodeId, ProblemCode } from '@loa/protocol/vocabulary';
import type { NodeSession } from '../../engine/facades.ts';
import type { SessionNumber } from './exchange.ts';

interface Line {
  say(session: SessionNumber, text: string): void;
  refuse(session: SessionNumber, code: ProblemCode, message: string): void;
}

/** A node's session as the fleet knows it: what is said to it goes to the hub. */
export class RemoteSession implements NodeSession {
  readonly number: SessionNumber;
  readonly nodeId: NodeId;
  private readonly line: Line;
  /** What is said before the welcome waits for it; null after it. */
  private early: string[] | null = [];
  private isClosed = false;

  constructor(number: SessionNumber, nodeId: NodeId, line: Line) {
    this.number = number;
    this.nodeId = nodeId;
    this.line = line;
  }

  /** Nothing that the node said earlier counts any more. */
  get isOver(): boolean {
    return this.isClosed;
  }

  sendHead(envelope: string): void {
    this.say(headMessage(envelope));
  }

  sendOrder(envelope: string): void {
    this.say(orderMessage(envelope));
  }

  setMonitor(on: boolean, seconds: number): void {
    this.say(JSON.stringify({ kind: 'controller/monitor', on, seconds } satisfies ToNode));
  }

  sendSite(word: Parameters<NodeSession['sendSite']>[0]): void {
    this.say(JSON.stringify({ kind: 'controller/site', ...word }));
  }

  close(code: ProblemCode, message: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.line.refuse(this.number, code, message);
  }

  /** The welcome is on its way: returns what was to follow it. */
  welcomed(): readonly string[] {
    const early = this.early ?? [];
    this.early = null;
    return early;
  }

  private say(text: string): void {
    if (this.isClosed) return;
    if (this.early) this.early.push(text);
    else this.line.say(this.number, text);
  }
}

export function headMessage(envelope: string): string {
  return `{"kind":"controller/plan-head","head":${envelope}}`;
}

export function orderMessage(envelope: string): string {
  return `{"kind":"controller/order","order":${envelope}}`;
}
