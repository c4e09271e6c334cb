import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of /proc/PID/stat in a second. */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const PAGE_BYTES = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
const BYTES_PER_MB = 1024 * 1024;
const LOOK_EVERY_MS = 50;

interface Stat {
  readonly cpuTicks: number;
  readonly rssBytes: number;
}

/** CPU seconds of a process so far, without its children. @throws Error when it is gone */
export function cpuSeconds(pid: number): number {
  const stat = statOf(pid);
  if (!stat) throw new Error(`process ${pid} is gone`);
  return stat.cpuTicks / TICKS;
}

/** Resident memory of a process, MB; 0 when it is gone. */
export function rssMb(pid: number): number {
  return (statOf(pid)?.rssBytes ?? 0) / BYTES_PER_MB;
}

/**
 * Watches a process and all that it starts, by looking often: a cage reaps its own children, so that
 * what they cost is in no parent's account. What a process does after the last look is lost.
 */
export class TreeMeter implements Disposable {
  private readonly root: number;
  private readonly looking: NodeJS.Timeout;
  private readonly ticksOf = new Map<number, number>();
  private peakBytes = 0;

  constructor(root: number) {
    this.root = root;
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** CPU seconds of every process seen, those that have ended included. */
  cpuSeconds(): number {
    this.look();
    return [...this.ticksOf.values()].reduce((sum, ticks) => sum + ticks, 0) / TICKS;
  }

  /** The most that all together had resident at once; shared pages count in each. */
  peakRssMb(): number {
    return this.peakBytes / BYTES_PER_MB;
  }

  [Symbol.dispose](): void {
    clearInterval(this.looking);
  }

  private look(): void {
    const bytes = this.visit(this.root);
    this.peakBytes = Math.max(this.peakBytes, bytes);
  }

  private visit(pid: number): number {
    const stat = statOf(pid);
    if (!stat) return 0;
    this.ticksOf.set(pid, stat.cpuTicks);
    return childrenOf(pid).reduce((sum, child) => sum + this.visit(child), stat.rssBytes);
  }
}

/** Of all its threads: each may have started some. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return [];
  }
}

/** Null when it has ended. The name in brackets may hold anything, so that fields count from its end. */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    // proc(5): utime is field 14, stime 15, rss 24; here the first is field 3.
    const at = (field: number): number => fields[field - 3] ?? 0;
    return { cpuTicks: at(14) + at(15), rssBytes: at(24) * PAGE_BYTES };
  } catch {
    return null;
  }
}
