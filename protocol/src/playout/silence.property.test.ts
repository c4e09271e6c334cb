/** Random plans on nodes that are silenced at random times. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCueId } from '../vocabulary/index.ts';
import { audibleAt } from './audible-now.ts';
import { cueGainDb } from './authorisation.ts';
import type { Cue } from './cue.ts';
import { layOut } from './layout.ts';
import { levelDb, nextLevelChangeUs } from './levels.ts';
import { silenced } from './silence.ts';

const S = 1e6;
const T0 = 1_800_000_000 * S;
const cues = fc.array(
  fc
    .record({
      startS: fc.integer({ min: 0, max: 300 }),
      lengthS: fc.integer({ min: 1, max: 60 }),
      class: fc.constantFrom('normal', 'priority', 'emergency'),
      source: fc.constantFrom('scheduled', 'live', 'relay'),
      whenPreempted: fc.constantFrom('continue', 'restart', 'drop'),
    })
    .map(
      ({ startS, lengthS, ...rest }) =>
        ({
          ...rest,
          priority: 50,
          startAtUs: T0 + startS * S,
          durationFrames: lengthS * 48_000,
          late: { kind: 'play-within', withinUs: 30 * S },
          validUntilUs: T0 + (startS + lengthS + 120) * S,
        }) as Cue,
    ),
  { maxLength: 12 },
);
const mutes = fc.array(
  fc.record({
    fromUs: fc.integer({ min: -20, max: 320 }).map((s) => T0 + s * S),
    untilUs: fc.integer({ min: -20, max: 400 }).map((s) => T0 + s * S),
    gainDb: fc.constantFrom(null, null, -12),
  }),
  { maxLength: 4 },
);
const named = cues.map((all) =>
  all.map((cue, i) => ({ ...cue, cueId: parseCueId(`m-${i}@2026-11-22T05:30`) })),
);

it('[PLY92] is heard what the plan has, but for what is silenced', () => {
  fc.assert(
    fc.property(named, mutes, (plan, silences) => {
      const whole = layOut(plan);
      const heard = silenced(whole, silences);
      for (let s = -5; s < 420; s++) {
        const atUs = T0 + s * S + 500_000;
        const planned = audibleAt(whole, atUs);
        const isSilent =
          planned?.segment.cue.class !== 'emergency' &&
          silences.some((one) => one.gainDb === null && one.fromUs <= atUs && atUs < one.untilUs);
        const found = audibleAt(heard, atUs);
        if (isSilent) expect(found).toBeNull();
        else {
          expect(found?.segment.cue.cueId).toBe(planned?.segment.cue.cueId);
          expect(found?.positionFrames).toBe(planned?.positionFrames);
        }
      }
      for (const [cueId, fate] of heard.fates) {
        if (fate.reason === 'muted') expect(fate.outcome).not.toBe('full');
        else expect(fate).toEqual(whole.fates.get(cueId));
      }
    }),
  );
});

const table = fc.record({
  levels: fc.array(
    fc.record({
      classes: fc.constantFrom(['normal'] as const, ['normal', 'emergency'] as const),
      fromMinute: fc.integer({ min: 0, max: 1440 }),
      toMinute: fc.integer({ min: 0, max: 1440 }),
      gainDb: fc.integer({ min: -40, max: 6 }),
    }),
    { maxLength: 5 },
  ),
  utcOffsets: fc.constantFrom(
    [{ fromUs: 1e15, minutes: 420 }],
    [
      { fromUs: 1e15, minutes: 60 },
      { fromUs: T0 + 7_200 * S, minutes: 120 },
    ],
  ),
  mutes,
});

it('[PLY91] no level changes before the next change, and no gain is above the cap', () => {
  const cap = { gainDb: -2, emergencyGainDb: 0, maxGainDb: -1 };
  fc.assert(
    fc.property(table, fc.integer({ min: 0, max: 86_400 }), (levels, s) => {
      const fromUs = T0 + s * S;
      const toUs = nextLevelChangeUs(levels, fromUs) ?? fromUs + 86_400 * S;
      const now = levelDb(levels, 'normal', fromUs);
      for (let part = 0; part < 10; part++) {
        const atUs = fromUs + Math.floor(((toUs - fromUs) * part) / 10);
        expect(levelDb(levels, 'normal', atUs)).toBe(now);
        for (const of of ['normal', 'emergency'] as const) {
          const gainDb = cueGainDb({ ...cap, ...levels }, { class: of, gainDb: 6 }, atUs);
          expect(gainDb).toBeLessThanOrEqual(cap.maxGainDb);
        }
      }
    }),
  );
});
