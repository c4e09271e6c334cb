/**
 * Goal: what a microphone sends is heard where it belongs, whatever its crystal and its network do.
 * Method: a microphone in virtual time (rate, delay and loss of its own) pushes into the stream; the
 * chunks are read back with the protocol's own decoder. A counting encoder stands in where only
 * instants matter; the sound itself is judged through the real encoder and a real decoder.
 */

import { sign } from 'node:crypto';
import { decodeLiveChunk, type LiveChunk, liveSigningInput } from '@loa/protocol/frame';
import {
  newSigningKey,
  readPublicKey,
  readSigningKey,
  sha256,
  verifyBytes,
} from '@loa/runtime/node';
import { mulberry32 } from '@loa/runtime/pure';
import { OpusDecoder } from 'opus-decoder';
import { expect, test } from 'vitest';
import { createOpusVoiceEncoder } from '../adapters/opus/opus-voice-encoder.ts';
import type { VoiceEncoder } from './voice-encoder-port.ts';
import { createVoiceStream, type VoiceStream } from './voice-stream.ts';

const LEAD_US = 180_000;
const START_US = 1_700_000_000_000_000;

interface Bench {
  readonly stream: VoiceStream;
  readonly chunks: LiveChunk[];
  readonly frames: Uint8Array[];
  readonly encoded: Uint8Array[];
  /** Instant at which each chunk left. */
  readonly leftAtUs: number[];
  nowUs: number;
  anchoredAtUs: number | null;
  endedAtUs: number | null | undefined;
}

const key = newSigningKey();
const signingKey = readSigningKey(key.pem);
const streamId = sha256(Buffer.from(key.publicKey, 'base64url'));
const counting: VoiceEncoder = { lookAheadUs: 0, encode: () => Uint8Array.of(8, 1) };

function bench(
  options: { encoder?: VoiceEncoder; chunkPackets?: number; sampleRateHz?: number } = {},
): Bench {
  const made = {
    chunks: [] as LiveChunk[],
    frames: [] as Uint8Array[],
    encoded: [] as Uint8Array[],
    leftAtUs: [] as number[],
    nowUs: START_US,
    anchoredAtUs: null as number | null,
    endedAtUs: undefined as number | null | undefined,
  };
  const { encoder = counting, chunkPackets = 3, sampleRateHz = 48_000 } = options;
  const stream = createVoiceStream({
    opening: { sampleRateHz, chunkPackets, leadUs: LEAD_US },
    streamId,
    stream: 7,
    encoder,
    sign: (input) => sign(null, input, signingKey),
    nowUs: () => made.nowUs,
    publish: (frame) => {
      made.frames.push(frame);
      made.chunks.push(decodeLiveChunk(frame).chunk);
      made.leftAtUs.push(made.nowUs);
    },
    events: {
      anchored: (atUs) => {
        made.anchoredAtUs = atUs;
      },
      encoded: (packets) => void made.encoded.push(...packets),
      ended: (atUs) => {
        made.endedAtUs = atUs;
      },
    },
  });
  return Object.assign(made, { stream });
}

interface Microphone {
  /** Of its crystal against the controller. */
  readonly ppm?: number;
  /** How long the message of index n is under way, µs. */
  delayUs?(n: number): number;
  /** Messages that the console drops. */
  isLost?(n: number): boolean;
  sampleAt?(index: number): number;
}

/** 20 ms messages over `seconds`, in order as TCP has them. `each` is told after every push. */
function speak(
  to: Bench,
  microphone: Microphone & { readonly seconds: number; readonly rate?: number },
  each: (n: number) => void = () => {},
): void {
  const { ppm = 0, seconds, rate = 48_000, sampleAt } = microphone;
  const size = rate / 50;
  const periodUs = 20_000 / (1 + ppm * 1e-6);
  const beginUs = to.nowUs;
  let latestUs = beginUs;
  for (let n = 0; n < seconds * 50; n++) {
    if (microphone.isLost?.(n)) continue;
    const arrivalUs = beginUs + (n + 1) * periodUs + (microphone.delayUs?.(n) ?? 0);
    latestUs = Math.max(latestUs, arrivalUs);
    to.nowUs = latestUs;
    const samples = new Int16Array(size);
    if (sampleAt) for (let i = 0; i < size; i++) samples[i] = sampleAt(n * size + i);
    to.stream.push(samples);
    each(n);
  }
}

/** How long before its instant each chunk left, µs. */
function margins({ chunks, leftAtUs }: Bench): number[] {
  return chunks.map((chunk, index) => chunk.atUs - (leftAtUs[index] ?? 0));
}

