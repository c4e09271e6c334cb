/**
 * A stream whose samples say where they belong: packet n carries the frames from n · 960 on, each
 * worth its number. Chunks come in any order, some twice, some never, some late, while a reader reads
 * on block by block. Whatever is read must be the frame that belongs there, or lie in a gap that is
 * being concealed, or in the 10 ms after one.
 */
import { PACKET_FRAMES, usOfFrames } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_HELD_PACKETS, StreamBuffer, type StreamChunk } from '../domain/streams/index.ts';
import { StreamVoice } from './stream-voice.ts';
import { BLEND_FRAMES } from './track.ts';

const CHUNK_PACKETS = 3;
const CHUNK_FRAMES = CHUNK_PACKETS * PACKET_FRAMES;
const CHUNKS = 25;
const ZERO_US = 1_800_000_000_000_000;
const SCALE = 2 ** -24;
const LOUDEST: number = CHUNKS * CHUNK_FRAMES * SCALE * 1.01;
/** What a block of 20 ms needs itself, and what the decoder needs to converge. */
const MOST_PACKETS_A_BLOCK = 6;

function packetOf(number: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

let decoded = 0;
const decoder = {
  decode: (packet: Uint8Array) => {
    decoded++;
    const number = new DataView(packet.buffer).getUint32(0);
    return Float32Array.from(
      { length: PACKET_FRAMES },
      (_, i) => (number * PACKET_FRAMES + i) * SCALE,
    );
  },
  release: () => {},
};

function chunkOf(sequence: number): StreamChunk {
  return {
    sequence,
    atUs: ZERO_US + usOfFrames(sequence * CHUNK_FRAMES),
    isLast: sequence === CHUNKS - 1,
    packets: Array.from({ length: CHUNK_PACKETS }, (_, i) =>
      packetOf(sequence * CHUNK_PACKETS + i),
    ),
  };
}

/** When each chunk comes, in blocks of the reader's; −1 never. Twice where `again` says so. */
const arrivals = fc.array(
  fc.record({
    lateBlocks: fc.oneof(
      { weight: 6, arbitrary: fc.nat(3) },
      { weight: 1, arbitrary: fc.constant(-1) },
      { weight: 1, arbitrary: fc.nat(14) },
    ),
    again: fc.boolean(),
  }),
  { minLength: CHUNKS, maxLength: CHUNKS },
);

interface Read {
  readonly samples: Float32Array;
  /** Chunks that were there when their first frame was read. */
  readonly inTime: Set<number>;
  readonly buffer: StreamBuffer;
  mostHeld: number;
  /** Packets in one block. */
  mostDecoded: number;
}

function readAll(plan: { lateBlocks: number; again: boolean }[], block: number): Read {
  const buffer = new StreamBuffer();
  const voice = new StreamVoice(buffer, ZERO_US, decoder);
  voice.start(0);
  const total = CHUNKS * CHUNK_FRAMES;
  const read: Read = {
    samples: new Float32Array(total),
    inTime: new Set(),
    buffer,
    mostHeld: 0,
    mostDecoded: 0,
  };
  for (let at = 0; at < total; at += block) {
    for (const sequence of comingAt(plan, at, block)) {
      const offered = buffer.offer(chunkOf(sequence), ZERO_US + usOfFrames(at));
      if (offered === 'taken') read.inTime.add(sequence);
    }
    read.mostHeld = Math.max(read.mostHeld, buffer.heldPackets());
    const end = Math.min(total, at + block);
    decoded = 0;
    voice.ready(at, end);
    read.mostDecoded = Math.max(read.mostDecoded, decoded);
    for (let frame = at; frame < end; frame++) read.samples[frame] = voice.at(frame);
    voice.pump(end);
  }
  return read;
}

/** The chunks that come while the reader stands at a frame: four blocks ahead, less what is late. */
function comingAt(
  plan: { lateBlocks: number; again: boolean }[],
  at: number,
  block: number,
): number[] {
  return plan.flatMap(({ lateBlocks, again }, sequence) => {
    if (lateBlocks < 0) return [];
    const frame = Math.max(0, sequence * CHUNK_FRAMES + (lateBlocks - 4) * block);
    const comesAt = Math.ceil(frame / block) * block;
    return comesAt === at || (again && comesAt + block === at) ? [sequence] : [];
  });
}

describe('live sound', () => {
  it('[PLY43] is heard at its own frames, whatever is lost, late, doubled or out of order', () => {
    fc.assert(
      fc.property(arrivals, fc.constantFrom(240, 480, 960, 1_200), (plan, block) => {
        const read = readAll(plan, block);
        // Gaps too: nothing but what was there before them, fading.
        expect(read.samples.every((sample) => Math.abs(sample) < LOUDEST)).toBe(true);
        for (const sequence of read.inTime) {
          // One that came after its successor was decoded counts as lost from there.
          if (!isOvertaken(plan, sequence)) expectInPlace(read, sequence);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('[PLY55] costs few packets a block, however far behind the reader it is', () => {
    fc.assert(
      fc.property(arrivals, (plan) => {
        expect(readAll(plan, 960).mostDecoded).toBeLessThanOrEqual(MOST_PACKETS_A_BLOCK);
      }),
      { numRuns: 50 },
    );
    const buffer = new StreamBuffer();
    for (let sequence = 0; sequence < CHUNKS; sequence++) buffer.offer(chunkOf(sequence), null);
    const voice = new StreamVoice(buffer, ZERO_US, decoder);
    voice.start(0);
    voice.ready(0, 960);
    decoded = 0;
    voice.ready(20 * CHUNK_FRAMES, 20 * CHUNK_FRAMES + 960);
    expect(decoded).toBeLessThanOrEqual(MOST_PACKETS_A_BLOCK);
    expect(voice.at(20 * CHUNK_FRAMES + 700)).toBeCloseTo((20 * CHUNK_FRAMES + 700) * SCALE, 7);
  });

  it('[PLY44] never holds more than its limit, and forgets what was heard', () => {
    fc.assert(
      fc.property(arrivals, (plan) => {
        const { mostHeld, buffer } = readAll(plan, 960);
        expect(mostHeld).toBeLessThanOrEqual(MOST_HELD_PACKETS);
        buffer.forget(ZERO_US + usOfFrames(CHUNKS * CHUNK_FRAMES) + 1e6);
        expect(buffer.heldPackets()).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});

function isOvertaken(plan: { lateBlocks: number }[], sequence: number): boolean {
  return (plan[sequence]?.lateBlocks ?? 0) > (plan[sequence + 1]?.lateBlocks ?? 0);
}

function expectInPlace({ samples, inTime }: Read, sequence: number): void {
  const follows = sequence > 0 && inTime.has(sequence - 1);
  const from = sequence * CHUNK_FRAMES + (follows ? 0 : BLEND_FRAMES);
  for (let frame = from; frame < (sequence + 1) * CHUNK_FRAMES; frame += 37) {
    expect(Math.abs((samples[frame] as number) - frame * SCALE)).toBeLessThan(SCALE / 4);
  }
}
