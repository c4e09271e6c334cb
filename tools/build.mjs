// Builds what does not run from its sources: the console for browsers and the agent as one file
// that any Node 20 can run. Each output remembers the hash of what it was built from.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { capture, node24, root, seconds } from './run.mjs';

const shared = ['package-lock.json', 'protocol/src', 'runtime/src', 'tools/build.mjs'];

/** Bundles an agent into one file. */
export function agentBundleCommand(entry, outfile) {
  return ['tools/bundle-agent.mjs', entry, outfile];
}

const outputs = [
  {
    name: 'console',
    entry: 'web-console/index.html',
    sources: [
      ...shared,
      'web-console/src',
      'web-console/public',
      'web-console/index.html',
      'web-console/vite.config.ts',
    ],
    stamp: 'web-console/dist/.built-from',
    command: ['node_modules/vite/bin/vite.js', 'build', 'web-console', '--logLevel', 'warn'],
  },
  {
    name: 'agent bundle',
    entry: 'node-agent/src/main.ts',
    sources: [...shared, 'tools/bundle-agent.mjs', 'node-agent/src'],
    stamp: 'node-agent/dist/.built-from',
    command: agentBundleCommand('node-agent/src/main.ts', 'node-agent/dist/loa-agent.mjs'),
  },
];

function* filesBelow(path) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesBelow(join(path, name));
}

function hashOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesBelow(join(root, source))) {
      if (/\.test\.tsx?$/.test(file)) continue;
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

async function buildOutput({ name, entry, sources, stamp, command }, log) {
  if (!existsSync(join(root, entry))) {
    log(`${name}: ${entry} does not exist, nothing to build`);
    return;
  }
  const hash = hashOf(sources);
  const stampFile = join(root, stamp);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) {
    log(`${name}: built already`);
    return;
  }
  const startedAt = Date.now();
  const { code, output } = await capture(node24, command);
  if (code !== 0) throw new Error(`${name}: the build failed\n${output}`);
  mkdirSync(join(stampFile, '..'), { recursive: true });
  writeFileSync(stampFile, hash);
  log(`${name}: built in ${seconds(startedAt)}`);
}

/** Builds whatever is older than its sources. */
export async function build(log) {
  for (const output of outputs) await buildOutput(output, log);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build((line) => console.log(line)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