test('[LIV20] the first sample sounds a lead after it came; chunks follow each other without a gap', () => {
  const one = bench();
  speak(one, { seconds: 2 });
  expect(one.anchoredAtUs).toBe(START_US + 20_000 + LEAD_US);
  expect(one.chunks[0]?.atUs).toBe(one.anchoredAtUs);
  for (const [index, chunk] of one.chunks.entries()) {
    expect(chunk.sequence).toBe(index);
    expect(chunk.stream).toBe(7);
    expect(chunk.packets).toHaveLength(3);
    expect(chunk.atUs).toBe((one.anchoredAtUs ?? 0) + index * 60_000);
  }
  // A chunk leaves with its last packet: two packets after its first sample came.
  expect(new Set(margins(one))).toEqual(new Set([LEAD_US - 40_000]));
});

test('[LIV33] packets begin sooner by what the encoder looks ahead, so that their sound is on time', () => {
  const one = bench({ encoder: { ...counting, lookAheadUs: 6_500 } });
  speak(one, { seconds: 5 });
  expect(one.chunks[0]?.atUs).toBe(START_US + 20_000 + LEAD_US - 6_500);
  one.stream.lengthenLead(LEAD_US + 100_000);
  speak(one, { seconds: 5 });
  expect(margins(one).at(-1)).toBe(LEAD_US + 100_000 - 40_000 - 6_500);
  expect(createOpusVoiceEncoder(48_000).lookAheadUs).toBe(6_500);
});

test('[LIV31] a first message that was held back makes nothing of the talk late', () => {
  const one = bench();
  speak(one, { seconds: 10, delayUs: (n) => (n === 0 ? 18_000 : 0) });
  expect(one.anchoredAtUs).toBe(START_US + 20_000 + LEAD_US);
  expect(new Set(margins(one))).toEqual(new Set([LEAD_US - 40_000]));
  const steps = one.chunks.slice(1).map((chunk, i) => chunk.atUs - (one.chunks[i]?.atUs ?? 0));
  expect(new Set(steps)).toEqual(new Set([60_000]));
});

test('[LIV31] one that came early leaves the others their places', () => {
  const one = bench();
  speak(one, { seconds: 5, delayUs: (n) => (n === 0 ? 0 : 9_000) });
  expect(one.anchoredAtUs).toBe(START_US + 20_000 + LEAD_US);
  expect(one.chunks[0]?.atUs).toBe(one.anchoredAtUs);
  expect(new Set(margins(one))).toEqual(new Set([LEAD_US - 49_000]));
});

test('[LIV21] a chunk is signed once, by the stream key, over its content and the stream', () => {
  const one = bench();
  speak(one, { seconds: 1 });
  const { unsigned, signature } = decodeLiveChunk(one.frames[3] as Uint8Array);
  const given = Buffer.from(signature).toString('base64url');
  const publicKey = readPublicKey(key.publicKey);
  expect(verifyBytes(liveSigningInput(streamId, unsigned), given, publicKey)).toBe(true);
  expect(verifyBytes(liveSigningInput(sha256('other'), unsigned), given, publicKey)).toBe(false);
});

test('[LIV22] the end sends what is left, says so, and tells when the last sample sounds', () => {
  const one = bench();
  speak(one, { seconds: 0.1 });
  one.stream.push(new Int16Array(100).fill(9));
  one.stream.end();
  expect(one.chunks.map(({ packets, isLast }) => [packets.length, isLast])).toEqual([
    [3, false],
    [3, true],
  ]);
  expect(one.endedAtUs).toBe((one.anchoredAtUs ?? 0) + 6 * 20_000);
  expect(one.encoded).toHaveLength(6);
  one.stream.push(new Int16Array(960));
  one.stream.end();
  expect(one.chunks).toHaveLength(2);
});

test('[LIV22] a talk that ends on a whole chunk still says so', () => {
  const one = bench();
  speak(one, { seconds: 0.12 });
  one.stream.end();
  expect(one.chunks.map(({ packets, isLast }) => [packets.length, isLast])).toEqual([
    [3, false],
    [3, false],
    [1, true],
  ]);
});

test('[LIV22] when nothing was said nothing is sent', () => {
  const one = bench();
  one.stream.end();
  expect(one.endedAtUs).toBeNull();
  expect(one.chunks).toEqual([]);
});

test.each([150, -150])(
  '[LIV23] a microphone %i ppm off neither starves nor grows its lead in 10 min, under jitter',
  { timeout: 60_000 },
  (ppm) => {
    const random = mulberry32(42);
    const one = bench();
    speak(one, { ppm, seconds: 600, delayUs: () => 2_000 + random() * 15_000 });
    const settled = margins(one).slice(100);
    // Without trimming it would be 90 ms off by the end; a frame may wait for the next message.
    expect(Math.min(...settled)).toBeGreaterThan(LEAD_US - 40_000 - 40_000);
    expect(Math.max(...settled)).toBeLessThan(LEAD_US - 40_000 + 20_000);
    // Trims move samples, never instants.
    const steps = one.chunks.slice(1).map((chunk, i) => chunk.atUs - (one.chunks[i]?.atUs ?? 0));
    expect(new Set(steps)).toEqual(new Set([60_000]));
  },
);

