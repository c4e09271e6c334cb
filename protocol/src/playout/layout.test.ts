/** The rules of playout, one example each. Seconds are counted from `T0`; a voice is its letter. */
import { describe, expect, it } from 'vitest';
import { type CueId, framesOfUs, parseCueId, usOfFrames } from '../vocabulary/index.ts';
import { audibleAt, nextChangeAfter, segmentsBetween } from './audible-now.ts';
import type { Cancellation, Cue } from './cue.ts';
import { layOut } from './layout.ts';

const T0 = 1.8e15;
const at = (seconds: number) => T0 + seconds * 1e6;
const idOf = (name: string): CueId => parseCueId(`${name}@2027-01-15T05:30`);

interface Sketch extends Partial<Omit<Cue, 'cueId'>> {
  readonly start: number;
  readonly seconds: number;
  readonly validFor?: number;
}

function cue(name: string, { start, seconds, validFor = 3600, ...rest }: Sketch): Cue {
  return {
    cueId: idOf(name),
    authorisationId: 'a'.repeat(43) as Cue['authorisationId'],
    assetId: 'b'.repeat(43) as Cue['assetId'],
    source: 'scheduled',
    class: 'normal',
    priority: 50,
    startAtUs: at(start),
    durationFrames: seconds * 48_000,
    gainDb: 0,
    whenPreempted: 'continue',
    late: { kind: 'play-within', withinUs: 900e6 },
    validUntilUs: at(start + validFor),
    ...rest,
  };
}

/** `a 0–10 (0)`: voice, from, to, and the second of the sound at which it enters. */
function score(cues: readonly Cue[], cancellations: readonly Cancellation[] = []): string[] {
  return layOut(cues, cancellations).segments.map((segment) => {
    const [name] = segment.cue.cueId.split('@');
    const times = [segment.fromUs, segment.toUs].map((us) => (us - T0) / 1e6);
    return `${name} ${times.join('–')} (${segment.fromFrames / 48_000})`;
  });
}

function fate(name: string, cues: readonly Cue[], cancellations: readonly Cancellation[] = []) {
  const found = layOut(cues, cancellations).fates.get(idOf(name));
  if (!found) throw new Error(`no fate of ${name}`);
  const { outcome, reason, cutBy, plannedFrames } = found;
  return { outcome, reason, cutBy: cutBy?.split('@')[0] ?? null, heard: plannedFrames / 48_000 };
}

const stopCues = (second: number, ...names: string[]): Cancellation => ({
  atUs: at(second),
  what: { kind: 'cues', cueIds: names.map(idOf) },
});
const stopAll = (second: number): Cancellation => ({
  atUs: at(second),
  what: { kind: 'everything' },
});

