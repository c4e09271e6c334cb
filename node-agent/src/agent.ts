import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Logger, Random, Timers } from '@loa/runtime/pure';
import { encodeBase64Url } from '@loa/runtime/pure';
import { AssetCache } from './adapters/asset-cache/index.ts';
import {
  ControllerLink,
  createUplink,
  type OpenLinkSocket,
  openWebSocket,
} from './adapters/controller-link/index.ts';
import { createProbes } from './adapters/health-probes/index.ts';
import { Identity, notary } from './adapters/identity/index.ts';
import { OpusPool } from './adapters/opus/index.ts';
import { FilePlanStore } from './adapters/plan-store/index.ts';
import { JournalLog } from './adapters/receipt-log/index.ts';
import { type OpenDatagrams, openUdp, UdpSiteClock } from './adapters/site-clock/index.ts';
import type { AgentConfig } from './config/index.ts';
import { Conversation } from './conversation.ts';
import { createSink } from './create-sink.ts';
import type { NodeHealth } from './domain/health/index.ts';
import { AssetFetcher } from './engine/asset-fetcher.ts';
import { ClockKeeper } from './engine/clock-keeper.ts';
import { DocumentFetcher } from './engine/document-fetcher.ts';
import { HealthReporter } from './engine/health-reporter.ts';
import { PlanKeeper } from './engine/plan-keeper.ts';
import { Playout } from './engine/playout.ts';
import { ReceiptKeeper } from './engine/receipt-keeper.ts';
import { SiteKeeper } from './engine/site-keeper.ts';
import { StreamKeeper } from './engine/stream-keeper.ts';
import type { AudioSink, Enrolment, Uplink } from './ports.ts';
import { SoundOutput } from './rendering/index.ts';

export type { SimulatedSinkOptions } from './adapters/audio-output/index.ts';
export { PulseSink, SimulatedSink, WavSink } from './adapters/audio-output/index.ts';
export { openWebSocket } from './adapters/controller-link/index.ts';
export { type AgentConfig, parseConfig } from './config/index.ts';
export type { NodeHealth } from './domain/health/index.ts';
export type { AudioSink } from './ports.ts';

export const AGENT_VERSION = '0.1.0';
/** Above a ramp and what the sink has buffered, so that the end is not a click. */
const FADE_OUT_MS = 250;
const COMPACT_EVERY_MS = 600_000;

export interface AgentDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Logger;
  /** Instead of the one the configuration names; simulators give their own. */
  readonly sink?: AudioSink;
  /** Instead of the machine's own; simulators give their own. */
  readonly network?: { readonly openSocket?: OpenLinkSocket; readonly openUdp?: OpenDatagrams };
}

export interface Agent {
  start(): Promise<void>;
  /** Fades out, puts the end on record, closes everything. It is not started again. */
  stop(): Promise<void>;
  health(): NodeHealth;
  /** Whether the controller has welcomed this node. */
  isUp(): boolean;
}

/** Puts the agent together. Nothing happens before `start`. */
export function createAgent(config: AgentConfig, deps: AgentDeps): Agent {
  return new NodeAgent(config, deps);
}

/** Who calls whom: `changed` of the parts comes together here. */
class NodeAgent implements Agent {
  private readonly config: AgentConfig;
  private readonly deps: AgentDeps;
  private readonly identity: Identity;
  private readonly bootId: string;
  private readonly decoders: OpusPool;
  private readonly sounds: AssetCache;
  private readonly journal: JournalLog;
  private readonly plans: PlanKeeper;
  private readonly receipts: ReceiptKeeper;
  private readonly streams: StreamKeeper;
  private readonly speaker: SoundOutput;
  private readonly time: ClockKeeper;
  private readonly siteClock: UdpSiteClock;
  private readonly site: SiteKeeper;
  private readonly playout: Playout;
  private readonly assets: AssetFetcher;
  private readonly documents: DocumentFetcher;
  private readonly reporter: HealthReporter;
  private readonly link: ControllerLink;
  private readonly uplink: Uplink;
  private enrolment: Enrolment | null = null;
  private enrolledNow = false;
  private compaction: Disposable | null = null;
  private started = false;
  private stopped = false;

