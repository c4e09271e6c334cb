import type { ClockState, CueId, NodeFault, NodeId, SinkKind } from '@loa/protocol/vocabulary';

/** Sound of the plan that the storage budget cannot hold yet, and what of it is due first. */
export interface NoRoom {
  readonly assets: number;
  readonly cueId: CueId;
  readonly dueAtUs: number;
}

/** A node's word about itself; units and meaning as the wire's health report. Null is unknown. */
export interface NodeHealth {
  readonly atUs: number;
  readonly cpuTemperatureC: number | null;
  readonly loadPerCore: number | null;
  readonly memoryFreeFraction: number | null;
  readonly storageFreeBytes: number | null;
  readonly storageFreeFraction: number | null;
  readonly uptimeS: number;
  readonly version: string;
  readonly clock: {
    readonly state: ClockState;
    readonly offsetUs: number | null;
    readonly roundTripUs: number | null;
    readonly skewPpm: number | null;
    /** The node of its site whose clock it goes by. */
    readonly leader: NodeId | null;
  };
  readonly sink: {
    readonly kind: SinkKind;
    readonly state: 'playing' | 'idle' | 'failed';
    readonly bufferMs: number | null;
    readonly underruns: number;
    readonly errorUs: number | null;
  };
  readonly sounding: { readonly cueId: CueId; readonly positionFrames: number } | null;
  readonly lastCue: { readonly cueId: CueId; readonly endedAtUs: number } | null;
  readonly headVersion: number;
  readonly assetsMissing: number;
  readonly noRoom: NoRoom | null;
  readonly faults: readonly NodeFault[];
}

/** Thresholds of NODE_FAULTS. */
const HOT_C = 80;
const BUSY_LOAD_PER_CORE = 2;
const LOW_MEMORY_FRACTION = 0.1;
const LOW_STORAGE_FRACTION = 0.1;
const LOW_STORAGE_BYTES = 64 * 1024 * 1024;
const UNDERRUNS_A_MINUTE = 3;
/** Sound that is due within this and not held is a fault. */
export const ASSET_DUE_WITHIN_US = 3_600e6;

export interface FaultInput {
  readonly cpuTemperatureC: number | null;
  readonly loadPerCore: number | null;
  readonly memoryFreeFraction: number | null;
  readonly storageFreeBytes: number | null;
  readonly storageFreeFraction: number | null;
  readonly storageFailed: boolean;
  readonly clockState: ClockState;
  readonly sinkFailed: boolean;
  readonly underrunsLastMinute: number;
  readonly assetsDueSoonMissing: number;
  /** The output cannot say which frame is heard. */
  readonly isReckoned: boolean;
}

/** [FLT20] The faults a reading amounts to, in the order of NODE_FAULTS. */
export function faultsOf(input: FaultInput): NodeFault[] {
  const present: [NodeFault, boolean][] = [
    ['cpu-hot', (input.cpuTemperatureC ?? 0) > HOT_C],
    ['cpu-busy', (input.loadPerCore ?? 0) > BUSY_LOAD_PER_CORE],
    ['memory-low', (input.memoryFreeFraction ?? 1) < LOW_MEMORY_FRACTION],
    [
      'storage-low',
      (input.storageFreeFraction ?? 1) < LOW_STORAGE_FRACTION ||
        (input.storageFreeBytes ?? Infinity) < LOW_STORAGE_BYTES,
    ],
    ['storage-failed', input.storageFailed],
    ['clock-untrusted', input.clockState === 'untrusted'],
    ['sink-failed', input.sinkFailed],
    ['underruns', input.underrunsLastMinute >= UNDERRUNS_A_MINUTE],
    ['assets-missing', input.assetsDueSoonMissing > 0],
    ['unsynchronised', input.isReckoned],
  ];
  return present.flatMap(([fault, is]) => (is ? [fault] : []));
}