describe('rank', () => {
  const long = cue('a', { start: 0, seconds: 60 });

  it('[ARB1] a higher class preempts, and what was cut resumes where it was', () => {
    const cues = [long, cue('b', { start: 10, seconds: 5, class: 'priority' })];
    expect(score(cues)).toEqual(['a 0–10 (0)', 'b 10–15 (0)', 'a 15–65 (10)']);
    expect(fate('a', cues)).toMatchObject({ outcome: 'full', heard: 60 });
  });

  it('[ARB1] a higher priority within the class preempts', () => {
    const cues = [long, cue('b', { start: 10, seconds: 5, priority: 51 })];
    expect(score(cues)).toEqual(['a 0–10 (0)', 'b 10–15 (0)', 'a 15–65 (10)']);
  });

  it('[ARB1] the source goes before the class, and emergency before the source', () => {
    const live = cue('b', { start: 10, seconds: 10, source: 'live' });
    const emergency = cue('c', { start: 12, seconds: 4, class: 'emergency', source: 'scheduled' });
    const important = cue('d', {
      start: 11,
      seconds: 4,
      class: 'priority',
      late: { kind: 'skip' },
    });
    const cues = [long, live, emergency, important];
    expect(score(cues)).toEqual([
      'a 0–10 (0)',
      'b 10–12 (0)',
      'c 12–16 (0)',
      'b 16–20 (6)',
      'a 20–70 (10)',
    ]);
    expect(fate('d', cues)).toMatchObject({ outcome: 'missed', reason: 'preempted', cutBy: 'b' });
  });

  it('[ARB2] of two emergencies the newer sounds; the older resumes while it is valid', () => {
    const older = cue('a', { start: 0, seconds: 30, class: 'emergency', priority: 99 });
    const newer = cue('b', { start: 10, seconds: 5, class: 'emergency' });
    expect(score([older, newer])).toEqual(['a 0–10 (0)', 'b 10–15 (0)', 'a 15–35 (10)']);
    const brief = { ...older, validUntilUs: at(12) };
    expect(score([brief, newer])).toEqual(['a 0–10 (0)', 'b 10–15 (0)']);
    expect(fate('a', [brief, newer])).toMatchObject({
      outcome: 'part',
      reason: 'preempted',
      cutBy: 'b',
      heard: 10,
    });
  });

  it('[ARB3] equal rank never cuts: what started first keeps the air, the other comes late', () => {
    const cues = [long, cue('b', { start: 10, seconds: 5 })];
    expect(score(cues)).toEqual(['a 0–60 (0)', 'b 60–65 (0)']);
    expect(fate('b', cues)).toMatchObject({ outcome: 'full', reason: null });
  });

  it('[ARB4] of equal rank the earlier planned goes first, then the smaller id', () => {
    const blocker = cue('a', { start: 0, seconds: 30 });
    const cues = [
      cue('e', { start: 20, seconds: 5 }),
      cue('d', { start: 10, seconds: 5 }),
      cue('c', { start: 20, seconds: 5 }),
      blocker,
    ];
    expect(score(cues)).toEqual(['a 0–30 (0)', 'd 30–35 (0)', 'c 35–40 (0)', 'e 40–45 (0)']);
  });

  it('[ARB5] a remainder beyond its own slot yields to a cue of equal rank that starts by right', () => {
    const first = cue('a', { start: 0, seconds: 20 });
    const cut = cue('b', { start: 10, seconds: 15, class: 'priority' });
    const next = cue('c', { start: 30, seconds: 10 });
    expect(score([first, cut, next])).toEqual([
      'a 0–10 (0)',
      'b 10–25 (0)',
      'a 25–30 (10)',
      'c 30–40 (0)',
      'a 40–45 (15)',
    ]);
  });

  it('[ARB5] within its own slot a resumed cue keeps the air', () => {
    const first = cue('a', { start: 0, seconds: 60 });
    const cut = cue('b', { start: 10, seconds: 5, class: 'priority' });
    const next = cue('c', { start: 30, seconds: 10 });
    expect(score([first, cut, next])).toEqual([
      'a 0–10 (0)',
      'b 10–15 (0)',
      'a 15–65 (10)',
      'c 65–75 (0)',
    ]);
  });
});

describe('late', () => {
  const long = cue('a', { start: 0, seconds: 60 });

  it('[PLY3] skip: what finds the air taken at its start is missed', () => {
    const cues = [long, cue('b', { start: 10, seconds: 5, late: { kind: 'skip' } })];
    expect(score(cues)).toEqual(['a 0–60 (0)']);
    expect(fate('b', cues)).toEqual({
      outcome: 'missed',
      reason: 'collision',
      cutBy: 'a',
      heard: 0,
    });
  });

  it('[PLY3] play-within: may begin until then, that instant included, and not after', () => {
    const late = (withinUs: number) =>
      cue('b', { start: 10, seconds: 5, late: { kind: 'play-within', withinUs } });
    expect(score([long, late(50e6)])).toEqual(['a 0–60 (0)', 'b 60–65 (0)']);
    expect(score([long, late(50e6 - 1)])).toEqual(['a 0–60 (0)']);
    expect(fate('b', [long, late(50e6 - 1)])).toMatchObject({ reason: 'collision', cutBy: 'a' });
  });

  it('[PLY4] nothing sounds at or after the end of its validity', () => {
    const cues = [cue('a', { start: 0, seconds: 60, validFor: 20 })];
    expect(score(cues)).toEqual(['a 0–20 (0)']);
    expect(fate('a', cues)).toMatchObject({ outcome: 'part', reason: 'expired', heard: 20 });
  });
});

