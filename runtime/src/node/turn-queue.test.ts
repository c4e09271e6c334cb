import { expect, test } from 'vitest';
import { TurnQueue } from './turn-queue.ts';

const calm = new AbortController().signal;

test('[MED12] turns are taken one at a time and in order', async () => {
  const queue = new TurnQueue(2);
  const order: string[] = [];
  const first = await queue.take(calm);
  const second = queue.take(calm)?.then((turn) => {
    order.push('second');
    turn[Symbol.dispose]();
  });
  const third = queue.take(calm)?.then(() => order.push('third'));
  expect(order).toEqual([]);
  first?.[Symbol.dispose]();
  await Promise.all([second, third]);
  expect(order).toEqual(['second', 'third']);
});

test('[MED12] beyond the limit there is no turn to wait for', async () => {
  const queue = new TurnQueue(1);
  await queue.take(calm);
  expect(queue.take(calm)).not.toBeNull();
  expect(queue.take(calm)).toBeNull();
});

test('[MED12] who gives up while waiting makes room', async () => {
  const queue = new TurnQueue(1);
  const first = await queue.take(calm);
  const impatient = new AbortController();
  const gone = queue.take(impatient.signal);
  impatient.abort(new Error('gone'));
  await expect(gone).rejects.toThrow('gone');
  const next = queue.take(calm);
  first?.[Symbol.dispose]();
  first?.[Symbol.dispose]();
  await next;
  await expect(queue.take(impatient.signal)).rejects.toThrow('gone');
});
