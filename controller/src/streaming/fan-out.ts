import type { NodeId } from '@loa/protocol/vocabulary';
import type { Clock, Timers } from '@loa/runtime/pure';
import type { NodeHearing } from '../engine/streams-port.ts';
import { PHASE_LIMITS, slotsFor } from './fan-out-phases.ts';
import { AckWindow, type HeardReport } from './fan-out-window.ts';

/** One node's connection, as the fan-out sees it. */
export interface FanOutLink<Frame> {
  /** False when it was not taken: the connection is closing, or too much waits for it already. */
  sendFrame(frame: Frame): boolean;
  say(text: string): void;
}

export interface StreamTargets {
  /** The stream's number in chunks and in `node/heard`. */
  readonly stream: number;
  /** Text that a node is told before its first chunk. */
  readonly announce: string;
  /** Those that are not connected join when they are. */
  readonly nodeIds: readonly NodeId[];
  /** Sound that may be under way to one node. */
  readonly windowUs: number;
  /** Length of a chunk. */
  readonly chunkUs: number;
}

export interface OpenFanOut {
  /** The same message to every node of the stream. `sequence` goes up. */
  publish(message: Uint8Array, sequence: number): void;
  /** In the order of `nodeIds`. */
  hearing(): NodeHearing[];
  /** What was published still goes out. */
  close(): void;
}

export interface FanOut<Frame> {
  open(targets: StreamTargets): OpenFanOut;
  connected(nodeId: NodeId, link: FanOutLink<Frame>): void;
  disconnected(nodeId: NodeId, link: FanOutLink<Frame>): void;
  heard(nodeId: NodeId, stream: number, report: HeardReport): void;
}

export interface FanOutDeps<Frame> {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Makes what goes over the wire: once a chunk, whoever gets it. */
  readonly frameOf: (message: Uint8Array) => Frame;
  readonly linkOf: (nodeId: NodeId) => FanOutLink<Frame> | null;
}

/** Chunks whose instants are remembered: more than are sent until a node counts as silent. */
const REMEMBERED_CHUNKS = 512;

interface Target<Frame> {
  readonly nodeId: NodeId;
  readonly slot: number;
  link: FanOutLink<Frame> | null;
  window: AckWindow;
}

/** A chunk on its way: the slots before `next` have had it. */
interface Run<Frame> {
  readonly frame: Frame;
  readonly sequence: number;
  readonly atUs: number;
  next: number;
}

/** Sends chunks that were signed and framed once to many nodes, none of which waits for another. */
export function createFanOut<Frame>(deps: FanOutDeps<Frame>): FanOut<Frame> {
  const streams = new Map<number, StreamFanOut<Frame>>();
  return {
    open: (targets) => {
      const made = new StreamFanOut(targets, deps, () => {
        if (streams.get(targets.stream) === made) streams.delete(targets.stream);
      });
      streams.set(targets.stream, made);
      return made;
    },
    connected: (nodeId, link) => {
      for (const stream of streams.values()) stream.connect(nodeId, link);
    },
    disconnected: (nodeId, link) => {
      for (const stream of streams.values()) stream.disconnect(nodeId, link);
    },
    heard: (nodeId, number, report) => streams.get(number)?.heard(nodeId, report),
  };
}

/** Invariants: runs are in the order of their sequence; one timer is armed while a run is unfinished. */
class StreamFanOut<Frame> implements OpenFanOut {
  private readonly about: StreamTargets;
  private readonly deps: FanOutDeps<Frame>;
  private readonly closed: () => void;
  private readonly targets = new Map<NodeId, Target<Frame>>();
  private readonly slots: readonly Target<Frame>[][];
  private readonly runs: Run<Frame>[] = [];
  /** When a chunk was published, by its sequence. */
  private readonly publishedAtUs = new Float64Array(REMEMBERED_CHUNKS);
  private lastSequence = -1;
  private readonly startUs: number;
  private timer: Disposable | null = null;
  private isClosing = false;

  constructor(about: StreamTargets, deps: FanOutDeps<Frame>, closed: () => void) {
    this.about = about;
    this.deps = deps;
    this.closed = closed;
    this.startUs = deps.clock.monotonicUs();
    const slots = slotsFor(about.nodeIds.length, about.chunkUs);
    this.slots = Array.from({ length: slots }, () => []);
    for (const [index, nodeId] of about.nodeIds.entries()) {
      const slot = index % slots;
      const target = { nodeId, slot, link: deps.linkOf(nodeId), window: this.newWindow() };
      this.targets.set(nodeId, target);
      this.slots[slot]?.push(target);
      target.link?.say(about.announce);
    }
  }

