/**
 * Models in folders. There is no Vietnamese model among the packages this project may install, so
 * what is tested is everything up to the model: folders and their faults, the process of its own,
 * a runtime that is absent, that says no (as the real one does to a model it cannot read), and that
 * speaks. The real runtime is tried where it is installed.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findModelRuntime } from '../../../src/adapters/voices/model-voice.ts';
import { openVoiceBench, say, type VoiceBench } from '../../support/voice-bench.ts';

const CONFIG = { label: 'Giọng nữ miền Bắc', licence: 'CC BY 4.0, vais1000' };
const voiceId = 'vais1000';

let bench: VoiceBench;
beforeEach(() => {
  bench = openVoiceBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

function putModel(config: object = CONFIG, without: string | null = null): void {
  const files = { 'model.onnx': 'no model', 'tokens.txt': '_ 0\n', 'espeak-ng-data/phontab': '' };
  bench.put(`${voiceId}/model.json`, JSON.stringify(config));
  for (const [name, content] of Object.entries(files)) {
    if (without === null || !name.startsWith(without)) bench.put(`${voiceId}/${name}`, content);
  }
}

/** What stands beside the voices under the runtime's name. */
function putRuntime(source: string): void {
  bench.put('node_modules/sherpa-onnx-node/package.json', '{"main":"index.js"}');
  bench.put('node_modules/sherpa-onnx-node/index.js', source);
}

const SPEAKS = `exports.OfflineTts = class {
  constructor(config) { this.config = config; }
  generate({ text, sid, speed }) {
    if (!text.includes('xin') || sid !== 2 || speed !== 1.25) throw new Error('wrong request');
    if (!this.config.model.vits.dataDir.endsWith('espeak-ng-data')) throw new Error('wrong config');
    return { samples: Float32Array.from({ length: 16000 }, (_, i) => Math.sin(i / 10)), sampleRate: 16000 };
  }
};`;

test('[TTS28] a model folder is found at start, with its label and licence', async () => {
  putModel({ ...CONFIG, speaker: 2, speed: 1.25 });
  putRuntime(SPEAKS);
  const voices = await bench.open();
  expect(voices.list()[1]).toEqual({
    voiceId,
    ...CONFIG,
    kind: 'model',
    language: 'vi',
    remedy: null,
  });
  const speech = await say(voices, { voiceId });
  if (speech.outcome !== 'spoken') throw new Error(speech.detail);
  const wav = readFileSync(speech.file);
  expect([wav.length, wav.readUInt32LE(24), wav.readUInt32LE(40)]).toEqual([
    32_044, 16_000, 32_000,
  ]);
});

test.each([
  ['model.onnx', 'model.onnx is missing'],
  ['tokens.txt', 'tokens.txt is missing'],
  ['espeak-ng-data', 'espeak-ng-data is missing'],
])('[TTS28] a folder without %s is listed with what is missing', async (without, remedy) => {
  putModel(CONFIG, without);
  const voices = await bench.open();
  expect(voices.list()[1]).toMatchObject({
    voiceId,
    remedy: expect.stringContaining(`voices/${voiceId}: ${remedy}`),
  });
  expect(await say(voices, { voiceId })).toMatchObject({ reason: 'voice-absent' });
});

test.each([
  [{ label: 'x' }, 'model.json: licence'],
  [{ ...CONFIG, speed: 9 }, 'model.json: speed'],
  [{ ...CONFIG, sped: 1 }, 'sped'],
])('[TTS28] a model.json %j is a fault that names the field', async (config, remedy) => {
  putModel(config);
  const [, voice] = (await bench.open()).list();
  expect(voice?.remedy).toContain(remedy);
});

test('[TTS28] folders with another name, without anything, or with no JSON are told apart', async () => {
  bench.put('Giong Nu/model.json', '{}');
  bench.put('trong/README', '');
  bench.put('hong/model.json', '{');
  bench.put('lon/model.json', ' '.repeat(20_000));
  const remedies = (await bench.open()).list().map(({ remedy }) => remedy);
  expect(remedies.slice(1)).toEqual([
    'voices/Giong Nu: name the folder with small letters, digits and dashes',
    'voices/hong: model.json is no JSON',
    'voices/lon: model.json is too large',
    'voices/trong: model.json is missing: see docs/VOICES.md',
  ]);
});

test.skipIf(findModelRuntime('/') !== null)(
  '[TTS29] without the runtime the voice is listed with what to install',
  async () => {
    putModel();
    const voices = await bench.open();
    expect(voices.list()[1]?.remedy).toContain('install sherpa-onnx-node');
    expect(await say(voices, { voiceId })).toMatchObject({ reason: 'voice-absent' });
  },
);

test.each([
  [
    'exports.OfflineTts = class { constructor() { throw new Error("Please check your config!"); } };',
    'Please check your config!',
  ],
  ['throw new Error("wrong architecture");', 'wrong architecture'],
  ['process.kill(process.pid, "SIGSEGV");', 'without a word'],
])('[TTS29] a runtime that does %j fails its voice and nothing else', async (source, detail) => {
  putModel();
  putRuntime(source);
  const voices = await bench.open();
  expect(await say(voices, { voiceId })).toMatchObject({
    outcome: 'refused',
    reason: 'voice-failed',
    detail: expect.stringContaining(detail),
  });
  expect(bench.left()).toEqual([]);
});

/** Beside this file's packages, or where `NODE_PATH` says. */
function realRuntime(): string | null {
  try {
    return createRequire(import.meta.url).resolve('sherpa-onnx-node');
  } catch {
    return null;
  }
}

test.skipIf(realRuntime() === null)(
  '[TTS29] the real sherpa-onnx says no to a model that is none',
  async () => {
    putModel();
    putRuntime(`module.exports = require(${JSON.stringify(realRuntime())});`);
    const voices = await bench.open();
    expect(await say(voices, { voiceId })).toMatchObject({
      outcome: 'refused',
      reason: 'voice-failed',
    });
  },
);
