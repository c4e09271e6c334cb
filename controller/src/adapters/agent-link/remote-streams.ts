import { HEARING_STATES, type NodeId } from '@loa/protocol/vocabulary';
import type { NodeHearing, StreamEvents, Streams } from '../../engine/streams-port.ts';
import type { HearingColumns, StreamFromHub, ToHub } from './exchange.ts';

export interface RemoteStreams extends Streams {
  take(message: StreamFromHub): void;
  /** The thread is gone, and every stream with it. */
  lost(): void;
}

/** The data plane as the engine sees it, with the hub at the other end of a line. */
export function createRemoteStreams(
  post: (message: ToHub, transfer?: readonly ArrayBuffer[]) => void,
): RemoteStreams {
  const open = new Map<number, { events: StreamEvents; nodeIds: readonly NodeId[] }>();
  let lastNumber = 0;

  function finish(stream: number, lastSampleAtUs: number | null): void {
    const found = open.get(stream);
    open.delete(stream);
    found?.events.ended(lastSampleAtUs);
  }

  return {
    open: (opening, events) => {
      const stream = ++lastNumber;
      open.set(stream, { events, nodeIds: opening.nodeIds });
      post({ kind: 'stream/open', stream, opening });
      return {
        push: (samples) => {
          if (!open.has(stream)) return;
          // A copy of its own may be handed over; a view of a larger buffer may not.
          const own = samples.slice();
          post({ kind: 'stream/push', stream, samples: own }, [own.buffer]);
        },
        lengthenLead: (leadUs) => {
          if (open.has(stream)) post({ kind: 'stream/lengthen', stream, leadUs });
        },
        end: () => {
          if (open.has(stream)) post({ kind: 'stream/end', stream });
        },
      };
    },
    take: (message) => {
      const found = open.get(message.stream);
      if (!found) return;
      switch (message.kind) {
        case 'stream/anchored':
          found.events.anchored(message.firstSampleAtUs);
          return;
        case 'stream/encoded':
          found.events.encoded(message.packets);
          return;
        case 'stream/heard':
          found.events.heard(hearingOf(found.nodeIds, message.hearing));
          return;
        case 'stream/ended':
          finish(message.stream, message.lastSampleAtUs);
          return;
      }
    },
    lost: () => {
      for (const stream of [...open.keys()]) finish(stream, null);
    },
  };
}

function hearingOf(nodeIds: readonly NodeId[], columns: HearingColumns): NodeHearing[] {
  return nodeIds.map((nodeId, index) => {
    const marginUs = columns.leastMarginUs[index] ?? Number.NaN;
    return {
      nodeId,
      state: HEARING_STATES[columns.states[index] ?? 0] ?? 'silent',
      late: columns.late[index] ?? 0,
      missing: columns.missing[index] ?? 0,
      leastMarginUs: Number.isNaN(marginUs) ? null : marginUs,
    };
  });
}
