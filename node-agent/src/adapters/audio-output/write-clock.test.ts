import { expect, it } from 'vitest';
import { PacatWords } from './pacat-words.ts';
import { WriteClock } from './write-clock.ts';

it('[SYN73] what is ahead is kept by the clock, from the last position on', () => {
  const writing = new WriteClock(1e6);
  expect(writing.dueFrames(1e6, 4_800)).toBe(4_800);
  writing.wrote(4_800);
  expect(writing.dueFrames(1e6, 4_800)).toBe(0);
  expect(writing.dueFrames(1.01e6, 4_800)).toBe(480);
  // The output began 100 ms later than the clock: it has too much already.
  writing.observe(1.1e6, 0);
  expect(writing.dueFrames(1.1e6, 4_800)).toBe(0);
  expect(writing.dueFrames(1.2e6, 4_800)).toBe(4_800);
});

it('[SYN73] a process that was held up writes a second at most and makes up for no more', () => {
  const writing = new WriteClock(0);
  expect(writing.dueFrames(3_600e6, 4_800)).toBe(48_000);
});

it('[SYN72] reads positions as they come, in pieces, and nothing into other remarks', () => {
  const words = new PacatWords();
  expect(words.take('Connection established.\u001b[K\nTime: 0.0')).toEqual([
    { kind: 'remark', text: 'Connection established.' },
  ]);
  // A position counts with its last word, before the line ends.
  expect(words.take('49 sec; Latency: 120741 usec.')).toEqual([
    { kind: 'position', seconds: 0.049, latencyUs: 120_741 },
  ]);
  expect(words.take('        \rTime: 0.100 sec; Latency: -3 usec.        \r')).toEqual([
    { kind: 'position', seconds: 0.1, latencyUs: -3 },
  ]);
  expect(words.take('Stream underrun.\u001b[K\n')).toEqual([{ kind: 'underrun' }]);
  expect(words.take('Time: soon\n')).toEqual([{ kind: 'remark', text: 'Time: soon' }]);
});
