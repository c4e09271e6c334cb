import { resolve } from 'node:path';
import type { NodeId } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import { packRecording } from '../../../src/adapters/media/index.ts';
import { OPUS_LOOK_AHEAD_FRAMES } from '../../../src/adapters/opus/opus-voice-encoder.ts';
import { createRecordings } from '../../../src/adapters/recordings/recording-files.ts';
import { newStreamKey } from '../../../src/adapters/signing/index.ts';
import type { NodeHealth } from '../../../src/engine/facades.ts';
import { createLive } from '../../../src/engine/live.ts';
import type { TalkEnd, TalkStatus } from '../../../src/engine/live-talk.ts';
import { createWays } from '../../../src/engine/ways.ts';
import { LiveStreams } from '../../support/live-streams.ts';
import { openPlanningCity } from '../planning/planning-city.ts';

const THREE_HORNS = resolve(import.meta.dirname, '../../../../testing/fixtures/three-horns.yaml');

/** A round trip as nodes report it. */
export function healthOf(roundTripUs: number): NodeHealth {
  return { atUs: 0, faults: [], sounding: null, clock: { state: 'synchronised', roundTripUs } };
}

/** The planning city with live voice: real database, keys, encoder and recordings; time is moved. */
export async function openLiveCity(options: { folder?: string; start?: string } = {}) {
  const city = openPlanningCity(options);
  if (options.folder === undefined) await city.apply(THREE_HORNS);
  const health = new Map<NodeId, NodeHealth>();
  const streams = new LiveStreams(() => city.timeline.nowUs());
  const fleet = {
    isOnline: (nodeId: NodeId) => health.has(nodeId),
    healthOf: (nodeId: NodeId) => health.get(nodeId) ?? null,
  };
  const recordings = createRecordings({
    folder: `${city.folder}/talks`,
    timers: city.clock,
    logger: silentLogger,
  });
  const live = createLive({
    ...city,
    ...{ streams, newStreamKey, recordings },
    ways: createWays({ fleet }),
    assets: city.media.assets,
    packRecording: (packets) => packRecording(packets, OPUS_LOOK_AHEAD_FRAMES),
  });
  return { ...city, city, live, streams, health };
}
export type LiveCity = Awaited<ReturnType<typeof openLiveCity>>;

/** What a speaker's connection is told. */
export class Ear {
  readonly statuses: TalkStatus[] = [];
  readonly over: Promise<TalkEnd>;
  end: TalkEnd | null = null;
  private resolve: (end: TalkEnd) => void = () => {};

  constructor() {
    this.over = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  status = (status: TalkStatus): void => void this.statuses.push(status);

  ended = (end: TalkEnd): void => {
    this.end = end;
    this.resolve(end);
  };
}
