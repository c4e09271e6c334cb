/**
 * Weeks of Tam Kỳ in minutes: people edit documents at random, the controller is killed at random
 * instants and started again, links are cut, the power goes, clocks are set, on controller and nodes,
 * or come back without the time. In the end the ledger
 * and what nodes put on record are held against each other.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Cancellation, layOut } from '@loa/protocol/playout';
import { type AssetId, type CueId, type NodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { mulberry32 } from '@loa/runtime/pure';
import { cueOf } from '../../../controller/src/domain/playout/cue-of.ts';
import { SHORT_NOTICE_US } from '../../../controller/src/domain/playout/materialise.ts';
import { nodesMeant } from '../../../controller/src/domain/playout/meant.ts';
import type { Occurrence } from '../../../controller/src/domain/playout/occurrence.ts';
import type { Actor } from '../../../controller/src/domain/policy/actor.ts';
import type { Receipt } from '../../../node-agent/src/domain/receipts/index.ts';
import { PlannedNode } from '../../../node-agent/test/support/planned-node.ts';
import { VirtualTime } from '../../src/index.ts';
import { editAtRandom } from './edits.ts';
import { type Judgement, judgeNode, type Span, total } from './judge-node.ts';
import { openVirtualController, type VirtualController } from './virtual-controller.ts';
import { greet, push } from './virtual-link.ts';

const TAM_KY = resolve(import.meta.dirname, '../../../schedules/tam-ky.yaml');
/** Midnight of 22 November 2026, UTC. */
const START_US = 1_795_305_600_000_000;
const DAY_S = 86_400;
/** The sessions of the city begin so long after that hour, at 05:30 and 17:00, and sound so long. */
const MORNING_S = 22.5 * 3_600;
const AFTERNOON_S = 10 * 3_600;
const SESSION_S = 600;
/** From the controller's wish to a node that has it. */
const PUSH_US = 50_000;
/** A node that is further from the timeline than this moves when it is told. */
const APART_US = 10_000;
/** What a node plays may differ so long after the time itself moved. */
const SHAKEN_US = 120e6;
/** The last day ends with everybody there, so that all is told. */
const CALM_S = 3_600;

export interface MonthOptions {
  readonly days: number;
  readonly kills: number;
  readonly editsPerDay: number;
  readonly seed: number;
}

export interface Month {
  /** Occurrences on nodes. */
  readonly plays: number;
  readonly edits: number;
  readonly kills: number;
  /** Of links and of the power. */
  readonly cuts: number;
  /** Clocks that were set, and nodes that came back without the time. */
  readonly clockSteps: number;
  readonly ends: Readonly<Record<string, number>>;
  readonly unexplained: readonly string[];
}

