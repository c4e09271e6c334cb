/**
 * The outputs that are taken where the sound server's own protocol cannot be spoken: pacat, and ALSA
 * through its plugin for the sound server. Two nodes each on channels of one rig, the real renderer;
 * what was captured is correlated in windows of half a second.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { correlate, favour, pairOffsets, type SoundRig, startSoundRig } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { AssetCache } from '../../src/adapters/asset-cache/index.ts';
import { AlsaSink, loadAlsa, PacatSink } from '../../src/adapters/audio-output/index.ts';
import { OpusPool } from '../../src/adapters/opus/index.ts';
import { createAgent, parseConfig } from '../../src/agent.ts';
import type { AudioSink } from '../../src/ports.ts';
import { SoundOutput } from '../../src/rendering/index.ts';
import { type Asset, assetOf, City, NODE, speechLike } from '../support/city.ts';
import { stretchOf } from '../support/horn.ts';
import { StandInController } from '../support/stand-in-controller.ts';

const START_US = 1_800_000_000_000_000;
const SOUND_S = 20;
/** The first seconds, while the fits still learn the card's rate. */
const SETTLE_S = 5;
const MOST_LOAD_PER_CORE = 2;
const PATIENCE_MS = 15_000;
const PLUGIN = 'libasound_module_pcm_pulse.so';

const world = { clock: systemClock, timers: systemTimers, random: systemRandom, log: silentLogger };

let speech: Asset;
let folder: string;
let rig: SoundRig;
let pool: OpusPool;
let outputs: SoundOutput[];

beforeAll(async () => {
  // As the service of a node has it; pacat inherits it.
  favour(process.pid);
  speech = assetOf(speechLike(SOUND_S, 51));
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-fallback-'));
  rig = await startSoundRig({ channels: 2 });
  pool = new OpusPool(silentLogger);
  await pool.open();
  outputs = [];
});