  constructor(config: AgentConfig, deps: AgentDeps) {
    this.config = config;
    this.deps = deps;
    const { timers, random, log } = deps;
    const folder = config.stateFolder;
    this.bootId = encodeBase64Url(random.bytes(12));
    this.identity = new Identity(folder);
    this.decoders = new OpusPool(log.child('opus'));
    this.sounds = new AssetCache(join(folder, 'assets'), log.child('assets'));
    this.journal = new JournalLog(join(folder, 'receipts.log'));
    const uplink = createUplink(() => this.link);
    this.uplink = uplink;
    this.plans = new PlanKeeper({
      nodeId: config.nodeId,
      notary,
      store: new FilePlanStore(join(folder, 'plan'), log.child('plan-store')),
      log: log.child('plan'),
      timers,
      nowUs: () => this.time.nowUs(),
      changed: () => this.planChanged(),
    });
    this.receipts = new ReceiptKeeper({
      file: this.journal,
      uplink,
      timers,
      log: log.child('receipts'),
    });
    this.time = this.createTime(uplink);
    this.siteClock = this.createSiteClock();
    this.site = this.createSite();
    this.streams = this.createStreams(uplink);
    this.speaker = this.createSpeaker();
    this.playout = this.createPlayout();
    this.assets = this.createAssets(uplink);
    this.documents = new DocumentFetcher({
      timers,
      uplink,
      plans: this.plans,
      refused: () =>
        this.playout.currentPlan().refused.map(({ cue, why }) => ({ cueId: cue.cueId, why })),
    });
    this.reporter = new HealthReporter({
      clock: deps.clock,
      timers,
      uplink,
      probes: createProbes(folder),
      speaker: this.speaker,
      time: this.time,
      site: this.site,
      plans: this.plans,
      playout: this.playout,
      assets: this.assets,
      storageFailed: () => this.receipts.storageFailed(),
      version: AGENT_VERSION,
    });
    this.link = this.createLink();
  }

  async start(): Promise<void> {
    this.identity.open();
    this.sounds.open();
    await this.decoders.open();
    if (this.stopped) {
      this.decoders.close();
      return;
    }
    this.enrolment = this.identity.enrolment();
    this.receipts.open();
    if (this.enrolment) this.plans.load(this.enrolment);
    this.time.start(this.plans.floorUs());
    this.speaker.open();
    this.reporter.start();
    this.compaction = this.deps.timers.every(COMPACT_EVERY_MS, () =>
      this.receipts.compact(this.time.nowUs()),
    );
    this.started = true;
    this.playout.planChanged();
    this.link.start();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (!this.started) return;
    this.started = false;
    this.reporter.stop();
    this.compaction?.[Symbol.dispose]();
    const wasSounding = this.playout.isSounding();
    this.speaker.silence();
    this.playout.stop();
    if (wasSounding) {
      await new Promise<void>((done) => this.deps.timers.after(FADE_OUT_MS, () => done()));
    }
    this.plans.stop();
    this.time.stop();
    this.site.stop();
    this.link.stop();
    await this.speaker.close();
    this.journal.close();
    this.decoders.close();
  }

  health(): NodeHealth {
    return this.reporter.health();
  }

  isUp(): boolean {
    return this.link.isUp();
  }

  private createTime(uplink: Uplink): ClockKeeper {
    return new ClockKeeper({
      clock: this.deps.clock,
      timers: this.deps.timers,
      uplink,
      memory: this.identity.clockMemory(),
      log: this.deps.log.child('clock'),
      isSounding: () => this.playout.isSounding(),
      nextStartUs: () => this.playout.nextStartUs(),
      changed: () => this.clockChanged(),
    });
  }

  private createStreams(uplink: Uplink): StreamKeeper {
    const { clock, timers, log } = this.deps;
    return new StreamKeeper({
      clock,
      timers,
      uplink,
      notary,
      log: log.child('streams'),
      nowUs: () => this.time.nowUs(),
      takenUs: () => {
        const takenUs = this.speaker.takenUs();
        return takenUs === null ? null : takenUs - this.playout.streamShiftUs();
      },
      cuesOf: (streamId) => this.playout.cuesOf(streamId),
      changed: () => this.playout.changed(),
    });
  }

  private createSiteClock(): UdpSiteClock {
    const { clock, random, log, network } = this.deps;
    return new UdpSiteClock(
      { listen: this.config.siteListen, announce: this.config.siteAddresses },
      { clock, random, log: log.child('site'), open: network?.openUdp ?? openUdp },
    );
  }

  private createSite(): SiteKeeper {
    return new SiteKeeper({
      clock: this.deps.clock,
      timers: this.deps.timers,
      time: this.time,
      siteClock: this.siteClock,
      log: this.deps.log.child('site'),
      isSounding: () => this.playout.isSounding(),
      nextStartUs: () => this.playout.nextStartUs(),
    });
  }

