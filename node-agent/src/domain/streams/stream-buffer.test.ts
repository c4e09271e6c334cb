import { describe, expect, it } from 'vitest';
import { MOST_HELD_PACKETS, StreamBuffer, type StreamChunk } from './stream-buffer.ts';

const packet = new Uint8Array(10);
const chunk = (sequence: number, packets = 3): StreamChunk => ({
  sequence,
  atUs: sequence * 60_000,
  isLast: false,
  packets: Array.from({ length: packets }, () => packet),
});

describe('[PLY42] what came of a stream', () => {
  it('is held in order, whatever the order it came in', () => {
    const buffer = new StreamBuffer();
    expect([2, 0, 1, 1].map((n) => buffer.offer(chunk(n), null))).toEqual([
      'taken',
      'taken',
      'taken',
      'duplicate',
    ]);
    expect(buffer.after(-1)?.sequence).toBe(0);
    expect(buffer.after(0)?.sequence).toBe(1);
    expect(buffer.after(2)).toBeNull();
    expect(buffer.counts()).toEqual({ through: 2, late: 0, missing: 0 });
    expect(buffer.span()).toEqual({ fromUs: 0, untilUs: 180_000, endUs: null });
  });

  it('counts what never came, until it comes', () => {
    const buffer = new StreamBuffer();
    for (const n of [5, 6, 9]) buffer.offer(chunk(n), null);
    expect(buffer.counts()).toEqual({ through: 9, late: 0, missing: 2 });
    buffer.offer(chunk(7), null);
    expect(buffer.counts().missing).toBe(1);
  });

  it('counts what came too late to be heard whole, and keeps the rest of it', () => {
    const buffer = new StreamBuffer();
    expect(buffer.offer(chunk(0), 60_000)).toBe('too-late');
    expect(buffer.offer(chunk(1), 60_001)).toBe('late');
    expect(buffer.offer(chunk(2), 60_001)).toBe('taken');
    expect(buffer.counts()).toEqual({ through: 2, late: 2, missing: 0 });
    expect(buffer.after(-1)?.sequence).toBe(1);
  });

  it('lets go of what is past but for a fifth of a second', () => {
    const buffer = new StreamBuffer();
    for (let n = 0; n < 20; n++) buffer.offer(chunk(n), null);
    buffer.forget(600_000);
    expect(buffer.after(-1)?.sequence).toBe(6);
    expect(buffer.heldPackets()).toBe(14 * 3);
  });

  it('takes no more than its limit', () => {
    const buffer = new StreamBuffer();
    let n = 0;
    while (buffer.offer(chunk(n, 50), null) === 'taken') n++;
    expect(buffer.heldPackets()).toBe(MOST_HELD_PACKETS);
    expect(buffer.isKnown(n)).toBe(false);
    expect(buffer.counts().through).toBe(n - 1);
  });

  it('knows where the stream said that it ends', () => {
    const buffer = new StreamBuffer();
    buffer.offer({ ...chunk(4), isLast: true }, null);
    expect(buffer.span()?.endUs).toBe(300_000);
  });
});
