import type { AssetId, BulletinClass, BulletinId, CueId, UnitId } from '@loa/protocol/vocabulary';
import type { PreparedAsset } from './media-port.ts';

/** What must be known of a talk to make a bulletin of it, whatever becomes of the program. */
export interface RecordedTalk {
  readonly cueId: CueId;
  readonly bulletinId: BulletinId;
  readonly streamId: AssetId;
  readonly title: string;
  readonly class: BulletinClass;
  readonly unitId: UnitId;
  readonly speaker: string;
  readonly startedAtMs: number;
  /** Of the occurrence before its true length is known: tells whether that has been settled. */
  readonly plannedFrames: number;
}

/** What was said in a talk. */
export interface Recorded {
  readonly talk: RecordedTalk;
  readonly firstSampleAtUs: number | null;
  /** 20 ms Opus packets. */
  readonly packets: readonly Uint8Array[];
}

/** The recording of one talk while it lasts. Takes sound without waiting for the disk. */
export interface Recording {
  anchored(firstSampleAtUs: number): void;
  append(packets: readonly Uint8Array[]): void;
  /** All that was taken. Nothing can be appended any more. */
  close(): Promise<Recorded>;
  /** It has become a bulletin, or nothing was said. */
  remove(): Promise<void>;
}

export interface Recordings {
  /** Its beginning is durable when it returns. Throws `storage-full` where there is no room. */
  open(talk: RecordedTalk): Recording;
  /** Of talks that the program did not live to end. */
  unfinished(): Promise<readonly (Recorded & Pick<Recording, 'remove'>)[]>;
}

/** Packs what was said as it is, without encoding it again. Null: there is nothing in it. */
export type PackRecording = (packets: readonly Uint8Array[]) => PreparedAsset | null;