afterEach(async () => {
  for (const output of outputs) await output.close();
  pool.close();
  await rig[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function open(sink: AudioSink): SoundOutput {
  const store = new AssetCache(join(folder, `assets-${outputs.length}`), silentLogger);
  store.open();
  store.keepManifest(speech.assetId, speech.text);
  for (const [index, chunk] of speech.chunks.entries()) {
    store.keepChunk(speech.assetId, index, chunk);
  }
  const output = new SoundOutput({
    ...world,
    timeline: { atUs: (localUs) => localUs + START_US },
    sink,
    store,
    streams: { bufferOf: () => null },
    decoders: pool,
    events: { faulted: () => {}, changed: () => {} },
  });
  outputs.push(output);
  output.open();
  return output;
}

/** Where processes wait for a core, what is heard tells of the machine and not of the output. */
function needCalm(context: TestContext): void {
  const load = (loadavg()[0] as number) / availableParallelism();
  if (load > MOST_LOAD_PER_CORE) {
    context.skip(`the machine is busy: ${load.toFixed(1)} processes want each core`);
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let waitedMs = 0; !isSo(); waitedMs += 50) {
    if (waitedMs > PATIENCE_MS) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`);
    await sleep(50);
  }
}

/** Plays on both nodes and gives the offsets between them, ms, sorted. */
async function offsetsMs(
  context: TestContext,
  sinkOf: (index: number) => AudioSink,
): Promise<number[]> {
  needCalm(context);
  const capture = await rig.startCapture(join(folder, 'capture.raw'));
  for (const index of [0, 1]) open(sinkOf(index));
  await until('both are placed', () => outputs.every((output) => output.status().isPlaced));
  const fromUs = systemClock.monotonicUs() + START_US + 1e6;
  for (const output of outputs) output.schedule([stretchOf(speech, fromUs)], 0);
  await sleep((SOUND_S + 2) * 1000);
  for (const output of outputs) {
    expect(output.status()).toMatchObject({ state: 'open', isReckoned: false });
  }
  needCalm(context);
  const [a, b] = (await capture.stop()) as [Float32Array, Float32Array];
  const begin = correlate(speech.pcm.slice(0, 48_000), a);
  expect(begin.peak).toBeGreaterThan(0.9);
  const fromS = begin.offsetFrames / 48_000 + SETTLE_S;
  const windows = pairOffsets(a, b, { fromS, toS: fromS + SOUND_S - SETTLE_S });
  const found = windows.flatMap(({ offsetMs }) => (offsetMs === null ? [] : [Math.abs(offsetMs)]));
  // A window that is silent or torn has no offset: it must not pass for a good one.
  expect(found.length).toBeGreaterThanOrEqual(windows.length * 0.9);
  return found.sort((one, other) => one - other);
}

const largest = (offsets: readonly number[]): number => offsets.at(-1) as number;
const middle = (offsets: readonly number[]): number => offsets[offsets.length >> 1] as number;

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((each) => existsSync(join(each, program)));
}

/** Debian keeps the plugins in the folder of the machine's architecture. */
function hasAlsaPlugin(): boolean {
  return readdirSync('/usr/lib').some((each) =>
    existsSync(join('/usr/lib', each, 'alsa-lib', PLUGIN)),
  );
}

function pacat(index: number): AudioSink {
  const env = rig.sinkEnv(index);
  const place = { path: env.LOA_PULSE_SERVER, sink: env.LOA_PULSE_SINK, cookieFile: null };
  return new PacatSink({ ...world, ...place });
}

/** Lets ALSA's plugin find the rig's channels as `horn0` and `horn1`. */
function withAlsa(): { readonly sinkOf: (index: number) => AudioSink } & Disposable {
  const lines = [0, 1].map((index) => {
    const { LOA_PULSE_SERVER: server, LOA_PULSE_SINK: sink } = rig.sinkEnv(index);
    return `pcm.horn${index} { type pulse server "unix:${server}" device "${sink}" }`;
  });
  const file = join(folder, 'asound.conf');
  writeFileSync(file, `</usr/share/alsa/alsa.conf>\n${lines.join('\n')}\n`);
  const before = process.env['ALSA_CONFIG_PATH'];
  process.env['ALSA_CONFIG_PATH'] = file;
  const library = loadAlsa();
  return {
    sinkOf: (index) => new AlsaSink({ ...world, library, device: `horn${index}` }),
    [Symbol.dispose]: () => {
      if (before === undefined) delete process.env['ALSA_CONFIG_PATH'];
      else process.env['ALSA_CONFIG_PATH'] = before;
    },
  };
}

function needPacat(context: TestContext): void {
  if (!isOnPath('pacat')) context.skip('pacat is not installed: apt install pulseaudio-utils');
}

function needAlsa(context: TestContext): void {
  if (!hasAlsaPlugin()) context.skip('ALSA cannot reach the rig: apt install libasound2-plugins');
}

/** The server dies as by a crash and comes back; so do the outputs, each by itself. */
async function outliveServer(sink: AudioSink): Promise<void> {
  await rig.startCapture(join(folder, 'before.raw'));
  const output = open(sink);
  await until('it is placed', () => output.status().isPlaced);
  await rig.crash();
  await until('the loss is seen', () => output.status().state === 'failed');
  await rig.revive();
  await rig.startCapture(join(folder, 'after.raw'));
  await until('it is open', () => output.status().state === 'open');
  await until('it is placed anew', () => output.status().isPlaced);
  expect(output.status().isReckoned).toBe(false);
}

/** Sound in real time on a machine that others use too: once more where it was disturbed. */
describe('two nodes', { retry: 1 }, () => {
  it('[SYN74] through pacat sound within 1 ms of each other', async (context) => {
    needPacat(context);
    const offsets = await offsetsMs(context, pacat);
    expect(largest(offsets)).toBeLessThan(1);
    expect(middle(offsets)).toBeLessThan(0.4);
  });

  it('[SYN75] through ALSA sound within 2 ms of each other', async (context) => {
    needAlsa(context);
    using alsa = withAlsa();
    const offsets = await offsetsMs(context, alsa.sinkOf);
    expect(largest(offsets)).toBeLessThan(2);
    expect(middle(offsets)).toBeLessThan(0.8);
  });
});

describe('the agent', () => {
  it('[SYN75] takes ALSA and the device by its configuration', async (context) => {
    needAlsa(context);
    using _alsa = withAlsa();
    await rig.startCapture(join(folder, 'capture.raw'));
    const controller = new StandInController(new City());
    controller.publish(controller.city.head(1, []));
    const env = {
      LOA_CONTROLLER: await controller.listen(),
      LOA_NODE_ID: NODE,
      LOA_STATE_DIR: join(folder, 'state'),
      LOA_ENROL_CODE: 'ABCDE-12345',
      ...{ LOA_SINK: 'alsa', LOA_ALSA_DEVICE: 'horn1' },
    };
    const agent = createAgent(parseConfig(env, process.pid), world);
    try {
      await agent.start();
      await controller.heard(
        'node/health',
        ({ health }) => health.sink.kind === 'alsa' && health.sink.errorUs !== null,
        PATIENCE_MS,
      );
    } finally {
      await agent.stop();
      await controller.close();
    }
  });
});

describe('an output whose sound server crashes', () => {
  it('[SYN76] comes back through pacat', async (context) => {
    needPacat(context);
    await outliveServer(pacat(0));
  });

  it('[SYN76] comes back through ALSA', async (context) => {
    needAlsa(context);
    using alsa = withAlsa();
    await outliveServer(alsa.sinkOf(0));
  });
});

describe('a pacat whose position has become coarse with age', () => {
  it('[SYN72] is replaced after 2 h, in silence and not before', async (context) => {
    needPacat(context);
    await rig.startCapture(join(folder, 'capture.raw'));
    let aheadUs = 0;
    let level = 0.1;
    let begun = 0;
    const env = rig.sinkEnv(0);
    await using sink = new PacatSink({
      ...world,
      clock: { ...systemClock, monotonicUs: () => systemClock.monotonicUs() + aheadUs },
      ...{ path: env.LOA_PULSE_SERVER, sink: env.LOA_PULSE_SINK, cookieFile: null },
    });
    sink.open({
      pull: (frames) => new Float32Array(frames).fill(level),
      restarted: () => begun++,
      changed: () => {},
    });
    await until('it plays', () => sink.status().state === 'open');
    aheadUs = 2.1 * 3_600e6;
    await sleep(500);
    expect(begun).toBe(1);
    level = 0;
    aheadUs += 4e6;
    await until('it is replaced', () => begun === 2);
    await until('it plays again', () => sink.status().state === 'open');
  });
});

describe('a device that there is not', () => {
  it('[SYN76] is asked for again and again, and never stops the program', async (context) => {
    needAlsa(context);
    using _alsa = withAlsa();
    const library = loadAlsa();
    const output = open(new AlsaSink({ ...world, library, device: 'no-such-horn' }));
    await sleep(1_000);
    expect(output.status()).toMatchObject({ state: 'failed', isPlaced: false, isReckoned: false });
  });
});
