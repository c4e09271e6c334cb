import type { Envelope } from '@loa/protocol/signed';
import type { AssetId, ClockState, NodeId, UnitId } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import type { Timers } from '@loa/runtime/pure';
import type { MachineClock, VirtualMachine, VirtualTime } from '@loa/testing';
import { notary } from '../../src/adapters/identity/index.ts';
import type { NodeHealth } from '../../src/domain/health/index.ts';
import type { Receipt } from '../../src/domain/receipts/index.ts';
import type { AssetFetcher } from '../../src/engine/asset-fetcher.ts';
import { ClockKeeper } from '../../src/engine/clock-keeper.ts';
import { HealthReporter } from '../../src/engine/health-reporter.ts';
import { PlanKeeper } from '../../src/engine/plan-keeper.ts';
import { Playout } from '../../src/engine/playout.ts';
import { ReceiptKeeper } from '../../src/engine/receipt-keeper.ts';
import type { SiteKeeper } from '../../src/engine/site-keeper.ts';
import type { SoundStore, Uplink } from '../../src/ports.ts';
import { MemoryJournal } from './memory-journal.ts';
import { MemoryPlanStore } from './memory-plan-store.ts';
import { type Sounded, ToldSpeaker } from './told-speaker.ts';

/** Weeks are long: routine of the clock is done so many times less often. */
const ROUTINE_SLOWER = 30;
/** Of an answer to a question of the clock. */
const ROUND_TRIP_US = 2_000;

/** What the node talks to while it is connected. */
export interface Greeting {
  readonly timelineId: string;
  readonly nowUs: () => number;
  readonly keyring: Envelope;
  readonly receiptsThrough: number;
  /** Stores receipts; returns through which sequence it has them. */
  readonly report: (receipts: readonly Receipt[]) => number;
}

export interface PlannedNodeOptions {
  readonly time: VirtualTime;
  readonly nodeId: NodeId;
  readonly enrolment: {
    readonly city: UnitId;
    readonly rootPublicKey: string;
    readonly enrolledAtUs: number;
  };
  /** Sound that did not reach the node. */
  readonly lacks: ReadonlySet<AssetId>;
}

/** What runs between two cuts of the power. */
interface Life {
  readonly machine: VirtualMachine;
  readonly plans: PlanKeeper;
  readonly receipts: ReceiptKeeper;
  readonly clock: ClockKeeper;
  readonly playout: Playout;
  readonly speaker: ToldSpeaker;
}

/**
 * The node's own parts from the signed documents to what its speaker is told and what it puts on
 * record, in virtual time: its disk outlives cuts of the power, no sample is rendered.
 */
export class PlannedNode {
  readonly nodeId: NodeId;
  readonly sounded: Sounded[] = [];
  private readonly options: PlannedNodeOptions;
  private readonly store = new MemoryPlanStore();
  private readonly journal = new MemoryJournal();
  private life: Life | null = null;
  private greeting: Greeting | null = null;

  constructor(options: PlannedNodeOptions) {
    this.options = options;
    this.nodeId = options.nodeId;
  }

  start(clock: MachineClock): void {
    const machine = this.options.time.machine(clock);
    const life = this.bring(machine);
    this.life = life;
    life.receipts.open();
    life.plans.load(this.options.enrolment);
    life.clock.start(life.plans.floorUs());
    life.playout.planChanged();
  }

  /** As the power goes: nothing of it runs any more. */
  kill(): void {
    if (!this.life) return;
    this.disconnect();
    this.life.speaker.cut();
    this.sounded.push(...this.life.speaker.sounded);
    this.life.machine.off();
    this.life = null;
  }

  isOn(): boolean {
    return this.life !== null;
  }

  connect(greeting: Greeting): void {
    const { life } = this;
    if (!life) return;
    this.greeting = greeting;
    life.plans.takeKeyring(greeting.keyring);
    life.receipts.connected(greeting.receiptsThrough);
    life.clock.connected();
  }

  disconnect(): void {
    if (!this.greeting) return;
    this.greeting = null;
    this.life?.clock.disconnected();
    this.life?.receipts.disconnected();
  }

  isConnected(): boolean {
    return this.greeting !== null;
  }

  /** Where the link brings what is signed. */
  plans(): PlanKeeper | null {
    return this.life?.plans ?? null;
  }

  /** What somebody sets the clock to. */
  setWall(ms: number): void {
    this.life?.machine.clock.setWall(ms);
  }

