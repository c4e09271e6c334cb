/** Goal: nobody is on the air by accident, and every way off it ends where the person can see why. */
import { parseBulletinId, parseCueId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import {
  type LiveEnded,
  type LiveStarted,
  type LiveStatus,
  stepTalk,
  TALK_START,
  type TalkInput,
  type TalkState,
} from './talk-machine.ts';

const started: LiveStarted = {
  kind: 'live/started',
  cueId: parseCueId('noi@2026-11-22T16:58'),
  leadMs: 180,
  nodes: 3,
  limitMs: 600_000,
};
const status: LiveStatus = {
  kind: 'live/status',
  elapsedMs: 1_000,
  leadMs: 180,
  levelDb: -20,
  counts: { hearing: 3, behind: 0, silent: 0, offline: 0 },
  nodes: [],
};
const ended: LiveEnded = {
  kind: 'live/ended',
  why: 'released',
  seconds: 3.2,
  bulletinId: parseBulletinId('noi-truc-tiep'),
};
const problem = {
  type: 'urn:loa:not-allowed',
  title: 'x',
  status: 403,
  code: 'not-allowed',
  detail: 'x',
} as const;

const said = (message: (TalkInput & { kind: 'message' })['message']): TalkInput => ({
  kind: 'message',
  message,
  atMs: 70,
});
const press: TalkInput = { kind: 'press', isLocked: false };
const guardPassed: TalkInput = { kind: 'guard-passed' };
const connected: TalkInput = { kind: 'connected' };
const release: TalkInput = { kind: 'release' };
const lost: TalkInput = { kind: 'lost' };

function after(...inputs: TalkInput[]): { state: TalkState; effects: string[] } {
  let state: TalkState = TALK_START;
  const effects: string[] = [];
  for (const input of inputs) {
    const step = stepTalk(state, input);
    state = step.state;
    effects.push(...step.effects.map((effect) => effect.kind));
  }
  return { state, effects };
}
const goLive = [press, connected, guardPassed, said(started)];

describe('on the air', () => {
  it('[CON30] opens the line at the press and starts when the guard has passed, in either order', () => {
    expect(after(press).effects).toEqual(['connect', 'guard']);
    for (const order of [
      [connected, guardPassed],
      [guardPassed, connected],
    ]) {
      const { state, effects } = after(press, ...order);
      expect(effects).toEqual(['connect', 'guard', 'start']);
      expect(state.phase).toBe('opening');
    }
  });

  it('[CON30] a touch shorter than the guard puts nobody on the air', () => {
    for (const early of [
      [press, release],
      [press, connected, release],
      [press, guardPassed, release],
    ]) {
      const { state, effects } = after(...early);
      expect(state).toEqual({ phase: 'idle', wasTooShort: true });
      expect(effects).not.toContain('start');
      expect(effects.at(-1)).toBe('close');
    }
  });

  it('[CON30] is live from the controller’s word on, and ends by letting go', () => {
    const live = after(...goLive);
    expect(live.state).toMatchObject({ phase: 'live', started, sinceMs: 70, status: null });
    const heard = after(...goLive, said(status));
    expect(heard.state).toMatchObject({ phase: 'live', status });
    const let_go = after(...goLive, release);
    expect(let_go.effects.at(-1)).toBe('end');
    expect(let_go.state).toEqual({ phase: 'ending', cause: 'released', cueId: started.cueId });
    const over = after(...goLive, release, said(status), said(ended));
    expect(over.effects.at(-1)).toBe('close');
    expect(over.state).toEqual({
      phase: 'over',
      end: { kind: 'ended', cause: 'released', ended, cueId: started.cueId },
    });
    expect(stepTalk(over.state, press).state.phase).toBe('pressed');
  });

  it('[CON30] let go before the controller has answered, what it starts is ended', () => {
    const { state, effects } = after(press, connected, guardPassed, release, said(started));
    expect(effects.at(-1)).toBe('end');
    expect(state).toMatchObject({ phase: 'ending', cueId: started.cueId });
  });

  it('[CON31] locked, it goes on without the finger and ends by a stop', () => {
    for (const locked of [
      after({ kind: 'press', isLocked: true }, connected, guardPassed, said(started), release),
      after(...goLive, { kind: 'lock' }, release),
      after(press, { kind: 'lock' }, connected, guardPassed, release, said(started), release),
    ]) {
      expect(locked.state).toMatchObject({ phase: 'live', isLocked: true });
      expect(stepTalk(locked.state, { kind: 'stop' }).state.phase).toBe('ending');
    }
  });

  it('[CON31] even hands-free a stray touch is not enough', () => {
    const { state } = after({ kind: 'press', isLocked: true }, connected, release);
    expect(state.phase).toBe('idle');
  });
});

describe('off the air', () => {
  it.each([
    [{ kind: 'hidden' } as const, 'hidden'],
    [{ kind: 'microphone-lost' } as const, 'microphone'],
    [{ kind: 'stop' } as const, 'released'],
  ])('[CON32] ends by $kind, and remembers why', (input, cause) => {
    expect(after(...goLive, input).state).toMatchObject({ phase: 'ending', cause });
    expect(after(press, connected, guardPassed, input).state).toMatchObject({ cause });
    expect(after(press, connected, input).state).toEqual({ phase: 'idle', wasTooShort: false });
  });

  it('[CON32] tells a stop by another, a refusal, a ticket that was not given, and a lost line', () => {
    const endOf = (...inputs: TalkInput[]) => {
      const { state, effects } = after(...inputs);
      expect(effects.at(-1)).toBe('close');
      return state.phase === 'over' ? state.end : null;
    };
    const stopped = { ...ended, why: 'stopped' } as const;
    expect(endOf(...goLive, said(stopped))).toMatchObject({ kind: 'ended', cause: 'remote' });
    const refused = { kind: 'live/refused', problem } as const;
    expect(endOf(press, connected, guardPassed, said(refused))).toEqual({
      kind: 'refused',
      refused,
    });
    const error = new Error('no ticket');
    expect(endOf(press, { kind: 'failed', error })).toEqual({ kind: 'failed', error });
    expect(endOf(press, lost)).toEqual({ kind: 'lost', cueId: null });
    expect(endOf(...goLive, lost)).toEqual({ kind: 'lost', cueId: started.cueId });
    expect(endOf(...goLive, release, lost)).toEqual({ kind: 'lost', cueId: started.cueId });
  });

  it('[CON32] nothing that comes late changes what is over', () => {
    const { state } = after(...goLive, lost);
    for (const input of [release, lost, connected, guardPassed, said(status), said(ended)]) {
      expect(stepTalk(state, input)).toEqual({ state, effects: [] });
    }
  });
});
