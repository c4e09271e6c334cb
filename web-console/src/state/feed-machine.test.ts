import { FEED_SESSION_ENDED, type FeedMessage } from '@loa/protocol/console-api';
import { describe, expect, it } from 'vitest';
import { FEED_START, type FeedInput, type FeedState, stepFeed } from './feed-machine.ts';
import { controllerNowMs } from './feed-view.ts';

function snapshot(sequence: number): FeedMessage {
  return { kind: 'feed/snapshot', sequence, nowMs: 1_000_000, nodes: [], broadcasts: [], jobs: [] };
}
const change = (sequence: number, part: object = {}): FeedMessage => ({
  kind: 'feed/change',
  sequence,
  nowMs: 1_005_000,
  ...part,
});
const message = (value: FeedMessage, atMs = 0): FeedInput => ({
  kind: 'message',
  message: value,
  atMs,
});

function run(...inputs: FeedInput[]): { state: FeedState; effects: string[] } {
  let state = FEED_START;
  const effects: string[] = [];
  for (const input of inputs) {
    const step = stepFeed(state, input);
    state = step.state;
    effects.push(...step.effects.map((effect) => effect.kind));
  }
  return { state, effects };
}

describe('the feed', () => {
  it('[CON1] is live from the first snapshot and no longer from the moment it is lost', () => {
    expect(run(message(snapshot(1))).state.phase).toBe('live');
    const lost = run(message(snapshot(1)), { kind: 'closed', code: 1006 });
    expect(lost.state.phase).toBe('lost');
    expect(lost.effects).toEqual(['close', 'retry-later']);
  });

  it('[CON1] keeps what was last heard while it is away', () => {
    const { state } = run(message(snapshot(7)), { kind: 'network-lost' });
    expect(state.phase === 'lost' && state.view?.sequence).toBe(7);
  });

  it('[CON2] takes a skipped number, a malformed message and silence for a loss', () => {
    for (const input of [
      message(change(3)),
      { kind: 'malformed' },
      { kind: 'silent' },
    ] satisfies FeedInput[]) {
      expect(run(message(snapshot(1)), input).state.phase).toBe('lost');
    }
  });

  it('[CON2] does not believe a change before a snapshot, nor a change after the loss', () => {
    expect(run(message(change(1))).state.phase).toBe('lost');
    const late = run(message(snapshot(1)), { kind: 'silent' }, message(change(2)));
    expect(late.state.phase).toBe('lost');
  });

  it('[CON1] counts its attempts, so that the back-off grows, and starts afresh when live', () => {
    const twice = run({ kind: 'closed', code: 1006 }, { kind: 'retry' }, { kind: 'silent' });
    expect(twice.state).toMatchObject({ phase: 'lost', attempt: 2 });
    const again = run({ kind: 'silent' }, { kind: 'retry' }, message(snapshot(1)), {
      kind: 'silent',
    });
    expect(again.state).toMatchObject({ phase: 'lost', attempt: 0 });
  });

  it('[CON3] ends with the session and stays ended', () => {
    for (const input of [
      { kind: 'closed', code: FEED_SESSION_ENDED },
      { kind: 'refused' },
    ] satisfies FeedInput[]) {
      const { state, effects } = run(message(snapshot(1)), input, { kind: 'retry' });
      expect(state.phase).toBe('ended');
      expect(effects).toEqual(['close', 'session-ended']);
    }
  });

  it('[CON2] [CON126] asks for the library, the city, the documents and the warnings again when told, and after every absence', () => {
    const told = run(message(snapshot(1)), message(change(2, { library: true })));
    expect(told.effects).toEqual(['refetch']);
    const changed = run(message(snapshot(1)), message(change(2, { documents: ['campaign'] })));
    expect(changed.effects).toEqual(['refetch']);
    const warned = run(message(snapshot(1)), message(change(2, { warnings: true })));
    expect(warned.effects).toEqual(['refetch']);
    const back = run(
      message(snapshot(1)),
      { kind: 'silent' },
      { kind: 'retry' },
      message(snapshot(1)),
    );
    expect(back.effects).toEqual([
      'close',
      'retry-later',
      'connect',
      'refetch',
      'refetch',
      'refetch',
      'refetch',
    ]);
  });

  it('[CON8] counts on from the controller, whatever the phone’s clock says', () => {
    const { state } = run(message(snapshot(1), 500), message(change(2), 5_500));
    if (state.phase !== 'live') throw new Error('not live');
    expect(controllerNowMs(state.view, 6_500)).toBe(1_006_000);
  });
});
