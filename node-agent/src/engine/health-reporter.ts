import type { NodeFault } from '@loa/protocol/vocabulary';
import type { Clock, Timers } from '@loa/runtime/pure';
import { ASSET_DUE_WITHIN_US, faultsOf, type NodeHealth } from '../domain/health/index.ts';
import type { Probes, Speaker, Uplink } from '../ports.ts';
import type { AssetFetcher } from './asset-fetcher.ts';
import type { ClockKeeper } from './clock-keeper.ts';
import type { PlanKeeper } from './plan-keeper.ts';
import type { Playout } from './playout.ts';
import type { SiteKeeper } from './site-keeper.ts';

const REPORT_EVERY_MS = 5_000;
/** Looked at every second, and reported at once when a fault, the clock, the output or what is lacking changed. */
const LOOK_EVERY_MS = 1_000;
const MINUTE_US = 60e6;

export interface HealthReporterDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly uplink: Uplink;
  readonly probes: Probes;
  readonly speaker: Speaker;
  readonly time: ClockKeeper;
  readonly site: SiteKeeper;
  readonly plans: PlanKeeper;
  readonly playout: Playout;
  readonly assets: AssetFetcher;
  readonly storageFailed: () => boolean;
  readonly version: string;
}

/** The node's word about itself. */
export class HealthReporter {
  private readonly deps: HealthReporterDeps;
  private readonly bootLocalUs: number;
  private timer: Disposable | null = null;
  private reportedState = '';
  private reportedAtUs = Number.NEGATIVE_INFINITY;
  private underruns: { atUs: number; count: number }[] = [];

  constructor(deps: HealthReporterDeps) {
    this.deps = deps;
    this.bootLocalUs = deps.clock.monotonicUs();
  }

  start(): void {
    this.timer = this.deps.timers.every(LOOK_EVERY_MS, () => this.look());
  }

  stop(): void {
    this.timer?.[Symbol.dispose]();
  }

  connected(): void {
    this.reportedAtUs = Number.NEGATIVE_INFINITY;
    this.look();
  }

  /** The plan has changed: whether its sound is held is worth a word at once. */
  planned(): void {
    this.look();
  }

  health(): NodeHealth {
    const { probes, speaker, time, plans, playout, assets, clock } = this.deps;
    const localUs = clock.monotonicUs();
    const nowUs = time.nowUs();
    const wallUs = clock.nowMs() * 1000;
    const reading = time.reading();
    const output = speaker.status();
    const storage = probes.storage();
    const sounding = playout.sounding();
    return {
      atUs: Math.round(nowUs ?? wallUs),
      cpuTemperatureC: probes.cpuTemperatureC(),
      loadPerCore: probes.loadPerCore(),
      memoryFreeFraction: probes.memoryFreeFraction(),
      storageFreeBytes: storage?.freeBytes ?? null,
      storageFreeFraction: storage?.freeFraction ?? null,
      uptimeS: (localUs - this.bootLocalUs) / 1e6,
      version: this.deps.version,
      clock: {
        state: reading.state,
        offsetUs: nowUs === null ? null : Math.round(nowUs - wallUs),
        roundTripUs: reading.roundTripUs,
        skewPpm: reading.skewPpm,
        leader: this.deps.site.leader(),
      },
      sink: {
        kind: output.kind,
        state: output.state === 'failed' ? 'failed' : sounding ? 'playing' : 'idle',
        bufferMs: output.bufferMs,
        underruns: output.underruns,
        errorUs: output.errorUs,
      },
      sounding: sounding && {
        cueId: sounding.cue.cueId,
        positionFrames: sounding.positionFrames,
      },
      lastCue: playout.lastCue(),
      headVersion: plans.headVersion(),
      assetsMissing: assets.missing(),
      noRoom: assets.lacksRoom(),
      faults: this.faults(localUs, storage),
    };
  }

  private faults(localUs: number, storage: ReturnType<Probes['storage']>): NodeFault[] {
    const { probes, speaker, time, assets } = this.deps;
    const nowUs = time.nowUs();
    return faultsOf({
      cpuTemperatureC: probes.cpuTemperatureC(),
      loadPerCore: probes.loadPerCore(),
      memoryFreeFraction: probes.memoryFreeFraction(),
      storageFreeBytes: storage?.freeBytes ?? null,
      storageFreeFraction: storage?.freeFraction ?? null,
      storageFailed: this.deps.storageFailed(),
      clockState: time.reading().state,
      sinkFailed: speaker.status().state === 'failed',
      isReckoned: speaker.status().isReckoned,
      underrunsLastMinute: this.underrunsLastMinute(localUs),
      assetsDueSoonMissing: nowUs === null ? 0 : assets.missing(nowUs + ASSET_DUE_WITHIN_US),
    });
  }

  private underrunsLastMinute(localUs: number): number {
    const count = this.deps.speaker.status().underruns;
    const last = this.underruns.at(-1);
    if (!last || last.count !== count) this.underruns.push({ atUs: localUs, count });
    while (this.underruns.length > 1 && (this.underruns[1]?.atUs ?? 0) < localUs - MINUTE_US) {
      this.underruns.shift();
    }
    return count - (this.underruns[0]?.count ?? count);
  }

  private look(): void {
    if (!this.deps.uplink.isUp()) return;
    const localUs = this.deps.clock.monotonicUs();
    const health = this.health();
    const lacking = health.assetsMissing > 0 ? 'lacking' : 'whole';
    const state = [health.clock.state, health.sink.state, lacking, ...health.faults].join(' ');
    const due = localUs - this.reportedAtUs >= REPORT_EVERY_MS * 1000 - 1000;
    if (!due && state === this.reportedState) return;
    if (!this.deps.uplink.health(health)) return;
    this.reportedAtUs = localUs;
    this.reportedState = state;
  }
}
