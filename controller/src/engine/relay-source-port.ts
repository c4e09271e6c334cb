/** Why a source brings nothing, or nothing more. A closed list: screens and logs use it. */
export const RELAY_FAULTS = [
  'host-not-listed', // its host, or one that it leads to, is not in the city's list
  'host-unknown', // its name has no address
  'address-not-listed', // its name leads into a network of our own
  'unreachable', // no answer, or none in time
  'answer-bad', // it answered with an error
  'not-sound', // what came cannot be read as sound
  'playlist-bad', // a playlist that cannot be followed
  'stalled', // nothing came any more
  'ended', // it ended by itself
] as const;
export type RelayFault = (typeof RELAY_FAULTS)[number];

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