export async function runMonth(options: MonthOptions): Promise<Month> {
  const folder = await mkdtemp(join(tmpdir(), 'loa-month-'));
  try {
    return await new TimeMachine(options, folder).run();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Subject {
  readonly node: PlannedNode;
  readonly off: Span[];
  /** It did not know the time. */
  readonly lost: Span[];
  readonly shaken: Span[];
  readonly muted: Span[];
  /** Since when its plan may be older than the ledger; null where it is not. */
  blindUs: number | null;
  /** Its link is cut until then. */
  cutUntilUs: number;
}

const OFFICER: Actor = {
  username: 'van-hoa',
  name: 'Lê Thị Văn',
  role: 'culture-office',
  unitId: parseUnitId('tam-ky'),
  language: 'vi',
};

class TimeMachine {
  private readonly options: MonthOptions;
  private readonly folder: string;
  private readonly time = new VirtualTime();
  private readonly chance: () => number;
  private controller: VirtualController | null = null;
  private readonly subjects = new Map<NodeId, Subject>();
  private wallErrorMs = 0;
  private edits = 0;
  private kills = 0;
  private cuts = 0;
  private clockSteps = 0;
  private isPumping = false;

  constructor(options: MonthOptions, folder: string) {
    this.options = options;
    this.folder = folder;
    this.chance = mulberry32(options.seed);
  }

  async run(): Promise<Month> {
    const { days } = this.options;
    this.open();
    await this.apply();
    this.enrol();
    this.planTroubles();
    await this.time.advance(days * DAY_S + CALM_S);
    return this.judge();
  }

  /** Reading files takes real time, planning virtual time: both pass. */
  private async apply(): Promise<void> {
    let isOver = false;
    const applying = this.controller?.apply(TAM_KY).finally(() => {
      isOver = true;
    });
    while (!isOver) await this.time.advance(0.05);
    const applied = await applying;
    if (applied?.outcome !== 'applied') throw new Error(JSON.stringify(applied));
  }

  private nowUs(): number {
    return START_US + this.time.trueUs();
  }

  private between(least: number, most: number): number {
    return least + this.chance() * (most - least);
  }

  private open(): VirtualController {
    const machine = this.time.machine({
      offsetUs: this.between(1e6, 1e12),
      wallMs: START_US / 1000 + this.wallErrorMs,
    });
    const seed = Math.floor(this.between(1, 1e9));
    const controller = openVirtualController({
      ...{ folder: this.folder, machine, seed },
      worked: () => this.pumpSoon(),
    });
    controller.events.on((event) => {
      if (event.kind === 'heads-published' || event.kind === 'order-issued') this.pumpSoon();
    });
    this.controller = controller;
    return controller;
  }

  private enrol(): void {
    const { controller } = this;
    const keyring = controller?.documents.keyring();
    const map = controller?.map();
    if (!controller || !keyring || !map) throw new Error('no city');
    const enrolment = {
      city: map.cityId,
      rootPublicKey: controller.rootPublicKey(),
      enrolledAtUs: START_US,
    };
    for (const nodeId of map.nodes.keys()) {
      const node = new PlannedNode({ time: this.time, nodeId, enrolment, lacks: NOTHING });
      const ordeal = { off: [], lost: [], shaken: [], muted: [] };
      this.subjects.set(nodeId, { node, ...ordeal, blindUs: START_US, cutUntilUs: 0 });
      this.start(this.subjects.get(nodeId) as Subject);
    }
  }

  private start(subject: Subject, hasBattery = true): void {
    subject.node.start({
      skewPpm: this.between(-40, 40),
      offsetUs: this.between(1e6, 1e12),
      wallMs: hasBattery ? START_US / 1000 + this.between(-800, 800) : 0,
    });
    if (!hasBattery) {
      this.clockSteps++;
      subject.lost.push({ fromUs: this.nowUs(), toUs: Number.POSITIVE_INFINITY });
    }
    this.connectSoon(subject);
  }

  private connectSoon(subject: Subject): void {
    this.time.at(this.time.trueUs() + this.between(0.5e6, 4e6), () => {
      const { controller } = this;
      const { node } = subject;
      const isCut = this.time.trueUs() < subject.cutUntilUs;
      if (!controller || !node.isOn() || node.isConnected() || isCut) return;
      this.noteTime(subject, controller);
      greet(controller, node, () => controller === this.controller);
      this.pumpSoon();
    });
  }

  /** What a node goes by until the controller says better. */
  private noteTime({ node, shaken, lost }: Subject, controller: VirtualController): void {
    const nowUs = this.nowUs();
    const nodeUs = node.nowUs();
    const last = lost.at(-1);
    if (last?.toUs === Number.POSITIVE_INFINITY) lost.splice(-1, 1, { ...last, toUs: nowUs });
    const isApart = nodeUs === null || Math.abs(nodeUs - controller.timeline.nowUs()) > APART_US;
    if (isApart) shaken.push({ fromUs: nowUs, toUs: nowUs + SHAKEN_US });
  }

  private pumpSoon(): void {
    if (this.isPumping) return;
    this.isPumping = true;
    this.time.at(this.time.trueUs() + PUSH_US, () => {
      this.isPumping = false;
      for (const subject of this.subjects.values()) this.pump(subject);
    });
  }

  /** What the link would bring by now. */
  private pump(subject: Subject): void {
    const { controller } = this;
    if (!controller || !subject.node.isConnected()) return;
    push(controller, subject.node);
    if (controller.isIdle()) this.sees(subject);
  }

  private sees(subject: Subject): void {
    if (subject.blindUs !== null) {
      subject.shaken.push({ fromUs: subject.blindUs, toUs: this.nowUs() });
    }
    subject.blindUs = null;
  }

  private planTroubles(): void {
    const { days, kills, editsPerDay } = this.options;
    for (let n = 0; n < kills; n++) this.sometime(() => this.kill());
    for (let n = 0; n < days * editsPerDay; n++) this.sometime(() => this.edit());
    for (const subject of this.subjects.values()) {
      for (let n = 0; n < days / 3; n++) {
        this.sometime(() => this.cutLink(subject));
        this.sometime(() => this.cutPower(subject));
        this.sometime(() => this.setClock(subject));
      }
    }
    for (let n = 0; n < days / 2; n++) {
      this.sometime(() => {
        this.wallErrorMs = this.between(-2000, 2000);
        this.clockSteps++;
        this.controller?.setWall(this.wallMs());
      });
    }
  }

  /** Half of it where it hurts: while a session sounds. */
  private sometime(run: () => void): void {
    const { days } = this.options;
    const day = Math.floor(this.between(0, days));
    const session = this.chance() < 0.5 ? MORNING_S : AFTERNOON_S;
    const busyS = day * DAY_S + session + this.between(-30, SESSION_S);
    const anyS = this.between(300, days * DAY_S);
    this.time.at((this.chance() < 0.5 ? busyS : anyS) * 1e6, run);
  }

  private edit(): void {
    const { controller } = this;
    if (!controller) return;
    const nowUs = this.nowUs();
    const edited = editAtRandom(controller, OFFICER, this.chance);
    if (!edited.isDone) return;
    this.edits++;
    for (const subject of this.subjects.values()) {
      subject.blindUs ??= nowUs;
      if (edited.mutes.includes(subject.node.nodeId)) {
        subject.muted.push({ fromUs: nowUs, toUs: Number.POSITIVE_INFINITY });
      }
    }
    this.pumpSoon();
    // Some are followed by a kill in the middle of what they set going.
    if (this.chance() < 0.3 && this.kills < this.options.kills) {
      this.time.at(this.time.trueUs() + this.between(0, 200_000), () => this.kill());
    }
  }

  private wallMs(): number {
    return this.nowUs() / 1000 + this.wallErrorMs;
  }

  /** Somebody or something sets the wall clock of a node. One that had the time of it goes with it. */
  private setClock({ node, shaken }: Subject): void {
    if (!node.isOn()) return;
    this.clockSteps++;
    const nowUs = this.nowUs();
    node.setWall(nowUs / 1000 + this.between(-2000, 2000));
    if (node.clockState() === 'civil') shaken.push({ fromUs: nowUs, toUs: nowUs + SHAKEN_US });
  }

  /** As `kill -9`, and a start of its own soon after, or after hours. */
  private kill(): void {
    const { controller } = this;
    if (!controller || this.kills >= this.options.kills) return;
    this.kills++;
    controller.kill();
    this.controller = null;
    for (const { node } of this.subjects.values()) node.disconnect();
    const awayUs = this.chance() < 0.1 ? this.between(600e6, 5 * 3600e6) : this.between(1e6, 90e6);
    const last = this.options.days * DAY_S * 1e6;
    this.time.at(Math.min(this.time.trueUs() + awayUs, last), () => this.restart());
  }

  private restart(): void {
    if (this.controller) return;
    this.open().planner.request();
    const nowUs = this.nowUs();
    for (const subject of this.subjects.values()) {
      // Another timeline: nodes take it over within seconds.
      subject.shaken.push({ fromUs: nowUs, toUs: nowUs + SHAKEN_US });
      this.connectSoon(subject);
    }
  }

  private cutLink(subject: Subject): void {
    if (!subject.node.isConnected()) return;
    this.cuts++;
    subject.node.disconnect();
    const last = this.options.days * DAY_S * 1e6;
    subject.cutUntilUs = Math.min(this.time.trueUs() + this.between(1e6, 4 * 3600e6), last);
    this.time.at(subject.cutUntilUs, () => this.connectSoon(subject));
  }

  private cutPower(subject: Subject): void {
    if (!subject.node.isOn()) return;
    this.cuts++;
    subject.node.kill();
    const fromUs = this.nowUs();
    const last = this.options.days * DAY_S * 1e6;
    const awayUs = this.between(60e6, 3 * 3600e6);
    this.time.at(Math.min(this.time.trueUs() + awayUs, last), () => {
      subject.off.push({ fromUs, toUs: this.nowUs() });
      this.start(subject, this.chance() < 0.8);
    });
  }

  /** [PRF8] Whatever sounded is in the ledger, what was taken off the programme too. */
  private unknownSounds({ stores }: VirtualController): string[] {
    return [...this.subjects].flatMap(([nodeId, { node }]) =>
      node.sounded
        .filter(({ cueId }) => stores.calendar.get(cueId) === null)
        .map(({ cueId }) => `${nodeId} ${cueId}: sounded, and the ledger does not know it`),
    );
  }

  private judge(): Month {
    const { controller } = this;
    const map = controller?.map();
    if (!controller || !map) throw new Error('no controller at the end');
    const untilUs = START_US + this.options.days * DAY_S * 1e6;
    const ledger = controller.stores.calendar
      .between(START_US, untilUs)
      .filter((one) => one.startAtUs >= START_US && one.withheld === null && isTold(one));
    const meant = new Map(ledger.map((one) => [one.cueId, new Set(nodesMeant(map, one))]));
    const judged: Judgement[] = [];
    const unexplained: string[] = [];
    for (const [nodeId, subject] of this.subjects) {
      subject.node.kill();
      const own = ledger.filter(({ cueId }) => meant.get(cueId)?.has(nodeId));
      const cues = own.map(cueOf);
      const judgement = judgeNode({
        cues,
        layout: layOut(cues, own.flatMap(stopOf)),
        sounded: subject.node.sounded,
        receipts: receiptsOf(
          controller,
          nodeId,
          own.map(({ cueId }) => cueId),
        ),
        ordeal: { ...subject, lacks: NOTHING },
      });
      judged.push(judgement);
      unexplained.push(...judgement.unexplained.map((one) => `${nodeId} ${one}`));
    }
    unexplained.push(...this.unknownSounds(controller));
    controller.kill();
    const ends = Object.fromEntries(total(judged));
    const plays = Object.values(ends).reduce((sum, count) => sum + count, 0);
    const { edits, kills, cuts, clockSteps } = this;
    return { plays, edits, kills, cuts, clockSteps, ends, unexplained };
  }
}

const NOTHING: ReadonlySet<AssetId> = new Set();

/** [CAL12] What was stopped well before its start is on no page. */
function isTold({ carriedBy, startAtUs, stoppedAtUs }: Occurrence): boolean {
  return carriedBy === 'order' || stoppedAtUs === null || stoppedAtUs > startAtUs - SHORT_NOTICE_US;
}

function stopOf({ cueId, stoppedAtUs }: Occurrence): Cancellation[] {
  if (stoppedAtUs === null) return [];
  return [{ atUs: stoppedAtUs, what: { kind: 'cues', cueIds: [cueId] } }];
}

function receiptsOf(
  { stores }: VirtualController,
  nodeId: NodeId,
  cueIds: readonly CueId[],
): Receipt[] {
  return stores.receipts
    .ofCues(cueIds)
    .filter((one) => one.nodeId === nodeId)
    .sort((a, b) => a.sequence - b.sequence) as unknown as Receipt[];
}
