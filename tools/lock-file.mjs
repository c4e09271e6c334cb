// Completes package-lock.json after `npm install` from a registry that does not carry the packages
// of every platform: npm then leaves those out of the lock file, and `npm ci` refuses the file. An
// entry needs no more than a version and the platform, because npm skips it elsewhere.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

const file = join(root, 'package-lock.json');
const systems = /android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32/;
const processors = /arm64|arm|ia32|loong64|ppc64|riscv64|s390x|wasm32|x64/;

/** The optional packages that the lock file names and does not describe. */
export function missingEntries(lock) {
  return Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(
        ([name]) =>
          lock.packages[`node_modules/${name}`] === undefined &&
          lock.packages[`${path}/node_modules/${name}`] === undefined,
      )
      .map(([name, version]) => ({ name, version, of: entry })),
  );
}

function describe({ name, version, of }) {
  const platform = name.slice(name.lastIndexOf('/'));
  const os = systems.exec(platform)?.[0];
  const cpu = processors.exec(platform)?.[0];
  if (os === undefined && cpu === undefined) throw new Error(`${name} is not for one platform`);
  return {
    version: version.replace(/^[\^~]/, ''),
    ...(cpu && { cpu: [cpu] }),
    ...(of.dev && { dev: true }),
    ...(os === 'linux' && { libc: [platform.includes('musl') ? 'musl' : 'glibc'] }),
    ...(of.license && { license: of.license }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lock);
  for (const entry of missing) lock.packages[`node_modules/${entry.name}`] = describe(entry);
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, 'en')),
  );
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.length} entries added`);
}