  publish(message: Uint8Array, sequence: number): void {
    const atUs = this.deps.clock.monotonicUs();
    this.publishedAtUs[sequence % REMEMBERED_CHUNKS] = atUs;
    this.lastSequence = sequence;
    this.runs.push({ frame: this.deps.frameOf(message), sequence, atUs, next: 0 });
    this.pump();
  }

  hearing(): NodeHearing[] {
    return [...this.targets.values()].map(({ nodeId, link, window }) => ({
      nodeId,
      state: link === null ? 'offline' : window.state(),
      late: window.late,
      missing: window.missing,
      leastMarginUs: window.takeLeastMarginUs(),
    }));
  }

  close(): void {
    this.isClosing = true;
    if (this.runs.length === 0) this.closed();
  }

  connect(nodeId: NodeId, link: FanOutLink<Frame>): void {
    const target = this.targets.get(nodeId);
    if (!target || this.isClosing) return;
    target.link = link;
    target.window = this.newWindow();
    link.say(this.about.announce);
  }

  disconnect(nodeId: NodeId, link: FanOutLink<Frame>): void {
    const target = this.targets.get(nodeId);
    if (target?.link === link) target.link = null;
  }

  heard(nodeId: NodeId, report: HeardReport): void {
    const target = this.targets.get(nodeId);
    if (!target) return;
    const nowUs = this.deps.clock.monotonicUs();
    target.window.heard(report, this.msOf(nowUs), this.delayUs(target, report.through, nowUs));
  }

  /** Since a chunk was due in the node's slot. */
  private delayUs({ slot }: Target<Frame>, sequence: number, nowUs: number): number | null {
    if (sequence > this.lastSequence || this.lastSequence - sequence >= REMEMBERED_CHUNKS) {
      return null;
    }
    const atUs = this.publishedAtUs[sequence % REMEMBERED_CHUNKS] ?? 0;
    return nowUs - atUs - slot * PHASE_LIMITS.slotUs;
  }

  private msOf(nowUs: number): number {
    return Math.floor((nowUs - this.startUs) / 1000);
  }

  private newWindow(): AckWindow {
    return new AckWindow(this.about.windowUs, this.about.chunkUs);
  }

  /**
   * Writes whatever slots are due, oldest chunk first, and comes back for the next. All by one reading
   * of the clock: a younger chunk could otherwise find its slot due just after an older one did not.
   */
  private pump(): void {
    this.timer?.[Symbol.dispose]();
    this.timer = null;
    const nowUs = this.deps.clock.monotonicUs();
    for (const run of this.runs) this.writeDue(run, nowUs);
    while (this.runs[0] && this.runs[0].next >= this.slots.length) this.runs.shift();
    const [first] = this.runs;
    if (first) this.wake(first);
    else if (this.isClosing) this.closed();
  }

  private wake(oldest: Run<Frame>): void {
    const nowUs = this.deps.clock.monotonicUs();
    // A younger chunk's next slot may be due before the oldest's.
    const dueUs = this.runs.reduce(
      (least, run) => Math.min(least, slotAtUs(run)),
      slotAtUs(oldest),
    );
    this.timer = this.deps.timers.after(Math.max(1, Math.ceil((dueUs - nowUs) / 1000)), () =>
      this.pump(),
    );
  }

  private writeDue(run: Run<Frame>, nowUs: number): void {
    const nowMs = this.msOf(nowUs);
    for (; run.next < this.slots.length && slotAtUs(run) <= nowUs; run.next++) {
      for (const target of this.slots[run.next] ?? []) write(target, run, nowMs);
    }
  }
}

function slotAtUs(run: Run<unknown>): number {
  return run.atUs + run.next * PHASE_LIMITS.slotUs;
}

function write<Frame>(
  { link, window }: Target<Frame>,
  { frame, sequence }: Run<Frame>,
  nowMs: number,
): void {
  if (link === null) return;
  if (window.admits(nowMs) && link.sendFrame(frame)) window.sent(sequence, nowMs);
  else window.dropped(sequence);
}