describe('preemption', () => {
  const cut = cue('b', { start: 10, seconds: 5, class: 'priority' });

  it('[PLY5] restart begins again from the first frame', () => {
    const cues = [cue('a', { start: 0, seconds: 20, whenPreempted: 'restart' }), cut];
    expect(score(cues)).toEqual(['a 0–10 (0)', 'b 10–15 (0)', 'a 15–35 (0)']);
    expect(fate('a', cues)).toMatchObject({ outcome: 'full' });
  });

  it('[PLY5] drop ends it', () => {
    const cues = [cue('a', { start: 0, seconds: 20, whenPreempted: 'drop' }), cut];
    expect(score(cues)).toEqual(['a 0–10 (0)', 'b 10–15 (0)']);
    expect(fate('a', cues)).toMatchObject({ outcome: 'part', reason: 'preempted', cutBy: 'b' });
  });

  it('[PLY6] a stream rejoins live: what passed while it was cut is gone', () => {
    const cues = [cue('a', { start: 0, seconds: 30, source: 'relay' }), cut];
    expect(score(cues)).toEqual(['a 0–10 (0)', 'b 10–15 (0)', 'a 15–30 (15)']);
    expect(fate('a', cues)).toEqual({
      outcome: 'part',
      reason: 'preempted',
      cutBy: 'b',
      heard: 25,
    });
  });

  it('[PLY6] a stream that finds the air taken joins where it stands by then', () => {
    const cues = [cut, cue('a', { start: 12, seconds: 10, source: 'relay' })];
    expect(score(cues)).toEqual(['b 10–15 (0)', 'a 15–22 (3)']);
    expect(fate('a', cues)).toMatchObject({ outcome: 'part', reason: 'preempted', heard: 7 });
  });

  it('[PLY6] a stream heard whole is full; one whose validity ends first says so', () => {
    const relay = cue('a', { start: 0, seconds: 30, source: 'relay' });
    expect(fate('a', [relay])).toMatchObject({ outcome: 'full', reason: null });
    const brief = { ...relay, validUntilUs: at(20) };
    expect(fate('a', [brief])).toMatchObject({ outcome: 'part', reason: 'expired', heard: 20 });
  });
});

describe('cancellation', () => {
  const cues = [
    cue('a', { start: 0, seconds: 60 }),
    cue('b', { start: 10, seconds: 5 }),
    cue('c', { start: 100, seconds: 5 }),
  ];

  it('[PLY7] named cues end at once; what waited takes the air', () => {
    expect(score(cues, [stopCues(20, 'a')])).toEqual([
      'a 0–20 (0)',
      'b 20–25 (0)',
      'c 100–105 (0)',
    ]);
    expect(fate('a', cues, [stopCues(20, 'a')])).toMatchObject({ reason: 'stopped', heard: 20 });
  });

  it('[PLY7] named cues that have not begun never do', () => {
    expect(score(cues, [stopCues(5, 'b', 'c')])).toEqual(['a 0–60 (0)']);
    expect(fate('c', cues, [stopCues(5, 'c')])).toMatchObject({
      outcome: 'missed',
      reason: 'stopped',
    });
  });

  it('[PLY7] everything: what sounds and what waits; what starts later is not touched', () => {
    expect(score(cues, [stopAll(20)])).toEqual(['a 0–20 (0)', 'c 100–105 (0)']);
    expect(fate('b', cues, [stopAll(20)])).toMatchObject({ outcome: 'missed', reason: 'stopped' });
  });

  it('[PLY7] what had ended stays heard in full', () => {
    expect(fate('a', cues, [stopAll(60)])).toMatchObject({ outcome: 'full' });
    expect(fate('c', cues, [stopCues(200, 'c')])).toMatchObject({ outcome: 'full' });
  });
});

describe('audible now', () => {
  const layout = layOut([
    cue('a', { start: 0, seconds: 60 }),
    cue('b', { start: 10, seconds: 5, class: 'priority' }),
  ]);

  it('[PLY2] the position follows from the plan, after a preemption too', () => {
    expect(audibleAt(layout, at(20))?.positionFrames).toBe(15 * 48_000);
    expect(audibleAt(layout, at(10))?.segment.cue.cueId).toBe(idOf('b'));
    expect(audibleAt(layout, at(-1))).toBeNull();
    expect(audibleAt(layout, at(65))).toBeNull();
  });

  it('[PLY2] the position is always a frame that exists', () => {
    expect(audibleAt(layout, at(65) - 1)?.positionFrames).toBe(60 * 48_000 - 1);
  });

  it('[PLY2] says when to look again', () => {
    expect(nextChangeAfter(layout, at(-5))).toBe(at(0));
    expect(nextChangeAfter(layout, at(0))).toBe(at(10));
    expect(nextChangeAfter(layout, at(64))).toBe(at(65));
    expect(nextChangeAfter(layout, at(65))).toBeNull();
    expect(segmentsBetween(layout, at(10), at(15))).toHaveLength(1);
    expect(segmentsBetween(layout, at(9), at(16))).toHaveLength(3);
  });
});

describe('frames and microseconds', () => {
  it('[PLY8] a bulletin lasts to the first whole microsecond after its last frame', () => {
    expect(usOfFrames(48_000)).toBe(1_000_000);
    expect(usOfFrames(1)).toBe(21);
    expect(framesOfUs(usOfFrames(1_046_808))).toBe(1_046_808);
  });
});
