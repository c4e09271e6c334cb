/** What relays go by: levels, bursts, playlists, and the machine that decides. */
import { describe, expect, it } from 'vitest';
import { HLS_LIMITS, parseHlsPlaylist, plainestVariant, segmentsToFetch } from './hls-playlist.ts';
import { PacedBuffer } from './paced-buffer.ts';
import { joinedRelay, type RelayInput, type RelayState, stepRelay } from './relay-machine.ts';
import { SilenceDetector } from './silence.ts';

const tone = (frames: number, amplitude: number) =>
  Int16Array.from({ length: frames }, (_, i) => Math.round(amplitude * Math.sin(i / 7)));
const SECOND = 48_000;

describe('silence', () => {
  it('[REL10] is ten seconds at or below −60 dBFS, whatever the blocks it comes in', () => {
    const detector = new SilenceDetector();
    detector.take(tone(SECOND, 8_000));
    expect(detector.levelDb).toBeCloseTo(-15.3, 1);
    // −63 dBFS: 32 of 32,768, as a sine.
    for (let n = 0; n < 99; n++) detector.take(tone(4_801, 32));
    expect(detector.isSilent).toBe(false);
    detector.take(tone(2 * 4_800, 32));
    expect(detector.isSilent).toBe(true);
    expect(detector.levelDb).toBeLessThan(-60);
    detector.take(tone(4_800, 100));
    expect(detector.isSilent).toBe(false);
  });

  it('[REL10] nothing at all has no level', () => {
    const detector = new SilenceDetector();
    detector.take(new Int16Array(SECOND));
    expect(detector.levelDb).toBeNull();
  });
});

describe('the buffer', () => {
  const ramp = (from: number, frames: number) =>
    Int16Array.from({ length: frames }, (_, i) => ((from + i) % 30_000) + 1);

  it('[REL11] gives a burst on as time passes, every sample once and in order', () => {
    const buffer = new PacedBuffer();
    buffer.write(ramp(0, SECOND));
    expect(buffer.take(0)).toHaveLength(0);
    expect(buffer.isFlowing).toBe(false);
    buffer.write(ramp(SECOND, 2 * SECOND));
    expect(buffer.take(1_000_000)).toHaveLength(0);
    const heard: number[] = [];
    for (let ms = 1_070; ms <= 4_000; ms += 70) heard.push(...buffer.take(ms * 1000));
    expect(heard).toEqual([...ramp(0, heard.length)]);
    expect(heard.length).toBe(Math.floor(2_940 * 48));
  });

  it('[REL11] begins anew with a whole buffer where it ran dry', () => {
    const buffer = new PacedBuffer();
    buffer.write(ramp(0, 2 * SECOND));
    buffer.take(0);
    for (let s = 1; s <= 2; s++) expect(buffer.take(s * 1e6)).toHaveLength(SECOND);
    expect(buffer.take(2.1e6)).toHaveLength(0);
    expect(buffer.isFlowing).toBe(false);
    buffer.write(ramp(0, SECOND));
    expect(buffer.take(3e6)).toHaveLength(0);
    buffer.write(ramp(0, SECOND));
    buffer.take(4e6);
    expect(buffer.take(4.5e6)).toHaveLength(SECOND / 2);
  });

  it('[REL11] says when it is full, and keeps bounds where nobody listens', () => {
    const buffer = new PacedBuffer();
    for (let n = 0; n < 9; n++) buffer.write(ramp(0, SECOND));
    expect(buffer.isFull).toBe(false);
    for (let n = 0; n < 100; n++) buffer.write(ramp(0, SECOND));
    expect(buffer.isFull).toBe(true);
    buffer.take(0);
    let frames = 0;
    for (let s = 1; s < 60; s++) frames += buffer.take(s * 1e6).length;
    expect(frames).toBe(20 * SECOND);
  });

  it('[REL11] what the program was held up by is not made up for', () => {
    const buffer = new PacedBuffer();
    buffer.write(ramp(0, 9 * SECOND));
    buffer.take(0);
    expect(buffer.take(5e6)).toHaveLength(0);
    expect(buffer.take(5.1e6)).toHaveLength(4_800);
  });
});

