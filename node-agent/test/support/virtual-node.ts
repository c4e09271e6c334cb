import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeId, parseNodeId } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import type { Random } from '@loa/runtime/pure';
import type { MachineClock, VirtualMachine, VirtualTime } from '@loa/testing';
import { type Agent, createAgent, parseConfig, SimulatedSink } from '../../src/agent.ts';
import { seeded } from './horn.ts';
import type { VirtualController } from './virtual-controller.ts';
import { type LinkOptions, type VirtualLan, VirtualUplink } from './virtual-network.ts';

export interface VirtualNodeOptions {
  readonly time: VirtualTime;
  readonly controller: VirtualController;
  readonly number: number;
  readonly link: LinkOptions;
  readonly lan: VirtualLan;
  readonly machine: MachineClock;
  readonly cardSkewPpm: number;
  readonly reportNoiseUs: number;
}

/** What one life of the agent gave to its card. */
interface Take {
  readonly machine: VirtualMachine;
  readonly openedLocalUs: number;
  readonly parts: Float32Array[];
  frames: number;
}

/** The real agent on a machine, a card and a network in virtual time. */
export class VirtualNode {
  readonly nodeId: NodeId;
  readonly uplink: VirtualUplink;
  agent: Agent | null = null;
  private readonly options: VirtualNodeOptions;
  private readonly folder = mkdtempSync(join(tmpdir(), 'loa-virtual-'));
  private readonly takes: Take[] = [];
  private readonly random: Random;
  private machine: VirtualMachine | null = null;
  private isOn = false;

  constructor(options: VirtualNodeOptions) {
    this.options = options;
    const { time, controller, number } = options;
    this.nodeId = parseNodeId(`loa-${number}`);
    this.random = seeded(100 + number);
    const accept = controller.accept.bind(controller);
    this.uplink = new VirtualUplink({ time, random: seeded(200 + number) }, options.link, accept);
  }

  async start(): Promise<void> {
    const { time, number, lan, cardSkewPpm, reportNoiseUs } = this.options;
    const machine = time.machine(this.options.machine);
    const { clock, timers } = machine;
    this.machine = machine;
    this.isOn = true;
    const take: Take = { machine, openedLocalUs: clock.monotonicUs(), parts: [], frames: 0 };
    const sink = new SimulatedSink({
      clock,
      timers,
      random: this.random,
      skewPpm: cardSkewPpm,
      reportNoiseUs,
      played: (samples) => {
        take.parts.push(samples);
        take.frames += samples.length;
      },
    });
    const host = `10.0.0.${number + 1}`;
    const config = parseConfig(
      {
        LOA_CONTROLLER: 'ws://controller/agent',
        LOA_NODE_ID: this.nodeId,
        LOA_STATE_DIR: this.folder,
        LOA_SINK: 'simulated',
        LOA_ENROL_CODE: 'AAAAABBBBB',
        LOA_SITE_ADDRESS: `${host}:7355`,
      },
      number,
    );
    const life = machine;
    const network = {
      openSocket: this.uplink.openSocket,
      openUdp: lan.attach(host, () => this.isOn && this.machine === life),
    };
    const { random } = this;
    this.takes.push(take);
    this.agent = createAgent(config, { clock, timers, random, log: silentLogger, sink, network });
    await this.agent.start();
  }

  /** As `kill -9`: nothing of it runs any more, its connections are gone, its card is silent. */
  kill(): void {
    this.isOn = false;
    this.machine?.off();
    this.uplink.drop();
    this.agent = null;
  }

  /** What is heard of it between two true instants, one sample a frame of its card. */
  heard(
    fromUs: number,
    toUs: number,
  ): { samples: Float32Array; trueUsOf: (frame: number) => number } {
    const take = this.takes.findLast((each) => this.trueUs(each, 0) <= fromUs);
    if (!take) return { samples: new Float32Array(0), trueUsOf: () => Number.NaN };
    const first = Math.ceil(this.frameAt(take, fromUs));
    const last = Math.min(take.frames, Math.floor(this.frameAt(take, toUs)));
    const samples = slice(take.parts, first, last);
    return { samples, trueUsOf: (frame) => this.trueUs(take, first + frame) };
  }

  async close(): Promise<void> {
    this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private framesPerUs(): number {
    return 0.048 * (1 + this.options.cardSkewPpm * 1e-6);
  }

  private trueUs(take: Take, frame: number): number {
    return take.machine.trueUsOf(take.openedLocalUs + frame / this.framesPerUs());
  }

  private frameAt(take: Take, trueUs: number): number {
    const secondUs = this.trueUs(take, 48_000) - this.trueUs(take, 0);
    let frame = ((trueUs - this.trueUs(take, 0)) / secondUs) * 48_000;
    for (let step = 0; step < 3; step++) frame += (trueUs - this.trueUs(take, frame)) * 0.048;
    return frame;
  }
}

function slice(parts: readonly Float32Array[], from: number, to: number): Float32Array {
  const made = new Float32Array(Math.max(0, to - from));
  let at = 0;
  for (const part of parts) {
    const [begin, end] = [Math.max(at, from), Math.min(at + part.length, to)];
    if (begin < end) made.set(part.subarray(begin - at, end - at), begin - from);
    at += part.length;
  }
  return made;
}
