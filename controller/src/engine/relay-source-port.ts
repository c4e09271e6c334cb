import type { RelayFault } from '@loa/protocol/vocabulary';

export interface RelaySourceEnd {
  readonly why: RelayFault;
  /** For people who look after it. */
  readonly detail: string;
}

export interface RelaySourceEvents {
  /** Mono samples at 48 kHz, as they are decoded: in bursts. */
  samples(samples: Int16Array): void;
  /** Once, unless it was disposed before. */
  ended(end: RelaySourceEnd): void;
}

/** One connection to a source. */
export interface RelaySource extends Disposable {
  /** Whether it is to wait: who listens has enough. */
  hold(isHeld: boolean): void;
}

/** Opens streams of other stations: HTTP(S), Icecast and HLS. */
export interface RelaySources {
  open(url: string, events: RelaySourceEvents): RelaySource;
}
