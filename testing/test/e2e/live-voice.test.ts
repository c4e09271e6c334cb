/**
 * Goal: a person talks and the right loudspeakers say it, at once, and it is kept. Method: the real
 * programs as processes, nodes that write what would be heard to WAV files, and a microphone at
 * `/api/live` that speaks synthetic Vietnamese in real time.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bulletin } from '@loa/protocol/console-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { correlate, eventually, Microphone, readSound, speak, TestCity } from '../../src/index.ts';

const EAST = { units: ['phuong-dong'], zones: [], nodes: [] };
const NODES = ['loa-0', 'loa-1', 'loa-2'];
const WORDS =
  'Mời bà con ra đình làng họp lúc bảy giờ tối nay. Xin nhắc lại, mời bà con ra đình làng họp.';

let city: TestCity;
let words: Float32Array;

function wavOf(nodeId: string): string {
  return join(city.folder, `${nodeId}.wav`);
}

beforeEach(async () => {
  city = await TestCity.start();
  for (const nodeId of NODES) {
    city.startAgent(nodeId, { LOA_SINK: 'wav', LOA_WAV_FILE: wavOf(nodeId) });
  }
  await city.nodesReady(NODES);
  const file = join(city.folder, 'words.wav');
  await speak(WORDS, file);
  words = await readSound(file);
});
afterEach(async () => {
  await city?.[Symbol.asyncDispose]();
});

/** What a node sounded in all; ends the node. */
async function soundOf(nodeId: string): Promise<Float32Array> {
  await city.agent(nodeId).kill('SIGTERM');
  return readSound(wavOf(nodeId));
}

/** At 8 kHz: where a minute is searched for words, the rest only costs time. */
function thinned(sound: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(sound.length / 6) }, (_, n) => {
    return sound.subarray(6 * n, 6 * n + 6).reduce((sum, sample) => sum + sample, 0) / 6;
  });
}

/**
 * How much of the words is in a sound, second by second: where a busy machine holds back the
 * microphone, what follows is moved but not lost.
 */
function heardShare(sound: Float32Array): number {
  const [said, searched] = [thinned(words), thinned(sound)];
  const seconds = Math.floor(said.length / 8_000);
  const heard = Array.from({ length: seconds }, (_, n) => {
    return correlate(said.subarray(n * 8_000, (n + 1) * 8_000), searched).peak > 0.8;
  });
  return heard.filter(Boolean).length / seconds;
}

describe('a talk', { retry: 1 }, () => {
  it('[LIV1] sounds on its nodes alone, over what sounds there, and is kept as a bulletin', async () => {
    const file = join(city.folder, 'bulletin.wav');
    await speak('Đây là bản tin dài của phường. '.repeat(6), file);
    const running = await city.office.upload(file, { title: 'Bản tin dài' });
    const bulletin = await city.office.send(running, ['loa-0']);
    await eventually('the bulletin sounds', async () => {
      return (await city.office.broadcast(bulletin.cueId)).state === 'sounding';
    });

    using microphone = await Microphone.open(city.url, city.office, { targets: EAST });
    const started = await microphone.next('live/started');
    expect(started).toMatchObject({ nodes: 2, limitMs: 600_000 });
    expect(started.leadMs).toBeLessThanOrEqual(200);
    await microphone.say(words);
    microphone.release();
    const ended = await microphone.next('live/ended');
    expect(ended.why).toBe('released');
    expect(ended.bulletinId).not.toBeNull();
    const counts = microphone.heard.flatMap((one) =>
      one.kind === 'live/status' ? one.counts : [],
    );
    expect(counts).toContainEqual({ hearing: 2, behind: 0, silent: 0, offline: 0 });

    await eventually('the talk is over everywhere', async () => {
      return (await city.office.broadcast(started.cueId)).state === 'over';
    });
    const talk = await city.office.broadcast(started.cueId);
    expect(talk).toMatchObject({ source: 'live', bulletinId: ended.bulletinId });
    expect(talk.proofs.map(({ nodeId, outcome }) => [nodeId, outcome])).toEqual([
      ['loa-0', 'full'],
      ['loa-1', 'full'],
    ]);
    expect(Math.abs(talk.durationMs - (words.length / 48 + started.leadMs))).toBeLessThan(1_500);

    const { bulletins } = await city.office.get<{ bulletins: Bulletin[] }>('/api/bulletins');
    const kept = bulletins.find(({ bulletinId }) => bulletinId === ended.bulletinId);
    expect(kept?.title).toMatch(/^Nói trực tiếp \d\d\/\d\d \d\d:\d\d – /);
    const recording = join(city.folder, 'recording.ogg');
    await writeFile(recording, await city.office.bytes(`/api/bulletins/${ended.bulletinId}/audio`));
    expect(heardShare(await readSound(recording))).toBeGreaterThan(0.8);

    await eventually(
      'the bulletin goes on and ends',
      async () => (await city.office.broadcast(bulletin.cueId)).state === 'over',
      120_000,
    );
    expect((await city.office.broadcast(bulletin.cueId)).proofs[0]?.outcome).toBe('full');
    for (const nodeId of ['loa-0', 'loa-1']) {
      expect(heardShare(await soundOf(nodeId))).toBeGreaterThan(0.7);
    }
    expect(heardShare(await soundOf('loa-2'))).toBe(0);
  });

  it('[LIV11] that the controller is killed in is ended and kept at its next start', async () => {
    using microphone = await Microphone.open(city.url, city.office, { targets: EAST });
    const { cueId } = await microphone.next('live/started');
    const saying = microphone.say(words);
    await eventually('it is heard', () =>
      microphone.heard.some((one) => one.kind === 'live/status' && one.counts.hearing > 0),
    );
    await city.controller.kill('SIGKILL');
    await saying;
    await city.restartController();
    const kept = await city.office.get<{ bulletins: Bulletin[] }>('/api/bulletins');
    const recording = kept.bulletins.find(({ title }) => title.startsWith('Nói trực tiếp'));
    expect(recording?.durationMs).toBeGreaterThan(500);
    const talk = await city.office.broadcast(cueId);
    expect(talk.durationMs).toBeLessThan(10_000);
    await eventually('the nodes are free and say what they played', async () => {
      const { state, counts } = await city.office.broadcast(cueId);
      return state === 'over' && counts.full + counts.part === 2;
    });
  });
});
