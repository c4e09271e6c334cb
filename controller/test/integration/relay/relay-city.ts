import { resolve } from 'node:path';
import type { Relay } from '@loa/protocol/programme';
import {
  type NodeId,
  parseAssetId,
  parseBulletinId,
  parseItemId,
  parseUnitId,
} from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';
import { openRelayKeys } from '../../../src/adapters/signing/index.ts';
import { AS_BROUGHT_IN, type Bulletin } from '../../../src/domain/library/bulletin.ts';
import type { NodeHealth } from '../../../src/engine/facades.ts';
import type {
  RelaySource,
  RelaySourceEvents,
  RelaySources,
} from '../../../src/engine/relay-source-port.ts';
import { createRelays } from '../../../src/engine/relays.ts';
import { createWays } from '../../../src/engine/ways.ts';
import { LiveStreams } from '../../support/live-streams.ts';
import { openPlanningCity } from '../planning/planning-city.ts';

const THREE_HORNS = resolve(import.meta.dirname, '../../../../testing/fixtures/three-horns.yaml');
const BLOCK = 4_800;
const TONE = Int16Array.from({ length: BLOCK }, (_, i) => 8_000 * Math.sin(i / 10));

/** A station in moved time: it brings what it is told to, a tenth of a second at a time. */
export class MovedStation implements RelaySources {
  brings: 'sound' | 'silence' | 'nothing' | 'refusal' = 'sound';
  opened = 0;
  private readonly timers: Timers;
  private readonly open_ = new Map<object, RelaySourceEvents>();

  constructor(timers: Timers) {
    this.timers = timers;
    timers.every(100, () => this.tick());
  }

  get listeners(): number {
    return this.open_.size;
  }

  open(_url: string, events: RelaySourceEvents): RelaySource {
    this.opened += 1;
    const key = {};
    this.open_.set(key, events);
    if (this.brings === 'refusal') {
      this.timers.after(10, () => {
        if (this.open_.delete(key)) events.ended({ why: 'unreachable', detail: 'refused' });
      });
    }
    return { hold: () => {}, [Symbol.dispose]: () => void this.open_.delete(key) };
  }

  /** It goes away: who listens is cut off, and who comes is not let in. */
  die(): void {
    this.brings = 'refusal';
    for (const [key, events] of [...this.open_]) {
      this.open_.delete(key);
      events.ended({ why: 'ended', detail: 'gone' });
    }
  }

  private tick(): void {
    if (this.brings === 'nothing' || this.brings === 'refusal') return;
    const samples = this.brings === 'sound' ? TONE : new Int16Array(BLOCK);
    for (const events of this.open_.values()) events.samples(samples);
  }
}

/** 17:00 in the city is 10:00 UTC. */
export const START = '2026-11-22T17:00';
export const RELAY_DOCUMENT: Relay = {
  id: parseItemId('dai-tinh'),
  unit: parseUnitId('phuong-dong'),
  title: 'Tiếp âm Đài tỉnh',
  category: '',
  url: 'http://dai.example.vn/fm',
  targets: { units: [parseUnitId('phuong-dong')], zones: [], nodes: [] },
  timing: { start: START, rule: null, until: null, except: [], extra: [] },
  minutes: 2,
  priority: 50,
  gainDb: 3,
  fallback: parseBulletinId('chuong'),
};

/** A minute of sound. */
const BELL: Bulletin = {
  ...AS_BROUGHT_IN,
  bulletinId: parseBulletinId('chuong'),
  revision: 1,
  title: 'Nhạc chờ',
  class: 'normal',
  category: '',
  language: 'vi',
  unitId: parseUnitId('thu-nghiem'),
  author: 'van-hoa',
  createdAtMs: 0,
  assetId: parseAssetId('b'.repeat(43)),
  durationFrames: 60 * 48_000,
  loudnessLufs: -16,
  truePeakDbtp: -1,
};

/** The planning city with a relay of two minutes at 17:00, at 16:57. */
export async function openRelayCity(
  options: { folder?: string; start?: string; relay?: Partial<Relay> } = {},
) {
  const { folder, relay } = options;
  const start = options.start ?? '2026-11-22T09:57:00';
  const city = openPlanningCity({ start, ...(folder === undefined ? {} : { folder }) });
  if (folder === undefined) {
    await city.apply(THREE_HORNS);
    const body = { ...RELAY_DOCUMENT, ...relay };
    city.stores.library.put(BELL);
    city.stores.documents.put('relay', {
      ...{ body, origin: 'console', author: 'van-hoa', changedAtMs: 0 },
    });
    city.planner.republish();
  }
  const health = new Map<NodeId, NodeHealth>();
  const streams = new LiveStreams(() => city.timeline.nowUs());
  const station = new MovedStation(city.clock);
  const fleet = {
    isOnline: (nodeId: NodeId) => health.has(nodeId),
    healthOf: (nodeId: NodeId) => health.get(nodeId) ?? null,
  };
  const relays = createRelays({
    ...city,
    ...{ streams, sources: station, timers: city.clock },
    ways: createWays({ fleet }),
    relayKeyOf: openRelayKeys(`${city.folder}/keys`),
  });
  return { ...city, relays, streams, station, health };
}
export type RelayCity = Awaited<ReturnType<typeof openRelayCity>>;
