/** Goal: what the microphone gives leaves this page whole, in order, in 20 ms frames, and never late. */
import { describe, expect, it } from 'vitest';
import { LiveFramer, peakOf } from './live-frames.ts';
import { acknowledged, FRESH_UPLINK, LIVE_QUEUE_MS, liveRateHz, planFrame } from './live-uplink.ts';
import { Resampler } from './resampler.ts';

/** A tone in the pieces of 128 samples that an audio thread gives. */
function* tone(hz: number, rateHz: number, seconds: number): Generator<Float32Array> {
  for (let at = 0; at < rateHz * seconds; at += 128) {
    yield Float32Array.from({ length: 128 }, (_, n) =>
      Math.sin((2 * Math.PI * hz * (at + n)) / rateHz),
    );
  }
}

function resampled(hz: number, fromHz: number, toHz: number): Float32Array {
  const resampler = new Resampler(fromHz, toHz);
  return Float32Array.from([...tone(hz, fromHz, 1)].flatMap((piece) => [...resampler.push(piece)]));
}

function rmsDb(samples: Float32Array): number {
  const mean = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  return 10 * Math.log10(mean);
}

describe('resampler', () => {
  it.each([
    [48_000, 16_000, 1_000],
    [44_100, 48_000, 1_000],
    [44_100, 48_000, 10_000],
    [96_000, 48_000, 5_000],
  ])('[CON35] from %i to %i Hz a tone of %i Hz stays what it was', (fromHz, toHz, hz) => {
    const output = resampled(hz, fromHz, toHz);
    expect(Math.abs(output.length - toHz)).toBeLessThan(toHz / 100);
    const inner = output.subarray(toHz / 10, output.length - toHz / 10);
    const wanted = inner.map((_, n) => Math.sin((2 * Math.PI * hz * (n + toHz / 10)) / toHz));
    const error = inner.map((value, n) => value - (wanted[n] as number));
    expect(rmsDb(error)).toBeLessThan(-50);
  });

  it('[CON35] what the lower rate cannot carry is silenced, not folded back', () => {
    expect(rmsDb(resampled(12_000, 48_000, 16_000))).toBeLessThan(-55);
  });
});

describe('frames', () => {
  it('[CON35] are 20 ms of 16-bit samples, in order, with nothing lost between them', () => {
    const framer = new LiveFramer(48_000, 48_000);
    const frames = Array.from({ length: 30 }, (_, piece) =>
      framer.push(Float32Array.from({ length: 128 }, (_, n) => (piece * 128 + n) / 32_767)),
    ).flat();
    expect(frames.map((frame) => frame.length)).toEqual([960, 960, 960, 960]);
    const samples = frames.flatMap((frame) => [...frame]);
    expect(samples).toEqual(Array.from({ length: 3840 }, (_, n) => n));
  });

  it('[CON35] at 16 kHz are 320 samples', () => {
    const framer = new LiveFramer(48_000, 16_000);
    const frames = [...tone(440, 48_000, 0.2)].flatMap((piece) => framer.push(piece));
    expect(frames).toHaveLength(9);
    expect(frames.every((frame) => frame.length === 320)).toBe(true);
  });

  it('[CON35] what is too loud is cut and not wrapped round', () => {
    const framer = new LiveFramer(48_000, 48_000);
    const [frame] = framer.push(new Float32Array(960).fill(1.5));
    expect(frame?.every((sample) => sample === 32_767)).toBe(true);
    expect(peakOf(frame ?? new Int16Array())).toBe(1);
    expect(peakOf(new Int16Array([0, -32_767, 3]))).toBe(1);
  });
});

describe('uplink', () => {
  it('[CON36] goes out at 48 kHz, and at 16 kHz where the network is poor or was', () => {
    expect(liveRateHz({ effectiveType: '4g', hasDropped: false })).toBe(48_000);
    expect(liveRateHz({ effectiveType: null, hasDropped: false })).toBe(48_000);
    expect(liveRateHz({ effectiveType: '3g', hasDropped: false })).toBe(16_000);
    expect(liveRateHz({ effectiveType: '4g', hasDropped: true })).toBe(16_000);
  });

  it('[CON36] leaves out what would wait behind a second of sound', () => {
    expect(planFrame(FRESH_UPLINK, LIVE_QUEUE_MS - 1)).toEqual({
      outcome: 'send',
      uplink: { sentMs: 20, droppedMs: 0, debtMs: 0 },
    });
    expect(planFrame(FRESH_UPLINK, LIVE_QUEUE_MS)).toEqual({
      outcome: 'drop',
      uplink: { sentMs: 0, droppedMs: 20, debtMs: 0 },
    });
  });

  it('[CON36] a network that swallows more than it delivers is noticed by what arrived', () => {
    let uplink = { ...FRESH_UPLINK, sentMs: 4_000 };
    expect(acknowledged(uplink, 3_500)).toEqual(uplink);
    uplink = acknowledged(uplink, 2_500);
    let dropped = 0;
    for (;;) {
      const plan = planFrame(uplink, 0);
      uplink = plan.uplink;
      if (plan.outcome === 'send') break;
      dropped += 1;
    }
    expect(dropped * 20).toBe(1_500);
  });
});
