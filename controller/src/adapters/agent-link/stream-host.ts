import type { ToNode } from '@loa/protocol/agent-link';
import { HEARING_STATES } from '@loa/protocol/vocabulary';
import type { Logger, Timers } from '@loa/runtime/pure';
import type { NodeHearing, StreamEvents, StreamOpening } from '../../engine/streams-port.ts';
import type { FanOut, OpenFanOut } from '../../streaming/fan-out.ts';
import type { VoiceStream } from '../../streaming/voice-stream.ts';
import type { FromHub, HearingColumns, StreamToHub } from './exchange.ts';

const STREAM_LIMITS = {
  /** Sound that may be under way to one node: so far behind it may fall. */
  windowUs: 2_000_000,
  heardEveryMs: 1_000,
} as const;

const PACKET_US = 20_000;

/** Makes the voice of a stream: samples in, signed chunks out. */
export type OpenVoice = (
  stream: number,
  opening: StreamOpening,
  outlet: {
    publish(message: Uint8Array, sequence: number): void;
    readonly events: Pick<StreamEvents, 'anchored' | 'encoded' | 'ended'>;
  },
) => VoiceStream;

export interface StreamHostDeps {
  readonly fanOut: FanOut<unknown>;
  readonly openVoice: OpenVoice;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly tell: (message: FromHub) => void;
}

interface Hosted {
  readonly voice: VoiceStream;
  readonly fanOut: OpenFanOut;
  readonly telling: Disposable;
}

export interface StreamHost extends Disposable {
  take(message: StreamToHub): void;
}

/** The live streams of this hub: each a voice and its fan-out. A failure ends that stream alone. */
export function createStreamHost(deps: StreamHostDeps): StreamHost {
  const streams = new Map<number, Hosted>();

  function finish(stream: number, lastSampleAtUs: number | null): void {
    const hosted = streams.get(stream);
    if (!hosted) return;
    streams.delete(stream);
    hosted.telling[Symbol.dispose]();
    deps.tell({ kind: 'stream/heard', stream, hearing: columnsOf(hosted.fanOut.hearing()) });
    deps.tell({ kind: 'stream/ended', stream, lastSampleAtUs });
    hosted.fanOut.close();
  }

  function open(stream: number, opening: StreamOpening): void {
    const fanOut = deps.fanOut.open({
      stream,
      announce: announcement(stream, opening),
      nodeIds: opening.nodeIds,
      windowUs: STREAM_LIMITS.windowUs,
      chunkUs: opening.chunkPackets * PACKET_US,
    });
    const voice = deps.openVoice(stream, opening, {
      publish: (message, sequence) => fanOut.publish(message, sequence),
      events: {
        anchored: (firstSampleAtUs) =>
          deps.tell({ kind: 'stream/anchored', stream, firstSampleAtUs }),
        encoded: (packets) => deps.tell({ kind: 'stream/encoded', stream, packets }),
        ended: (lastSampleAtUs) => finish(stream, lastSampleAtUs),
      },
    });
    const telling = deps.timers.every(STREAM_LIMITS.heardEveryMs, () =>
      deps.tell({ kind: 'stream/heard', stream, hearing: columnsOf(fanOut.hearing()) }),
    );
    streams.set(stream, { voice, fanOut, telling });
  }

  function carryOut(message: StreamToHub): void {
    if (message.kind === 'stream/open') {
      open(message.stream, message.opening);
      return;
    }
    const voice = streams.get(message.stream)?.voice;
    if (message.kind === 'stream/push') voice?.push(message.samples);
    else if (message.kind === 'stream/lengthen') voice?.lengthenLead(message.leadUs);
    else voice?.end();
  }

  return {
    take: (message) => {
      try {
        carryOut(message);
      } catch (error) {
        deps.logger.error({ error, stream: message.stream }, 'a live stream failed');
        if (streams.has(message.stream)) finish(message.stream, null);
        else deps.tell({ kind: 'stream/ended', stream: message.stream, lastSampleAtUs: null });
      }
    },
    [Symbol.dispose]: () => {
      for (const { telling, fanOut } of streams.values()) {
        telling[Symbol.dispose]();
        fanOut.close();
      }
      streams.clear();
    },
  };
}

function announcement(stream: number, opening: StreamOpening): string {
  const { streamId, publicKey, chunkPackets, leadUs } = opening;
  const message: ToNode = {
    ...{ kind: 'controller/stream', stream, streamId, publicKey, chunkPackets },
    leadUs: Math.round(leadUs),
  };
  return JSON.stringify(message);
}

function columnsOf(nodes: readonly NodeHearing[]): HearingColumns {
  return {
    states: Uint8Array.from(nodes, ({ state }) => HEARING_STATES.indexOf(state)),
    late: Uint32Array.from(nodes, ({ late }) => late),
    missing: Uint32Array.from(nodes, ({ missing }) => missing),
    leastMarginUs: Float64Array.from(nodes, ({ leastMarginUs }) => leastMarginUs ?? Number.NaN),
  };
}