test('[LIV24] a stall is a gap of its own length: what comes after it is where it belongs', () => {
  const one = bench();
  // 700 ms of silence on the network, then all of it at once.
  speak(one, { seconds: 20, delayUs: (n) => (n >= 250 && n < 285 ? (285 - n) * 20_000 : 0) });
  const late = margins(one).filter((marginUs) => marginUs < 0);
  expect(late.length).toBeGreaterThan(5);
  expect(late.length).toBeLessThan(12);
  const steps = one.chunks.slice(1).map((chunk, i) => chunk.atUs - (one.chunks[i]?.atUs ?? 0));
  expect(new Set(steps)).toEqual(new Set([60_000]));
  expect(margins(one).at(-1)).toBe(LEAD_US - 40_000);
});

test('[LIV25] sound that the console dropped leaves a gap and costs no lead', () => {
  const one = bench();
  speak(one, { seconds: 20, isLost: (n) => n >= 250 && n < 300 });
  const last = margins(one).slice(-100);
  expect(Math.min(...last)).toBeGreaterThan(LEAD_US - 40_000 - 20_000);
  const steps = one.chunks.slice(1).map((chunk, i) => chunk.atUs - (one.chunks[i]?.atUs ?? 0));
  const gaps = steps.filter((step) => step > 60_000);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]).toBeGreaterThan(900_000);
  expect(gaps[0]).toBeLessThan(1_100_000);
});

test('[LIV26] a backlog at the start is cut away in steps of 20 ms', () => {
  const one = bench();
  // The first message is 500 ms late and the rest waits behind it.
  speak(one, { seconds: 20, delayUs: (n) => (n < 25 ? (25 - n) * 20_000 : 0) });
  const last = margins(one).slice(-100);
  expect(Math.max(...last)).toBeLessThan(LEAD_US - 40_000 + 155_000);
  expect(Math.min(...last)).toBeGreaterThan(LEAD_US - 40_000 - 5_000);
});

test('[LIV27] a longer lead moves what follows, once, and is not taken for drift', () => {
  const one = bench();
  speak(one, { seconds: 5 });
  one.stream.lengthenLead(LEAD_US + 120_000);
  one.stream.lengthenLead(LEAD_US);
  speak(one, { seconds: 5 });
  expect(margins(one).at(-1)).toBe(LEAD_US + 120_000 - 40_000);
  const steps = one.chunks.slice(1).map((chunk, i) => chunk.atUs - (one.chunks[i]?.atUs ?? 0));
  expect(steps.filter((step) => step !== 60_000)).toHaveLength(1);
});

test.each([48_000, 16_000] as const)(
  '[LIV28] speech at %i Hz comes out of the packets as it went in, trims and all',
  { timeout: 60_000 },
  async (rate) => {
    const one = bench({ encoder: createOpusVoiceEncoder(rate), sampleRateHz: rate });
    // A vowel that moves: overtones of 150 Hz up to 2 kHz. Below, the encoder turns phases.
    const voice = (seconds: number) => {
      let sum = 0;
      for (let k = 3; k <= 12; k++) {
        const phase = 2 * Math.PI * k * (150 * seconds + 4 * Math.sin(2 * Math.PI * 0.7 * seconds));
        sum += Math.sin(phase) / k;
      }
      return 6000 * sum * (0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * seconds));
    };
    const sampleAt = (i: number) => Math.round(voice(i / (rate * (1 + 250e-6))));
    speak(one, { ppm: 250, seconds: 24, rate, sampleAt });
    one.stream.end();
    const decoder = new OpusDecoder<48000>({ channels: 1 });
    await decoder.ready;
    const heard = one.encoded.map((packet) => decoder.decodeFrame(packet).channelData[0]);
    const sound = heard.flatMap((part) => [...(part ?? [])]);
    decoder.free();
    // The last second, where trims had their effect: 24 s at 250 ppm are 6 ms.
    const from = 22 * 48_000;
    // The codec alone leaves 0.95 of this signal.
    expect(best(sound, voice, from)).toBeGreaterThan(0.9);
  },
);

/** The best correlation with the voice over a second, within ±25 ms. */
function best(sound: readonly number[], voice: (seconds: number) => number, from: number): number {
  const meant = Array.from({ length: 6_000 }, (_, n) => voice((from + 8 * n) / 48_000));
  let found = 0;
  for (let lag = -1_200; lag <= 1_200; lag += 4) {
    let xy = 0;
    let xx = 0;
    let yy = 0;
    for (const [n, y] of meant.entries()) {
      const x = sound[from + 8 * n + lag] ?? 0;
      xy += x * y;
      xx += x * x;
      yy += y * y;
    }
    found = Math.max(found, xy / Math.sqrt(xx * yy + 1e-9));
  }
  return found;
}
