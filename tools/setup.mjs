// Brings a fresh clone to the point where it can start or be tested. Safe to run again at any time:
// what is done already takes milliseconds and says so.
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build } from './build.mjs';
import { capture, node24, root, run, seconds, withoutTools } from './run.mjs';

const OLDEST_NODE = 20;

/** What the tests need of the system: a codec, a browser with its fonts and certificates, a sound server and a way to it by ALSA, a sandbox, a voice. */
const debianPackages = [
  'ffmpeg',
  'chromium',
  'fonts-noto-core',
  'libnss3-tools',
  'pulseaudio',
  'pulseaudio-utils',
  'libasound2-plugins',
  'bubblewrap',
  'espeak-ng',
];

const aptInstall = [
  '-o',
  'DPkg::Lock::Timeout=300',
  'install',
  '-y',
  '--no-install-recommends',
  '-q',
];

let log = (line) => console.log(line);

function say(line) {
  log(`setup: ${line}`);
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new Error(
      `Node ${OLDEST_NODE} or newer is needed, this is ${process.versions.node}; see https://nodejs.org`,
    );
  }
  if (!isOnPath('npm')) throw new Error('npm is needed; it comes with Node');
}

/** True when every package of the lock file that this machine needs is there in that very version. */
function isInstalled(lockText) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile) || !existsSync(node24)) return false;
  const wanted = JSON.parse(lockText).packages;
  const found = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (!path.startsWith('node_modules/') || link) return true;
    return found[path] === undefined ? optional === true : found[path].version === version;
  });
}

async function installPackages() {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lockText).digest('hex');
  const stamp = join(root, 'node_modules', '.loa-setup');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && existsSync(node24)) {
    say('packages: installed already');
    return;
  }
  if (isInstalled(lockText)) {
    say('packages: installed already, as the lock file says');
  } else {
    const startedAt = Date.now();
    say('packages: npm ci (a minute or two the first time)');
    rmSync(stamp, { force: true });
    const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      env: withoutTools(),
    });
    if (code !== 0) throw new Error(`npm ci failed with code ${code}`);
    say(`packages: installed in ${seconds(startedAt)}`);
  }
  writeFileSync(stamp, hash);
}

async function missingDebianPackages() {
  const { output } = await capture('dpkg', ['--get-selections', ...debianPackages]);
  const installed = new Map(output.split('\n').map((line) => line.split(/\s+/, 2)));
  return debianPackages.filter((name) => installed.get(name) !== 'install');
}

async function installDebianPackages() {
  if (!isOnPath('apt-get')) {
    say(`system: not a Debian system; the tests want: ${debianPackages.join(' ')}`);
    return;
  }
  const missing = await missingDebianPackages();
  if (missing.length === 0) {
    say('system: Debian packages installed already');
    return;
  }
  const command = `apt-get update && apt-get ${aptInstall.join(' ')} ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    say(`system: Debian packages are missing; as root run\n  ${command}`);
    return;
  }
  say(`system: installing ${missing.join(' ')}`);
  const startedAt = Date.now();
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await capture('apt-get', ['-q', 'update'], { env });
  const install = await capture('apt-get', [...aptInstall, ...missing], { env });
  if (install.code === 0) {
    say(`system: installed in ${seconds(startedAt)}`);
  } else {
    say(`system: failed, tests that need these will fail; by hand:\n  ${command}`);
    log(update.code === 0 ? install.output : update.output);
  }
}

/** @param {{ forWhat: 'start' | 'test' | 'bench', log?: (line: string) => void }} options */
export async function setup({ forWhat, log: sayTo = log }) {
  log = sayTo;
  checkNode();
  await installPackages();
  if (forWhat === 'test') await installDebianPackages();
  await build(say);
}