  clockState(): ClockState | null {
    return this.life?.clock.reading().state ?? null;
  }

  /** Its word about itself, as far as there is a machine to speak of. */
  health(): NodeHealth | null {
    if (!this.life) return null;
    const { machine, clock, plans, playout, speaker } = this.life;
    const nothing = { cpuTemperatureC: NONE, loadPerCore: NONE, memoryFreeFraction: NONE };
    const reporter = new HealthReporter({
      ...{ ...machine, time: clock, plans, playout, speaker, uplink: this.uplink(machine) },
      probes: { ...nothing, storage: NONE },
      site: { leader: NONE } as unknown as SiteKeeper,
      assets: { missing: () => 0, lacksRoom: NONE } as unknown as AssetFetcher,
      ...{ storageFailed: () => false, version: 'simulated' },
    });
    return reporter.health();
  }

  /** The node's notion of the timeline; null where it has none. */
  nowUs(): number | null {
    return this.life?.clock.nowUs() ?? null;
  }

  private bring(machine: VirtualMachine): Life {
    const world = { ...machine, log: silentLogger };
    const uplink = this.uplink(machine);
    const slow = { ...world, timers: slowed(machine.timers) };
    const nowUs = (): number | null => clock.nowUs();
    const clock: ClockKeeper = new ClockKeeper({
      ...slow,
      uplink,
      memory: { load: () => null, keep: () => {} },
      isSounding: () => playout.isSounding(),
      nextStartUs: () => playout.nextStartUs(),
      changed: () => playout.planChanged(),
    });
    const plans = new PlanKeeper({
      ...world,
      nodeId: this.nodeId,
      notary,
      store: this.store,
      nowUs,
      changed: () => {
        clock.raiseFloor(plans.floorUs());
        playout.planChanged();
      },
    });
    const receipts = new ReceiptKeeper({ ...world, file: this.journal, uplink });
    const speaker = new ToldSpeaker(nowUs);
    const playout: Playout = new Playout({
      ...world,
      ...{ time: clock, plans, receipts, speaker },
      sounds: this.sounds(),
      streams: { bufferOf: () => null },
      enrolledAtUs: () => this.options.enrolment.enrolledAtUs,
      planned: () => {},
      fellSilent: () => {},
    });
    return { machine, plans, receipts, clock, playout, speaker };
  }

  private uplink(machine: VirtualMachine): Uplink {
    const { timers, clock } = machine;
    const uplink: Pick<Uplink, 'isUp' | 'clock' | 'receipts'> = {
      isUp: () => this.greeting !== null,
      clock: (t1Us) => {
        const { greeting } = this;
        if (!greeting) return false;
        timers.after(ROUND_TRIP_US / 2000, () => {
          const t2Us = greeting.nowUs();
          timers.after(ROUND_TRIP_US / 2000, () => {
            if (this.greeting !== greeting) return;
            const stamps = { t1Us, t2Us, t3Us: t2Us, t4Us: clock.monotonicUs() };
            this.life?.clock.answered(greeting.timelineId, stamps);
          });
        });
        return true;
      },
      receipts: (batch) => {
        const { greeting } = this;
        if (!greeting) return false;
        timers.after(ROUND_TRIP_US / 1000, () => {
          if (this.greeting !== greeting) return;
          this.life?.receipts.acknowledged(greeting.report(batch));
        });
        return true;
      },
    };
    return uplink as Uplink;
  }

  private sounds(): SoundStore {
    const { lacks } = this.options;
    const sounds: Pick<SoundStore, 'manifestOf' | 'firstMissing'> = {
      manifestOf: () => MANIFEST,
      firstMissing: (assetId, fromIndex) => (lacks.has(assetId) ? fromIndex : null),
    };
    return sounds as SoundStore;
  }
}

const NONE = (): null => null;

/** Of any sound: it is not read, only asked for its chunks. */
const MANIFEST = { chunkPackets: 150 } as unknown as NonNullable<
  ReturnType<SoundStore['manifestOf']>
>;

function slowed(timers: Timers): Timers {
  return {
    after: (delayMs, run) =>
      timers.after(isRoutine(delayMs) ? delayMs * ROUTINE_SLOWER : delayMs, run),
    every: (periodMs, run) => timers.every(periodMs * ROUTINE_SLOWER, run),
  };
}

/** Not what comes once after a start, nor the quick questions of a fresh connection. */
function isRoutine(delayMs: number): boolean {
  return delayMs >= 5_000 || (delayMs >= 400 && delayMs <= 1_000);
}
