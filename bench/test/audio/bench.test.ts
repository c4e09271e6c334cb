/**
 * Goal: benchmarks and proofs run, and say what they say in the form that was published. Method: the
 * programs as a person starts them, on their shortest cases; how good the figures are is not judged
 * where tests run, but that nothing is missing in what sounds is.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const bench = resolve(import.meta.dirname, '../..');

interface Said {
  readonly code: number | null;
  readonly lines: Record<string, unknown>[];
  readonly progress: string;
}

async function run(program: string, words: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, [resolve(bench, program), ...words]);
  let [figures, progress] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    figures += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    progress += text.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = figures.trim().split('\n').filter(Boolean);
  return { code, lines: lines.map((line) => JSON.parse(line)), progress };
}

describe('a benchmark', () => {
  it('[BEN2] [BEN3] prints the figures of a case, and nothing else on standard output', async () => {
    const { code, lines, progress } = await run('src/main.ts', [
      'sync',
      '--case',
      'lan',
      '--short',
    ]);
    expect(progress).toContain('sync lan: run 1 of 1');
    expect(lines.map(({ bench: name, case: of, metric }) => [name, of, metric])).toEqual([
      ['sync', 'lan', 'pair_p50_ms'],
      ['sync', 'lan', 'pair_p99_ms'],
      ['sync', 'lan', 'dropped_windows_pct'],
      ['sync', 'lan', 'underruns'],
    ]);
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(['bench', 'case', 'metric', 'value', 'unit', 'runs']);
    }
    expect(code).toBe(0);
  });

  it('[BEN1] says what it does not know', async () => {
    const { code, lines, progress } = await run('src/main.ts', ['sync', '--case', 'wlan']);
    expect(progress).toContain('--case: "wlan" is not one of lan, lan-kill, stress');
    expect({ code, lines }).toEqual({ code: 1, lines: [] });
  });
});

describe('the proof of an hour, in its short form', () => {
  it('[BEN5] sound of two nodes is the source, whole', { retry: 1 }, async () => {
    const { code, lines, progress } = await run('proof/main.ts', ['hour', '--minutes', '0.25']);
    expect(lines, progress).toHaveLength(2);
    for (const line of lines) {
      expect(line).toMatchObject({ proof: 'hour', gaps: 0, outcome: 'full' });
      expect(line['correlation']).toBeGreaterThan(0.95);
    }
    expect(code).toBe(0);
  });
});
