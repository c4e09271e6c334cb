import { describe, expect, it } from 'vitest';
import { parseCueId } from '../vocabulary/index.ts';
import type { Cue } from './cue.ts';
import { layOut } from './layout.ts';
import { silenced } from './silence.ts';

const S = 1e6;

function cue(name: string, startS: number, change: Partial<Cue> = {}): Cue {
  return {
    cueId: parseCueId(`${name}@2026-11-22T05:30`),
    source: 'scheduled',
    class: 'normal',
    priority: 50,
    startAtUs: startS * S,
    durationFrames: 30 * 48_000,
    whenPreempted: 'continue',
    late: { kind: 'skip' },
    validUntilUs: (startS + 600) * S,
    ...change,
  } as Cue;
}

const mute = (fromS: number, untilS: number, gainDb: number | null = null) => ({
  fromUs: fromS * S,
  untilUs: untilS * S,
  gainDb,
});

function heard(cues: Cue[], mutes: ReturnType<typeof mute>[]) {
  const { segments, fates } = silenced(layOut(cues), mutes);
  return {
    stretches: segments.map((s) => [s.cue.cueId.split('@')[0], s.fromUs / S, s.toUs / S]),
    fates: [...fates.values()].map(({ outcome, reason, plannedFrames }) => [
      outcome,
      reason,
      plannedFrames / 48_000,
    ]),
    segments,
  };
}

describe('[PLY92] on a silenced node', () => {
  it('nothing is heard, and it is missed as muted', () => {
    expect(heard([cue('a', 100)], [mute(90, 200)])).toMatchObject({
      stretches: [],
      fates: [['missed', 'muted', 0]],
    });
  });

  it('a silence that begins or ends in mid-play leaves a part, where it sounds elsewhere', () => {
    const { stretches, fates, segments } = heard([cue('a', 100)], [mute(105, 110), mute(108, 112)]);
    expect(stretches).toEqual([
      ['a', 100, 105],
      ['a', 112, 130],
    ]);
    expect(fates).toEqual([['part', 'muted', 23]]);
    expect(segments.map(({ fromFrames }) => fromFrames / 48_000)).toEqual([0, 12]);
    expect(segments.map(({ isMutedAfter }) => isMutedAfter ?? false)).toEqual([true, false]);
  });

  it('emergencies sound, and the plan goes on beneath', () => {
    const alert = cue('khan', 110, { class: 'emergency', durationFrames: 5 * 48_000 });
    const { stretches, fates } = heard([cue('a', 100), alert], [mute(0, 120)]);
    expect(stretches).toEqual([
      ['khan', 110, 115],
      ['a', 120, 135],
    ]);
    expect(fates).toEqual([
      ['part', 'muted', 15],
      ['full', null, 5],
    ]);
  });

  it('live voice is silent too; what is only lowered is heard in full', () => {
    const talk = cue('noi', 100, { source: 'live' });
    expect(heard([talk], [mute(90, 200)]).fates).toEqual([['missed', 'muted', 0]]);
    expect(heard([talk], [mute(90, 200, -20)]).fates).toEqual([['full', null, 30]]);
    const plan = layOut([talk]);
    expect(silenced(plan, [mute(0, 99)])).toBe(plan);
  });

  it('what begins anew after a silence, and is heard to its end, is heard in full', () => {
    const alert = cue('khan', 105, { class: 'emergency', durationFrames: 5 * 48_000 });
    const again = cue('a', 100, { whenPreempted: 'restart' });
    expect(heard([again, alert], [mute(90, 107)]).fates[0]).toEqual(['full', null, 30]);
  });
});
