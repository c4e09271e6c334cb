import type { CueId, ItemId, UnitId } from '@loa/protocol/vocabulary';
import type { Actor } from '../domain/policy/actor.ts';
import type { RelayLack } from '../domain/relay/relay-machine.ts';
import type { Refused } from './refused.ts';
import type { RelaySourceEnd } from './relay-source-port.ts';

/** A relay as it stands. */
export interface RelayView {
  readonly relayId: ItemId;
  readonly title: string;
  readonly unitId: UnitId;
  /** `idle`: it is not due within a minute. */
  readonly phase: 'idle' | 'joining' | 'ready' | 'on-air' | 'failing';
  /** The one that is joined, or the next within a day. */
  readonly cueId: CueId | null;
  readonly startAtUs: number | null;
  readonly endAtUs: number | null;
  /** Loudest tenth of the last second, dB of full scale; null is silence or nothing. */
  readonly levelDb: number | null;
  readonly lack: RelayLack | null;
  readonly fault: RelaySourceEnd | null;
  /** What sounds instead. */
  readonly fallback: CueId | null;
}

/** What was heard of a source for some seconds. */
export interface RelayTest {
  readonly outcome: 'tested';
  readonly heard: 'sound' | 'silence' | 'nothing';
  readonly seconds: number;
  readonly levelDb: number | null;
  readonly fault: RelaySourceEnd | null;
}

export interface Relays {
  /** Those that the person may see, by id. */
  views(actor: Actor): readonly RelayView[];
  /** [REL5] Hosts that sources may be fetched from. */
  hosts(): readonly string[];
  /** What sources of those that are joined lack. */
  lacks(): readonly { readonly cueId: CueId; readonly lack: RelayLack }[];
  /** Listens to its source for some seconds; nothing is sounded. */
  test(actor: Actor, relayId: string): Promise<RelayTest | Refused>;
}