  private createSpeaker(): SoundOutput {
    return new SoundOutput({
      clock: this.deps.clock,
      timers: this.deps.timers,
      timeline: this.time,
      sink: this.deps.sink ?? createSink(this.config, this.deps),
      store: this.sounds,
      streams: this.streams,
      decoders: this.decoders,
      events: {
        faulted: (key, fault) => {
          this.playout.faulted(key, fault);
          this.assets.step();
        },
        changed: () => this.playout.changed(),
      },
    });
  }

  private createPlayout(): Playout {
    return new Playout({
      clock: this.deps.clock,
      timers: this.deps.timers,
      time: this.time,
      plans: this.plans,
      receipts: this.receipts,
      sounds: this.sounds,
      streams: this.streams,
      speaker: this.speaker,
      log: this.deps.log.child('playout'),
      enrolledAtUs: () => this.enrolment?.enrolledAtUs ?? 0,
      planned: () => {
        this.time.planned();
        this.assets.step();
        // Planning may come from a question of the reporter itself.
        this.deps.timers.after(0, () => this.reporter.planned());
      },
      fellSilent: () => this.assets.step(),
    });
  }

  private createAssets(uplink: Uplink): AssetFetcher {
    const { clock, timers, random, log } = this.deps;
    return new AssetFetcher({
      clock,
      timers,
      random,
      uplink,
      sounds: this.sounds,
      budgetBytes: this.config.assetBudgetBytes,
      log: log.child('assets'),
      cues: () => this.playout.currentPlan().cues,
      spares: () => this.plans.spares(),
      nowUs: () => this.time.nowUs(),
      isPaused: () => this.playout.isUrgent(),
      changed: () => this.playout.changed(),
    });
  }

  private createLink(): ControllerLink {
    const { config } = this;
    const { clock, timers, random, log } = this.deps;
    const { controllerUrl: url, caFile, nodeId } = config;
    return new ControllerLink(
      { url, caFile, nodeId },
      {
        clock,
        timers,
        openSocket: this.deps.network?.openSocket ?? openWebSocket,
        random,
        isSounding: () => this.playout.isSounding(),
        log: log.child('link'),
        handlers: this.conversation(),
        isEnrolled: () => this.enrolment !== null,
        enrolCode: () => enrolCode(config, log),
        publicKey: () => this.identity.publicKey(),
        sign: (kind, kid, body) => this.identity.sign(kind, kid, body),
        hello: () => this.hello(),
      },
    );
  }

  private planChanged(): void {
    if (!this.started) return;
    this.time.raiseFloor(this.plans.floorUs());
    this.playout.planChanged();
    this.documents.step();
  }

  private clockChanged(): void {
    this.playout.planChanged();
    this.assets.step();
  }

  private hello() {
    return {
      bootId: this.bootId,
      connectionEpoch: this.identity.nextConnectionEpoch(),
      version: AGENT_VERSION,
      sink: this.speaker.status().kind,
      capabilities: [],
      keyringVersion: this.plans.keyringVersion(),
      headVersion: this.plans.headVersion(),
      orderCursor: this.plans.orderCursor(),
      siteAddresses: [...this.siteClock.addresses()],
    };
  }

  private conversation(): Conversation {
    const { plans, time, site, receipts, assets, documents } = this;
    const { reporter, speaker, streams, uplink } = this;
    return new Conversation({
      ...this.deps,
      ...{ notary, plans, time, site, receipts, assets, documents },
      ...{ reporter, speaker, streams, uplink },
      enrolled: (city, rootPublicKey) => {
        const enrolledAtUs = this.deps.clock.nowMs() * 1000;
        this.keepEnrolment({ city, rootPublicKey, enrolledAtUs });
        this.enrolledNow = true;
      },
      greetedAt: (nowUs) => {
        if (!this.enrolledNow || !this.enrolment) return;
        // The node's own clock may have been wrong; what was due before was never this node's.
        this.keepEnrolment({ ...this.enrolment, enrolledAtUs: nowUs });
        this.enrolledNow = false;
      },
    });
  }

  private keepEnrolment(enrolment: Enrolment): void {
    this.identity.keepEnrolment(enrolment);
    const isFirst = this.enrolment === null;
    this.enrolment = enrolment;
    if (isFirst) this.plans.load(enrolment);
  }
}

/** The file may be gone once the node is enrolled, and may come after the node was started. */
function enrolCode({ enrolCode: code, enrolCodeFile: file }: AgentConfig, log: Logger) {
  if (code !== null || file === null) return code;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    log.error({ err: error }, 'LOA_ENROL_CODE_FILE cannot be read');
    return null;
  }
}
