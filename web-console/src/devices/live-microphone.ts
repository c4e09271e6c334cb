/** The microphone as frames for live voice: HTTPS or localhost only. */

import { meterLevel } from '../state/listening.ts';
import { type LiveRateHz, peakOf } from '../state/live-frames.ts';
import workletUrl from './live-worklet.ts?worker&url';
import { failureOf, type RecorderFailure } from './recorder.ts';

/** How fast the meter falls after a loud moment, of the whole scale a frame: 0.6 s from top to bottom. */
const METER_FALL = 1 / 30;

export interface LiveMicrophone {
  /** 0 … 1, for a meter. */
  level(): number;
  /** To be called from a person's gesture: some browsers start sound only then. */
  wake(): void;
  setRate(rateHz: LiveRateHz): void;
  close(): void;
}

export type LiveMicrophoneStart =
  | { readonly outcome: 'open'; readonly microphone: LiveMicrophone }
  | { readonly outcome: 'failed'; readonly reason: RecorderFailure };

export interface LiveMicrophoneEvents {
  frame(samples: Int16Array<ArrayBuffer>): void;
  /** Unplugged, taken by a call, or forbidden in the middle of it. */
  lost(): void;
}

export function hasLiveMicrophone(): boolean {
  return (
    typeof AudioWorkletNode !== 'undefined' &&
    typeof navigator.mediaDevices?.getUserMedia === 'function'
  );
}

export async function openLiveMicrophone(
  events: LiveMicrophoneEvents,
): Promise<LiveMicrophoneStart> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        channelCount: 1,
        // Nothing of the far end sounds in this browser, so there is nothing to cancel; and asking
        // for it puts phones into their telephone mode, narrow and late.
        echoCancellation: false,
        // Unlike a recording, nobody evens out what is said live: the street and a wandering mouth
        // have to be tamed here.
        noiseSuppression: true,
        autoGainControl: true,
      },
    });
  } catch (error) {
    return { outcome: 'failed', reason: failureOf(error) };
  }
  try {
    return { outcome: 'open', microphone: await tap(stream, events) };
  } catch {
    stopTracks(stream);
    return { outcome: 'failed', reason: 'busy' };
  }
}

async function tap(stream: MediaStream, events: LiveMicrophoneEvents): Promise<LiveMicrophone> {
  // Nothing is played here: without a loudspeaker's clock to wait for, Chromium hands the microphone
  // on some 40 ms sooner. Browsers that do not know `sinkId` take no notice of it.
  const options = { latencyHint: 'interactive', sinkId: { type: 'none' } } as const;
  const context = new AudioContext(options);
  await context.audioWorklet.addModule(workletUrl);
  const source = context.createMediaStreamSource(stream);
  const node = new AudioWorkletNode(context, 'live-microphone', {
    channelCount: 1,
    channelCountMode: 'explicit',
  });
  let level = 0;
  let isOpen = true;
  node.port.onmessage = (event: MessageEvent<Int16Array<ArrayBuffer>>) => {
    level = Math.max(level - METER_FALL, meterLevel(peakOf(event.data)));
    if (isOpen) events.frame(event.data);
  };
  const lose = (): void => {
    if (isOpen) events.lost();
  };
  for (const track of stream.getTracks()) {
    track.onended = lose;
    // A telephone call takes the microphone away without ending it.
    track.onmute = lose;
  }
  // The node gives out silence; a graph that leads nowhere is not run by every browser.
  source.connect(node).connect(context.destination);
  // A page that was opened by its address may have to wait for a person's gesture, see `wake`.
  void context.resume();
  return {
    level: () => level,
    wake: () => void context.resume(),
    setRate: (rateHz) => node.port.postMessage(rateHz),
    close: () => {
      isOpen = false;
      stopTracks(stream);
      void context.close();
    },
  };
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
