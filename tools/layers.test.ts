/**
 * Goal: a layer rule that cannot fail guards nothing, so each rule is shown to catch its case.
 * Method: two small trees are written to a temporary folder. In the first every file breaks one
 * rule on purpose; in the second every file does what its room permits.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import configuration from '../.dependency-cruiser.mjs';
import { cruise } from './layers.mjs';

type Violation = ReturnType<typeof cruise>['violations'][number];
type Edge = readonly [from: string, to: string];

const root = join(import.meta.dirname, '..');
const trees: string[] = [];

afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true, force: true });
});

/** Each rule with the import it must refuse. A target without a dot is a library or a Node module. */
const forbidden: Readonly<Record<string, readonly Edge[]>> = {
  'no-cycles': [
    ['controller/src/engine/cycle-a.ts', 'controller/src/engine/cycle-b.ts'],
    ['controller/src/engine/cycle-b.ts', 'controller/src/engine/cycle-a.ts'],
  ],
  resolvable: [['controller/src/engine/lost.ts', 'not-installed-anywhere']],
  'room-vocabulary': [['protocol/src/vocabulary/a.ts', 'zod']],
  'room-playout': [['protocol/src/playout/a.ts', 'protocol/src/signed/index.ts']],
  'room-programme': [['protocol/src/programme/a.ts', 'zod']],
  'room-calendar-words': [['protocol/src/calendar-words/a.ts', 'zod']],
  'room-schema-words': [['protocol/src/wire/a.ts', 'protocol/src/signed/index.ts']],
  'room-wire': [
    ['protocol/src/agent-link/a.ts', 'node:fs'],
    ['protocol/src/frame/a.ts', 'ws'],
  ],
  'room-runtime-pure': [
    ['runtime/src/pure/a.ts', 'node:fs'],
    ['runtime/src/pure/b.ts', 'runtime/src/node/index.ts'],
  ],
  'room-runtime-node': [['runtime/src/node/a.ts', 'ws']],
  'room-domain': [
    ['controller/src/domain/library/a.ts', 'protocol/src/agent-link/index.ts'],
    ['controller/src/domain/library/b.ts', 'controller/src/engine/ports.ts'],
    ['controller/src/domain/library/c.ts', 'node:fs'],
    ['controller/src/domain/library/d.ts', 'pino'],
    ['node-agent/src/domain/mixing/a.ts', 'runtime/src/node/index.ts'],
    ['node-agent/src/domain/mixing/b.ts', 'controller/src/domain/zoning/index.ts'],
  ],
  'room-domain-calendar': [['controller/src/domain/calendar/a.ts', 'zod']],
  'domain-order-1': [['controller/src/domain/fleet/a.ts', 'controller/src/domain/paging/index.ts']],
  'domain-order-2': [
    ['controller/src/domain/campaign/a.ts', 'controller/src/domain/playout/index.ts'],
  ],
  'domain-order-3': [
    ['controller/src/domain/playout/a.ts', 'controller/src/domain/proof/index.ts'],
  ],
  'domain-folders-acyclic': [
    ['controller/src/domain/arbitration/a.ts', 'controller/src/domain/campaign/b.ts'],
    ['controller/src/domain/campaign/c.ts', 'controller/src/domain/arbitration/d.ts'],
  ],
  'room-engine': [
    ['controller/src/engine/a.ts', 'controller/src/adapters/sqlite/index.ts'],
    ['controller/src/engine/b.ts', 'zod'],
    ['controller/src/engine/c.ts', 'protocol/src/agent-link/index.ts'],
    ['node-agent/src/engine/d.ts', 'node:fs'],
  ],
  'room-streaming': [
    ['controller/src/streaming/a.ts', 'controller/src/engine/broadcast.ts'],
    ['node-agent/src/rendering/a.ts', 'node-agent/src/adapters/opus/index.ts'],
  ],
  'room-config': [['controller/src/config/a.ts', 'controller/src/domain/zoning/index.ts']],
  'adapters-apart': [
    ['controller/src/adapters/http/a.ts', 'controller/src/adapters/sqlite/index.ts'],
  ],
  'driven-adapters-know-no-engine': [
    ['controller/src/adapters/sqlite/a.ts', 'controller/src/engine/broadcast.ts'],
  ],
  'config-is-handed-in': [['controller/src/adapters/media/a.ts', 'controller/src/config/index.ts']],
  'programs-apart': [
    ['node-agent/src/rendering/b.ts', 'controller/src/streaming/index.ts'],
    ['web-console/src/screens/a.tsx', 'controller/src/controller.ts'],
  ],
  'foundations-know-no-program': [
    ['protocol/src/signed/a.ts', 'runtime/src/pure/index.ts'],
    ['runtime/src/node/b.ts', 'controller/src/controller.ts'],
  ],
  'composition-root': [['controller/src/adapters/http/b.ts', 'controller/src/controller.ts']],
  'main-is-not-imported': [['testing/src/a.ts', 'controller/src/main.ts']],
  'testing-is-for-tests': [['node-agent/src/agent.ts', 'testing/src/index.ts']],
  'tools-are-not-imported': [['testing/src/b.ts', 'tools/setup.mjs']],
  'protocol-doors': [['controller/src/adapters/agent-link/a.ts', 'protocol/src/frame/header.ts']],
  'runtime-doors': [['controller/src/adapters/agent-link/b.ts', 'runtime/src/pure/result.ts']],
  'room-console-state': [['web-console/src/state/a.ts', 'react']],
  'console-ui': [['web-console/src/ui/a.tsx', 'web-console/src/api/index.ts']],
  'console-api': [['web-console/src/api/a.ts', 'web-console/src/ui/index.ts']],
  'console-runs-in-a-browser': [
    ['web-console/src/screens/b.tsx', 'runtime/src/node/index.ts'],
    ['web-console/src/screens/c.tsx', 'node:path'],
  ],
  'home-sqlite': [
    ['controller/src/adapters/http/c.ts', 'better-sqlite3'],
    ['controller/src/adapters/http/d.ts', 'drizzle-orm'],
  ],
  'home-http': [
    ['controller/src/adapters/console-feed/a.ts', 'fastify'],
    ['controller/src/adapters/console-feed/b.ts', '@fastify/static'],
  ],
  'home-ws': [['controller/src/adapters/http/e.ts', 'ws']],
  'home-ffmpeg': [
    ['controller/src/adapters/http/f.ts', 'fluent-ffmpeg'],
    ['controller/src/adapters/http/g.ts', '@ffmpeg-installer/ffmpeg'],
  ],
  'home-sheets': [
    ['controller/src/adapters/http/m.ts', 'hucre'],
    ['controller/src/adapters/http/n.ts', 'csv-stringify'],
  ],
  'home-cron': [['controller/src/adapters/http/h.ts', 'node-cron']],
  'home-yaml': [['controller/src/adapters/http/i.ts', 'yaml']],
  'home-argon2': [['controller/src/adapters/http/j.ts', '@node-rs/argon2']],
  'home-opus': [['node-agent/src/adapters/audio-output/a.ts', 'opus-decoder']],
  'home-opus-encoder': [['controller/src/adapters/http/l.ts', '@evan/opus']],
  'home-fast-check': [['protocol/src/wire/a.test.ts', 'fast-check']],
  'home-temporal': [['controller/src/adapters/http/k.ts', 'temporal-polyfill']],
};

