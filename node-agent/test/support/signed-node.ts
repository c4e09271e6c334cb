import type { NodeSettings } from '@loa/protocol/playout';
import type { Envelope } from '@loa/protocol/signed';
import type { NodeId } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import type { VirtualTime } from '@loa/testing';
import { notary } from '../../src/adapters/identity/index.ts';
import { type Receipt, readJournal } from '../../src/domain/receipts/index.ts';
import type { ClockKeeper } from '../../src/engine/clock-keeper.ts';
import { PlanKeeper } from '../../src/engine/plan-keeper.ts';
import { Playout } from '../../src/engine/playout.ts';
import { ReceiptKeeper } from '../../src/engine/receipt-keeper.ts';
import type { Uplink } from '../../src/ports.ts';
import { type Asset, CITY, type City, SETTINGS } from './city.ts';
import { Horn } from './horn.ts';
import { MemoryJournal } from './memory-journal.ts';
import { MemoryPlanStore } from './memory-plan-store.ts';

const MACHINE_OFFSET_US = 1e6;

export interface SignedNodeOptions {
  readonly time: VirtualTime;
  /** The timeline's instant at true time 0. */
  readonly startUs: number;
  readonly city: City;
  readonly nodeId: NodeId;
  readonly assets: readonly Asset[];
  readonly settings: Partial<NodeSettings>;
}

/**
 * A node from its signed documents to its sound in virtual time, without a link: what it is given it
 * holds, and its clock is right.
 */
export class SignedNode {
  readonly horn: Horn;
  readonly plans: PlanKeeper;
  private readonly playout: Playout;
  private readonly journal = new MemoryJournal();
  private readonly options: SignedNodeOptions;

  constructor(options: SignedNodeOptions) {
    this.options = options;
    const { time, startUs, nodeId, assets } = options;
    const machine = time.machine({ offsetUs: MACHINE_OFFSET_US });
    const atUs = (localUs: number): number => localUs - MACHINE_OFFSET_US + startUs;
    this.horn = new Horn({ time, machine, timeline: { atUs }, assets });
    const world = { ...machine, log: silentLogger };
    this.plans = new PlanKeeper({
      nodeId,
      notary,
      store: new MemoryPlanStore(),
      log: silentLogger,
      timers: machine.timers,
      nowUs: () => atUs(machine.clock.monotonicUs()),
      changed: () => this.playout?.planChanged(),
    });
    const uplink = { isUp: () => false } as Uplink;
    const receipts = new ReceiptKeeper({ ...world, file: this.journal, uplink });
    receipts.open();
    this.playout = new Playout({
      ...world,
      time: { nowUs: () => atUs(machine.clock.monotonicUs()) } as ClockKeeper,
      plans: this.plans,
      receipts,
      sounds: this.horn.cache,
      streams: { bufferOf: () => null },
      speaker: this.horn.output,
      enrolledAtUs: () => 0,
      planned: () => {},
      fellSilent: () => {},
    });
  }

  async open(authorisations: readonly Envelope[]): Promise<void> {
    const { city, nodeId, settings } = this.options;
    await this.horn.open();
    this.plans.load({ city: CITY, rootPublicKey: city.root.publicKey, enrolledAtUs: 0 });
    this.plans.takeKeyring(city.keyring());
    const signed = { nodeId, settings: { ...SETTINGS, ...settings } };
    const { outcome } = this.plans.takeHead(city.head(1, [], signed));
    if (outcome !== 'accepted') throw new Error(`the head was ${outcome}`);
    for (const authorisation of authorisations) this.plans.takeAuthorisation(authorisation);
  }

  /** What is on record. */
  receipts(): Receipt[] {
    const { entries } = readJournal(this.journal.read());
    return entries.flatMap((each) => (each.entry === 'receipt' ? [each.receipt] : []));
  }

  async close(): Promise<void> {
    this.playout.stop();
    await this.horn.close();
  }
}
