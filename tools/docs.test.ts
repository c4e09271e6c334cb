/**
 * Goal: the documents cannot rot. Method: every numbered rule is defined once and cited by a test
 * title, every citation is of a rule that exists, every relative link leads somewhere.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const PREFIXES =
  'ARB|PLY|CAL|SGN|MED|LNK|LIV|SYN|FLT|PRF|STO|API|SEC|CON|BEN|E2E|DOC|TTS|APR|REL|REP|EXP|SIM';
const DEFINITION = new RegExp(
  `^(?:\\|\\s*|[-*]\\s+|\\d+\\.\\s+)?\\**((?:${PREFIXES})\\d+)\\**\\s*(?:\\||[.:—–-]|\\s)`,
  'gm',
);
const CITATION = new RegExp(`\\[((?:${PREFIXES})\\d+)\\]`, 'g');

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));

function matches(files: string[], pattern: RegExp): { rule: string; file: string }[] {
  return files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map((match) => ({
      rule: match[1] ?? '',
      file,
    })),
  );
}

const defined = matches(
  tracked.filter((file) => /^docs\/spec\/.*\.md$/.test(file)),
  DEFINITION,
);
const cited = matches(
  tracked.filter(
    (file) => /\.test\.tsx?$|\/test\/contract\//.test(file) && !file.startsWith('tools/docs'),
  ),
  CITATION,
);

describe('numbered rules', () => {
  it('are there, each defined once', () => {
    const names = defined.map(({ rule }) => rule);
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('are each cited by a test', () => {
    const known = new Set(cited.map(({ rule }) => rule));
    expect(defined.filter(({ rule }) => !known.has(rule))).toEqual([]);
  });

  it('exist where they are cited', () => {
    const known = new Set(defined.map(({ rule }) => rule));
    expect(cited.filter(({ rule }) => !known.has(rule))).toEqual([]);
  });
});

describe('links in documents', () => {
  it('lead to files that exist', () => {
    const broken = matches(
      tracked.filter((file) => file.endsWith('.md')),
      /\]\(([^)#:\s]+)(?:#[^)]*)?\)/g,
    ).filter(({ rule: link, file }) => !existsSync(join(root, dirname(file), link)));
    expect(broken).toEqual([]);
  });
});
