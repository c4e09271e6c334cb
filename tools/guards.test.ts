/**
 * Goal: the linter and the compiler refuse what the house style forbids; a rule that was renamed
 * or switched off shows here first.
 * Method: one faulty file per rule is written to a temporary folder beside copies of the real
 * configuration.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
let tree = '';

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'loa-guards-'));
});

afterEach(() => {
  rmSync(tree, { recursive: true, force: true });
});

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

function runTool(path: string, args: readonly string[]): string {
  const tool = join(root, 'node_modules', path);
  const { stdout } = spawnSync(process.execPath, [tool, ...args], { cwd: tree, encoding: 'utf8' });
  return stdout;
}

/** Rule → file and text that break it. */
const faults: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'lint/complexity/useMaxParams': [
    'params.ts',
    'export function f(a: 1, b: 1, c: 1, d: 1) {\n  return [a, b, c, d];\n}\n',
  ],
  'lint/complexity/noExcessiveLinesPerFunction': [
    'long.ts',
    `export function f(a: number) {\n${'  a += 1;\n'.repeat(71)}  return a;\n}\n`,
  ],
  'lint/nursery/noFloatingPromises': [
    'floating.ts',
    'async function f() {}\nexport function g() {\n  f();\n}\n',
  ],
  'lint/nursery/noMisusedPromises': [
    'misused.ts',
    'async function f() {\n  return true;\n}\nexport function g() {\n  return f() ? 1 : 2;\n}\n',
  ],
  'lint/nursery/useExhaustiveSwitchCases': [
    'cases.ts',
    "export function f(k: 'a' | 'b') {\n  switch (k) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
  ],
  'lint/style/noDefaultExport': ['exported.ts', 'export default 1;\n'],
  'lint/style/noProcessEnv': ['env.ts', "export const home = process.env['HOME'];\n"],
  'lint/style/noRestrictedGlobals': ['clock.ts', 'export const now = () => Date.now();\n'],
  'lint/style/useFilenamingConvention': ['BadName.ts', 'export const a = 1;\n'],
  'lint/suspicious/noConsole': ['log.ts', "console.log('x');\n"],
  'lint/suspicious/noExplicitAny': ['any.ts', 'export function f(a: any) {\n  return a;\n}\n'],
  'lint/suspicious/noImportCycles': ['cycle.ts', "export * from './cycle-back.ts';\n"],
  plugin: ['chance.ts', 'export const chance = () => Math.random();\n'],
};

test('the linter catches each planted fault', () => {
  cpSync(join(root, 'biome.json'), join(tree, 'biome.json'));
  cpSync(join(root, 'tools/lint'), join(tree, 'tools/lint'), { recursive: true });
  for (const [name, text] of Object.values(faults)) plant(`controller/src/engine/${name}`, text);
  plant('controller/src/engine/cycle-back.ts', "export * from './cycle.ts';\n");
  const report = JSON.parse(
    runTool('@biomejs/biome/bin/biome', [
      'lint',
      '--reporter=json',
      '--max-diagnostics=none',
      '--vcs-enabled=false',
    ]),
  ) as { diagnostics: { category: string; location: { path: string } }[] };
  const missed = Object.entries(faults).filter(
    ([rule, [name]]) =>
      !report.diagnostics.some(
        ({ category, location }) => category === rule && location.path.endsWith(`/${name}`),
      ),
  );
  expect(missed.map(([rule]) => rule)).toEqual([]);
});

test('the domain does not compile with a clock, a timer, a log line, a file or a browser', () => {
  const impure = ["import 'node:fs';", 'setTimeout(() => {}, 1);', "console.log('x');"];
  impure.push('export const page = document;', 'export const exit = process.exit;', 'fetch;');
  for (const [index, text] of impure.entries()) {
    plant(`controller/src/domain/zoning/f${index}.ts`, `${text}\nexport {};\n`);
  }
  plant('controller/src/domain/zoning/pure.ts', 'export const one: number = 1;\n');
  for (const name of ['tsconfig.base.json', 'tsconfig.domain.json']) {
    cpSync(join(root, name), join(tree, name));
  }
  plant('package.json', '{ "type": "module" }');
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const output = runTool('typescript/bin/tsc', [
    '-p',
    'tsconfig.domain.json',
    '--incremental',
    'false',
    '--tsBuildInfoFile',
    'null',
  ]);
  const refused = impure.filter((_, index) => output.includes(`zoning/f${index}.ts(`));
  expect(refused).toEqual(impure);
  expect(output).not.toContain('pure.ts');
});
