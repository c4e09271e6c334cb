import type { CueId } from '@loa/protocol/vocabulary';
import type { PlannedStretch, Speaker, SpeakerStatus } from '../../src/ports.ts';

/** A stretch that left the speaker, on the node's own notion of the timeline. */
export interface Sounded {
  readonly cueId: CueId;
  readonly fromUs: number;
  readonly toUs: number;
  readonly fromFrames: number;
}

const STATUS: SpeakerStatus = {
  kind: 'simulated',
  state: 'open',
  isPlaced: true,
  isReckoned: false,
  bufferMs: 0,
  underruns: 0,
  errorUs: 0,
};
const LEAD_US = 100_000;

/** Sounds what it is told, exactly when it is told, without a sample: what weeks are simulated with. */
export class ToldSpeaker implements Speaker {
  readonly sounded: Sounded[] = [];
  private readonly now: () => number | null;
  private held = new Map<string, PlannedStretch>();

  constructor(nowUs: () => number | null) {
    this.now = nowUs;
  }

  schedule(stretches: readonly PlannedStretch[]): void {
    const told = new Map(stretches.map((stretch) => [stretch.key, stretch]));
    for (const [key, stretch] of this.held) if (!told.has(key)) this.end(stretch);
    this.held = told;
  }

  /** The power is gone. */
  cut(): void {
    this.schedule([]);
  }

  leadUs(): number {
    return LEAD_US;
  }

  takenUs(): null {
    return null;
  }

  writeAhead(): void {}

  status(): SpeakerStatus {
    return STATUS;
  }

  private end({ cueId, fromUs, toUs, fromFrames }: PlannedStretch): void {
    const endUs = Math.min(toUs, this.now() ?? fromUs);
    if (endUs > fromUs) this.sounded.push({ cueId, fromUs, toUs: endUs, fromFrames });
  }
}
