import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { fetchFeedTicket } from '../../api/client.ts';
import { LiveTalk } from '../../api/live-talk.ts';
import { after, monotonicMs } from '../../devices/browser-world.ts';
import { type LiveMicrophone, openLiveMicrophone } from '../../devices/live-microphone.ts';
import { buzz, keepAwake, networkType, whenHidden } from '../../devices/presence.ts';
import type { RecorderFailure } from '../../devices/recorder.ts';
import type { TalkState } from '../../state/talk-machine.ts';

export type MicrophoneState =
  | { readonly phase: 'asking' }
  | { readonly phase: 'open'; readonly microphone: LiveMicrophone }
  | { readonly phase: 'failed'; readonly reason: RecorderFailure | 'lost' };

export interface Talking {
  readonly talk: LiveTalk;
  readonly state: TalkState;
  readonly microphone: MicrophoneState;
  readonly retryMicrophone: () => void;
}

/** A talk and its microphone for as long as the page is there; leaving the page ends both. */
export function useTalk(): Talking {
  const held = useRef<LiveMicrophone | null>(null);
  const [talk] = useState(
    () =>
      new LiveTalk({
        url: liveUrl(),
        monotonicMs,
        after,
        fetchTicket: fetchFeedTicket,
        effectiveType: networkType,
        setRate: (rateHz) => held.current?.setRate(rateHz),
      }),
  );
  const state = useSyncExternalStore(
    (watcher) => talk.watch(watcher),
    () => talk.state,
  );
  const [microphone, setMicrophone] = useState<MicrophoneState>({ phase: 'asking' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens it anew
  useEffect(() => {
    let isHere = true;
    setMicrophone({ phase: 'asking' });
    const lost = (): void => {
      if (!isHere) return;
      talk.take({ kind: 'microphone-lost' });
      held.current?.close();
      held.current = null;
      setMicrophone({ phase: 'failed', reason: 'lost' });
    };
    void openLiveMicrophone({ frame: (samples) => talk.send(samples), lost }).then((opened) => {
      if (opened.outcome === 'failed') {
        if (isHere) setMicrophone({ phase: 'failed', reason: opened.reason });
        return;
      }
      if (!isHere) return opened.microphone.close();
      held.current = opened.microphone;
      setMicrophone({ phase: 'open', microphone: opened.microphone });
    });
    return () => {
      isHere = false;
      talk.take({ kind: 'stop' });
      held.current?.close();
      held.current = null;
    };
  }, [talk, attempt]);
  useEffect(() => whenHidden(() => talk.take({ kind: 'hidden' })), [talk]);
  const isLive = state.phase === 'live';
  useEffect(() => {
    if (!isLive) return;
    buzz();
    return keepAwake();
  }, [isLive]);
  return { talk, state, microphone, retryMicrophone: () => setAttempt((before) => before + 1) };
}

function liveUrl(): URL {
  const url = new URL('/api/live', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}
