/** Goal: both languages are complete, and no screen has a text outside of them. */
import { MISSED_REASONS, NODE_FAULTS, PROBLEM_CODES, ROLES } from '@loa/protocol/vocabulary';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import enBulletins from '../src/i18n/bulletins.en.json';
import viBulletins from '../src/i18n/bulletins.vi.json';
import en from '../src/i18n/en.json';
import enProgramme from '../src/i18n/programme.en.json';
import viProgramme from '../src/i18n/programme.vi.json';
import enRights from '../src/i18n/rights.en.json';
import viRights from '../src/i18n/rights.vi.json';
import enRules from '../src/i18n/rules.en.json';
import viRules from '../src/i18n/rules.vi.json';
import vi from '../src/i18n/vi.json';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : [...flat(value, `${path}${key}.`)],
    ),
  );
}

const texts = {
  vi: flat({ ...vi, ...viProgramme, ...viRules, ...viRights, ...viBulletins }),
  en: flat({ ...en, ...enProgramme, ...enRules, ...enRights, ...enBulletins }),
};
const holes = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('texts', () => {
  it('[CON4] both languages have the same keys, none is empty, each fills the same holes', () => {
    expect([...texts.en.keys()].sort()).toEqual([...texts.vi.keys()].sort());
    for (const [key, text] of texts.vi) {
      expect(text.trim(), key).not.toBe('');
      expect(holes(texts.en.get(key) ?? ''), key).toEqual(holes(text));
    }
  });

  it('[CON16] every problem, fault, reason and role has its words', () => {
    for (const [section, words] of [
      ['problem', PROBLEM_CODES],
      ['node.fault', NODE_FAULTS],
      ['reason', MISSED_REASONS],
      ['role', ROLES],
    ] as const) {
      for (const word of words) expect(texts.vi.has(`${section}.${word}`), word).toBe(true);
    }
  });

  it('[CON4] no screen has a literal text', () => {
    const sources = import.meta.glob<string>('../src/**/*.tsx', {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    expect(Object.keys(sources).length).toBeGreaterThan(20);
    const found = Object.entries(sources).flatMap(([file, text]) => literalTexts(file, text));
    expect(found).toEqual([]);
  });

  it('[CON4] finds a literal text where there is one', () => {
    const planted = 'const A = () => <p title="Hello there">Xin chào <b>{x}</b></p>;';
    expect(literalTexts('planted.tsx', planted)).toHaveLength(2);
  });
});

/** Attributes that people read or hear. */
const READ = new Set(['title', 'label', 'alt', 'placeholder', 'aria-label', 'description']);

function literalTexts(file: string, source: string): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(`${file}: ${node.text.trim()}`);
    if (
      ts.isJsxAttribute(node) &&
      READ.has(node.name.getText(tree)) &&
      node.initializer !== undefined &&
      ts.isStringLiteral(node.initializer)
    ) {
      found.push(`${file}: ${node.initializer.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