const permitted: readonly Edge[] = [
  ['protocol/src/playout/a.ts', 'protocol/src/vocabulary/index.ts'],
  ['protocol/src/agent-link/a.ts', 'zod'],
  ['protocol/src/agent-link/b.ts', 'protocol/src/signed/index.ts'],
  ['runtime/src/node/a.ts', 'node:timers/promises'],
  ['runtime/src/node/b.ts', 'pino'],
  ['controller/src/domain/calendar/a.ts', 'temporal-polyfill'],
  ['controller/src/domain/calendar/b.ts', 'rrule-temporal'],
  ['controller/src/domain/calendar/c.ts', 'protocol/src/calendar-words/index.ts'],
  ['web-console/src/state/b.ts', 'protocol/src/calendar-words/index.ts'],
  ['controller/src/domain/playout/a.ts', 'controller/src/domain/campaign/index.ts'],
  ['controller/src/domain/proof/a.ts', 'protocol/src/playout/index.ts'],
  ['controller/src/domain/proof/a.test.ts', 'vitest'],
  ['controller/src/engine/a.ts', 'controller/src/domain/proof/a.ts'],
  ['controller/src/engine/b.ts', 'controller/src/engine/ports.ts'],
  ['controller/src/engine/c.ts', 'runtime/src/pure/index.ts'],
  ['controller/src/streaming/a.ts', 'protocol/src/frame/index.ts'],
  ['controller/src/streaming/b.ts', 'controller/src/engine/ports.ts'],
  ['controller/src/config/a.ts', 'zod'],
  ['controller/src/adapters/sqlite/a.ts', 'better-sqlite3'],
  ['controller/src/adapters/sqlite/b.ts', 'controller/src/engine/ports.ts'],
  ['controller/src/adapters/http/a.ts', 'fastify'],
  ['controller/src/adapters/http/b.ts', 'controller/src/engine/a.ts'],
  ['controller/src/adapters/agent-link/a.ts', 'ws'],
  ['controller/src/controller.ts', 'controller/src/adapters/sqlite/a.ts'],
  ['controller/src/main.ts', 'controller/src/controller.ts'],
  ['controller/test/integration/a.test.ts', 'testing/src/index.ts'],
  ['node-agent/src/adapters/opus/a.ts', 'opus-decoder'],
  ['testing/src/fleet.ts', 'controller/src/controller.ts'],
  ['tools/demo.ts', 'testing/src/fleet.ts'],
  ['web-console/src/state/a.ts', 'protocol/src/console-api/index.ts'],
  ['web-console/src/ui/a.tsx', 'react'],
  ['web-console/src/screens/a.tsx', 'web-console/src/state/a.ts'],
];

