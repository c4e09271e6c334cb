import { type Cue, type NodeSettings, staggerUs } from '@loa/protocol/playout';
import type { AssetId, CueId } from '@loa/protocol/vocabulary';
import { type LiveCourse, liveCourse } from '../domain/playout/index.ts';
import type { StreamStore } from '../ports.ts';

const NOTHING: LiveCourse = { cues: [], cancellations: [], silent: new Map(), nextUs: null };
const ANY_TALK = { class: 'normal', source: 'live', durationFrames: 1 } as const;

/** Keeps live cues in line with what their streams really bring. */
export class LiveFollower {
  private readonly streams: StreamStore;
  private readonly settings: () => NodeSettings;
  private taken: LiveCourse = NOTHING;

  constructor(streams: StreamStore, settings: () => NodeSettings) {
    this.streams = streams;
    this.settings = settings;
  }

  /** How live cues go, as far as the node can tell. */
  course(): LiveCourse {
    return this.taken;
  }

  /** The plan is another: its cues go as planned until they are followed. */
  renew(cues: readonly Cue[]): void {
    this.taken = { ...NOTHING, cues };
  }

  /** @returns whether what sounds when is other than before */
  follow(cues: readonly Cue[], nowUs: number, heldSinceUs: ReadonlyMap<CueId, number>): boolean {
    const before = this.taken;
    this.taken = liveCourse(cues, {
      nowUs,
      spanOf: (id) => this.streams.bufferOf(id)?.span() ?? null,
      heldSinceUs: (id) => heldSinceUs.get(id),
      shiftUs: this.shiftUs(),
    });
    return !isSameCourse(before, this.taken);
  }

  /** Whether a stream has brought sound that is still to be heard. */
  hasSound(streamId: AssetId, nowUs: number): boolean {
    const span = this.streams.bufferOf(streamId)?.span();
    return span != null && span.untilUs + this.shiftUs() > nowUs;
  }

  /** How much later than its chunks say live voice is heard here. */
  shiftUs(): number {
    return staggerUs(ANY_TALK, this.settings().stagger);
  }

  /** The instant, as the chunks have it, of a cue's frame 0. */
  zeroUs(cue: Cue): number {
    return cue.startAtUs - this.shiftUs();
  }
}

function isSameCourse(a: LiveCourse, b: LiveCourse): boolean {
  const saysOf = ({ cancellations }: LiveCourse): string => JSON.stringify(cancellations);
  return (
    a.cues.length === b.cues.length &&
    a.cues.every((cue, i) => cue.durationFrames === b.cues[i]?.durationFrames) &&
    saysOf(a) === saysOf(b)
  );
}
