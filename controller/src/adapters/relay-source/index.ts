import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Confinement, writeCage } from '@loa/runtime/node';
import type { Logger, Timers } from '@loa/runtime/pure';
import type {
  RelaySourceEnd,
  RelaySourceEvents,
  RelaySources,
} from '../../engine/relay-source-port.ts';
import { type Decoder, startDecoder } from './decoder.ts';
import { feedOf } from './feed.ts';
import { SourceFault } from './fetch-listed.ts';
import { SOURCE_LIMITS } from './limits.ts';

export interface RelaySourcesDeps {
  /** A directory of its own; what is left there from a crash is removed. */
  readonly workDir: string;
  /** Absolute path. */
  readonly ffmpeg: string;
  readonly confinement: Confinement;
  /** Hosts, with or without a port, that the city has listed. */
  readonly hosts: () => readonly string[];
  readonly timers: Timers;
  readonly logger: Logger;
}

export interface OpenRelaySources extends RelaySources, Disposable {}

/** Writes the decoder's cage, which every source uses. Disposing ends all sources. */
export async function openRelaySources(deps: RelaySourcesDeps): Promise<OpenRelaySources> {
  rmSync(deps.workDir, { recursive: true, force: true });
  mkdirSync(deps.workDir, { recursive: true, mode: 0o700 });
  const cage = join(deps.workDir, 'ffmpeg');
  const { cpuSeconds, memoryBytes, openFiles } = SOURCE_LIMITS;
  await writeCage(cage, {
    confinement: deps.confinement,
    program: deps.ffmpeg,
    input: null,
    cpuSeconds,
    memoryBytes,
    openFiles,
  });
  const open = new Set<OpenSource>();
  return {
    open: (url, events) => {
      const source = new OpenSource(
        deps,
        { url, cage },
        {
          samples: (samples) => events.samples(samples),
          ended: (end) => {
            open.delete(source);
            events.ended(end);
          },
        },
      );
      open.add(source);
      return {
        hold: (isHeld) => source.hold(isHeld),
        [Symbol.dispose]: () => {
          open.delete(source);
          source[Symbol.dispose]();
        },
      };
    },
    [Symbol.dispose]: () => {
      for (const source of open) source[Symbol.dispose]();
      open.clear();
      rmSync(deps.workDir, { recursive: true, force: true });
    },
  };
}

/** Invariants: `events.ended` is called once, and never after disposal. */
class OpenSource {
  private readonly closing = new AbortController();
  private readonly decoder: Decoder;
  private readonly events: RelaySourceEvents;
  private isOver = false;
  private isFed = false;
  private hasSounded = false;

  constructor(
    deps: RelaySourcesDeps,
    { url, cage }: { readonly url: string; readonly cage: string },
    events: RelaySourceEvents,
  ) {
    this.events = events;
    this.decoder = startDecoder(cage, {
      samples: (samples) => {
        this.hasSounded = true;
        if (!this.isOver) events.samples(samples);
      },
      ended: (complaint) => this.decoderEnded(complaint),
    });
    const hosts = deps.hosts().map((host) => host.toLowerCase());
    const context = { hosts, signal: this.closing.signal, timers: deps.timers };
    void this.run(feedOf(url, context)).catch((error: unknown) => {
      if (this.isOver) return;
      if (!(error instanceof SourceFault)) deps.logger.error({ err: error }, 'a source failed');
      const why = error instanceof SourceFault ? error.why : 'unreachable';
      this.end({ why, detail: error instanceof Error ? error.message : String(error) });
    });
  }

  hold(isHeld: boolean): void {
    this.decoder.hold(isHeld);
  }

  [Symbol.dispose](): void {
    this.isOver = true;
    this.closing.abort();
    this.decoder[Symbol.dispose]();
  }

  private async run(feed: AsyncGenerator<Buffer>): Promise<void> {
    for await (const bytes of feed) {
      if (!(await this.decoder.write(bytes))) return;
    }
    this.isFed = true;
    this.decoder.finish();
  }

  private decoderEnded(complaint: string): void {
    if (this.isFed && this.hasSounded) this.end({ why: 'ended', detail: 'it ended by itself' });
    else this.end({ why: 'not-sound', detail: complaint.split('\n').at(-1) ?? '' });
  }

  private end(end: RelaySourceEnd): void {
    if (this.isOver) return;
    this[Symbol.dispose]();
    this.events.ended(end);
  }
}