function isLibrary(target: string): boolean {
  return !/\.(ts|tsx|mjs)$/.test(target);
}

function specifier(from: string, to: string): string {
  if (isLibrary(to)) return to;
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

function plantTree(edges: readonly Edge[]): string {
  const tree = mkdtempSync(join(tmpdir(), 'loa-layers-'));
  trees.push(tree);
  const sources = new Map<string, string>();
  for (const [from, to] of edges) {
    if (!isLibrary(to) && !sources.has(to)) sources.set(to, '');
    sources.set(from, `${sources.get(from) ?? ''}import type {} from '${specifier(from, to)}';\n`);
    if (isLibrary(to) && !to.startsWith('node:') && to !== 'not-installed-anywhere') {
      sources.set(`node_modules/${to}/index.js`, 'export {};\n');
      sources.set(`node_modules/${to}/package.json`, `{ "name": "${to}", "main": "index.js" }`);
    }
  }
  for (const [path, text] of sources) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text === '' ? 'export {};\n' : text);
  }
  return tree;
}

test('every rule has a planted violation', () => {
  const rules = configuration.forbidden.map((rule: { name: string }) => rule.name);
  expect(Object.keys(forbidden).sort()).toEqual(rules.sort());
});

/** A cycle is reported at one of its files, a cycle of folders at the folders. */
function isCaught(violations: readonly Violation[], rule: string, file: string): boolean {
  return violations.some((violation) => {
    if (violation.rule !== rule) return false;
    if (rule === 'no-cycles') return violation.from === file || violation.to === file;
    if (rule === 'domain-folders-acyclic') return file.startsWith(`${violation.from}/`);
    return violation.from === file;
  });
}

test('every planted violation is caught by its rule', () => {
  const { violations } = cruise(plantTree(Object.values(forbidden).flat()));
  const missed = Object.entries(forbidden).flatMap(([rule, edges]) =>
    edges
      .filter(([from]) => !isCaught(violations, rule, from))
      .map(([from, to]) => `${rule}: ${from} -> ${to}`),
  );
  expect(missed).toEqual([]);
});

test('what a room permits is not refused', () => {
  const { modules, violations } = cruise(plantTree(permitted));
  expect(violations).toEqual([]);
  expect(modules.length).toBeGreaterThan(permitted.length);
});

test('the tree itself has modules and keeps its layers', () => {
  const { modules, violations } = cruise(root);
  expect(violations).toEqual([]);
  expect(modules.length).toBeGreaterThan(0);
});