describe('a playlist', () => {
  const parse = (...lines: string[]) => parseHlsPlaylist(['#EXTM3U', ...lines].join('\n'));
  const media = (...lines: string[]) => {
    const parsed = parse(...lines);
    if (parsed.outcome !== 'parsed' || parsed.playlist.kind !== 'media') throw new Error('media');
    return parsed.playlist;
  };

  it('[REL8] names segments by their sequence', () => {
    const playlist = media(
      '#EXT-X-TARGETDURATION:6',
      '#EXT-X-MEDIA-SEQUENCE:41',
      '#EXT-X-MAP:URI="init.mp4"',
      ...['a', 'b', 'c', 'd', 'e'].flatMap((name) => ['#EXTINF:5.9,tên', `${name}.aac`]),
    );
    expect(playlist).toMatchObject({ targetSeconds: 6, isEnded: false, headUri: 'init.mp4' });
    const uris = (after: number | null) => segmentsToFetch(playlist, after).map(({ uri }) => uri);
    expect(uris(null)).toEqual(['c.aac', 'd.aac', 'e.aac']);
    expect(uris(43)).toEqual(['d.aac', 'e.aac']);
    expect(uris(45)).toEqual([]);
    expect(uris(900)).toEqual(['c.aac', 'd.aac', 'e.aac']);
    const whole = media('#EXTINF:2,', 'a.ts', '#EXTINF:2,', 'b.ts', '#EXT-X-ENDLIST');
    expect(segmentsToFetch(whole, null)).toHaveLength(2);
  });

  it('[REL8] of qualities has its least taken, and its fault named', () => {
    const parsed = parse(
      '#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=1,BANDWIDTH=96000',
      'high.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=48000,CODECS="mp4a.40.2"',
      'low.m3u8',
    );
    if (parsed.outcome !== 'parsed' || parsed.playlist.kind !== 'master') throw new Error('master');
    expect(plainestVariant(parsed.playlist)).toBe('low.m3u8');
    const fault = (...lines: string[]) => {
      const refused = parse(...lines);
      return refused.outcome === 'refused' ? refused.fault : null;
    };
    expect(parseHlsPlaylist('[playlist]\nFile1=x')).toMatchObject({ fault: 'not-a-playlist' });
    expect(fault('#EXT-X-KEY:METHOD=AES-128,URI="k"', '#EXTINF:2,', 'a.ts')).toBe('encrypted');
    expect(fault('#EXT-X-KEY:METHOD=NONE', '#EXTINF:2,', 'a.ts')).toBeNull();
    expect(fault('#EXTINF:2,', '#EXT-X-BYTERANGE:100@0', 'a.ts')).toBe('byte-ranges');
    expect(fault('#EXTINF:900,', 'a.ts')).toBe('too-long');
    expect(fault(...Array.from({ length: HLS_LIMITS.lines }, () => ''))).toBe('too-long');
    expect(fault('#EXT-X-STREAM-INF:BANDWIDTH=1')).toBe('empty');
  });
});

describe('the machine', () => {
  const S = 1e6;
  const times = { startUs: 60 * S, endUs: 180 * S };
  /** Runs through what comes, second by second, and says when what is to be done. */
  function run(from: (second: number) => 'nothing' | 'silence' | 'sound', seconds: number) {
    let state: RelayState = joinedRelay(0);
    const done: string[] = [];
    for (let tenth = 0; tenth <= seconds * 10; tenth++) {
      const second = tenth / 10;
      const input: RelayInput = { kind: 'looked', nowUs: second * S, from: from(second) };
      const step = stepRelay(state, times, input);
      state = step.state;
      for (const effect of step.effects) done.push(`${second} ${effect.kind}`);
    }
    return { phase: state.phase, done };
  }

  it('[REL13] orders 25 seconds before the start, is on the air at it and over at the end', () => {
    expect(run(() => 'sound', 59).phase).toBe('ready');
    expect(run(() => 'sound', 61).phase).toBe('on-air');
    expect(run(() => 'sound', 200)).toEqual({ phase: 'over', done: ['35 order', '180 over'] });
  });

  it('[REL10] [REL14] what is dead from the beginning is told before the start', () => {
    const dead = run(() => 'nothing', 200).done;
    expect(dead).toEqual(['10 lacking', '35 order', '60 fallback', '180 over']);
  });

  it('[REL12] a hiccup is none, and what comes back has to stay', () => {
    expect(run((s) => (s > 70 && s < 72.9 ? 'nothing' : 'sound'), 100).done).toEqual(['35 order']);
    const flicker = run((s) => (s < 70 || Math.floor(s) % 3 === 0 ? 'sound' : 'nothing'), 178);
    expect(flicker.done).toEqual(['35 order', ...flicker.done.slice(1)]);
    expect(flicker.done.filter((each) => each.includes('returned'))).toEqual([]);
    const back = run((s) => (s > 70 && s < 90 ? 'silence' : 'sound'), 100).done;
    expect(back).toEqual(['35 order', '70.1 lacking', '70.1 fallback', '93 returned']);
  });

  it('[REL14] nothing sounds instead for the last ten seconds', () => {
    expect(run((s) => (s < 171 ? 'sound' : 'silence'), 179).done).toEqual([
      '35 order',
      '171 lacking',
    ]);
  });

  it('[REL17] is over when it is stopped, for good', () => {
    const stopped = stepRelay(joinedRelay(0), times, { kind: 'stopped' });
    expect(stopped).toEqual({ state: { phase: 'over' }, effects: [{ kind: 'over' }] });
    const after = stepRelay(stopped.state, times, { kind: 'looked', nowUs: 70 * S, from: 'sound' });
    expect(after).toEqual({ state: { phase: 'over' }, effects: [] });
  });
});
