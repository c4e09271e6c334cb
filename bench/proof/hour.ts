import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { boardOf, crystalEnv, startSoundRig, TestCity } from '@loa/testing';
import { writeSpeech } from '../ingest/speech.ts';
import { isOver } from '../rig/broadcasts.ts';
import { crystalAgentCommand } from '../rig/build-agent.ts';
import { nodeIdsOf, writeCityFile } from '../rig/city-file.ts';
import { withFolder } from '../rig/folder.ts';
import { judgeLong, type LongJudgement } from '../src/judge-long.ts';
import { say } from '../src/report.ts';
import { CaptureFile } from './capture-file.ts';

const run = promisify(execFile);
const NODES = 2;
const NODE_IDS = nodeIdsOf(NODES);
/** Preparing a recording may take as long as it lasts, on a machine that does everything at once. */
const SPARE_MS = 180_000;

export interface HourProof extends LongJudgement {
  readonly nodeId: string;
  readonly outcome: string;
  readonly underruns: number;
}

/**
 * Speech of so many minutes through upload, plan, link, decoder and card of two nodes on crystals of
 * their own, laid on what the library holds.
 */
export function proveLong(minutes: number): Promise<HourProof[]> {
  return withFolder('proof', async (folder) => {
    const seconds = minutes * 60;
    const schedule = join(folder, 'city.yaml');
    await writeCityFile(schedule, { nodes: NODES, site: null });
    const speech = await writeSpeech(folder, seconds);
    await using rig = await startSoundRig({ channels: NODES });
    await using warmUp = await rig.startCapture(join(folder, 'warm-up.raw'));
    await using city = await TestCity.start({ schedule });
    const command = await crystalAgentCommand();
    for (const [index, nodeId] of NODE_IDS.entries()) {
      const env = { ...rig.sinkEnv(index), ...crystalEnv(boardOf(index + 1)) };
      city.startAgent(nodeId, env, { command });
    }
    say(`proof: preparing ${seconds} s of speech`);
    const timeoutMs = seconds * 1000 + SPARE_MS;
    const id = await city.office.upload(speech, { title: 'Bản tin dài' }, timeoutMs);
    const ogg = join(folder, 'source.ogg');
    await writeFile(ogg, await city.office.bytes(`/api/bulletins/${id}/audio`));
    const source = await readLong(ogg, folder);
    await city.nodesReady(NODE_IDS);
    await warmUp[Symbol.asyncDispose]();
    const file = join(folder, 'capture.raw');
    await using recording = await rig.startCapture(file);
    say('proof: it plays');
    const { cueId } = await city.office.send(id, NODE_IDS);
    await isOver(city, cueId, timeoutMs);
    await recording[Symbol.asyncDispose]();
    const { proofs } = await city.office.broadcast(cueId);
    const nodes = await city.office.nodes();
    using capture = new CaptureFile(file, NODES);
    return NODE_IDS.map((nodeId, index) => ({
      nodeId,
      ...judgeLong(source, (from, to) => capture.read(index, from, to)),
      outcome: proofs.find((one) => one.nodeId === nodeId)?.outcome ?? 'unknown',
      underruns: nodes.find((one) => one.nodeId === nodeId)?.health?.sink.underruns ?? 0,
    }));
  });
}

/** By way of a file: an hour of samples is more than a pipe's buffer may hold. */
async function readLong(ogg: string, folder: string): Promise<Float32Array> {
  const raw = join(folder, 'source.f32');
  await run('ffmpeg', ['-v', 'error', '-i', ogg, '-ac', '1', '-ar', '48000', '-f', 'f32le', raw]);
  const bytes = await readFile(raw);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}
