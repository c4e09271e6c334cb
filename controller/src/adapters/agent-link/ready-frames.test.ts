import { expect, test } from 'vitest';
import { createReadyFrames } from './ready-frames.ts';

const KILOBYTE = 1024;

test('[LNK47] what many nodes ask for at the same time is read and framed once', async () => {
  const frames = createReadyFrames(64 * KILOBYTE);
  let made = 0;
  const make = async () => {
    await Promise.resolve();
    made++;
    return new Uint8Array(KILOBYTE);
  };
  const all = await Promise.all(Array.from({ length: 200 }, () => frames.get('chunk', make)));
  expect(made).toBe(1);
  expect(new Set(all).size).toBe(1);
  expect(await frames.get('chunk', make)).toBe(all[0]);
  expect(made).toBe(1);
});

test('[LNK47] so many bytes are kept, and the least recently asked for give way', async () => {
  const frames = createReadyFrames(10 * KILOBYTE);
  const made: string[] = [];
  const get = (name: string) =>
    frames.get(name, async () => {
      made.push(name);
      return new Uint8Array(3 * KILOBYTE);
    });
  for (const name of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) await get(name);
  expect(made).toEqual(['a', 'b', 'c', 'd', 'b']);
});

test('[LNK47] what is not there, or fails, is asked for again', async () => {
  const frames = createReadyFrames(KILOBYTE);
  expect(await frames.get('x', async () => null)).toBeNull();
  await expect(
    frames.get('x', async () => {
      throw new Error('disk');
    }),
  ).rejects.toThrow('disk');
  expect((await frames.get('x', async () => 'there'))?.payload).toBe('there');
});
