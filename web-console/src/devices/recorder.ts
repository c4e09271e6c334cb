/** The microphone, where the page has one: HTTPS or localhost only. */
import { LIMITS } from '@loa/protocol/vocabulary';
import { meterLevel } from '../state/listening.ts';
import { monotonicMs } from './browser-world.ts';

/** First supported wins; Safari knows mp4 only. The controller reads them all. */
const FORMATS = ['audio/webm;codecs=opus', 'audio/mp4'] as const;
/** Loudspeakers want speech at its full width; one voice needs no more than this. */
const BITS_PER_SECOND = 64_000;

export type RecorderFailure = 'not-allowed' | 'no-microphone' | 'busy' | 'empty';
export type RecordingResult =
  | { readonly outcome: 'recorded'; readonly sound: Blob; readonly durationMs: number }
  | { readonly outcome: 'failed'; readonly reason: RecorderFailure };

export function hasMicrophone(): boolean {
  return (
    typeof MediaRecorder !== 'undefined' &&
    typeof navigator.mediaDevices?.getUserMedia === 'function'
  );
}

export interface Recording {
  readonly startedMs: number;
  /** 0 … 1, for a meter. */
  level(): number;
  stop(): void;
  readonly result: Promise<RecordingResult>;
}

export type RecordingStart =
  | { readonly outcome: 'recording'; readonly recording: Recording }
  | { readonly outcome: 'failed'; readonly reason: RecorderFailure };

/** Asks for the microphone and records until `stop` or the upload limit. */
export async function startRecording(): Promise<RecordingStart> {
  let stream: MediaStream;
  try {
    // Made for calls, these filters dull speech that is to be heard in a street; the controller
    // sets the loudness.
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
  } catch (error) {
    return { outcome: 'failed', reason: failureOf(error) };
  }
  return { outcome: 'recording', recording: recordStream(stream) };
}

function recordStream(stream: MediaStream): Recording {
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  const recorder = new MediaRecorder(stream, {
    audioBitsPerSecond: BITS_PER_SECOND,
    ...(mimeType === undefined ? {} : { mimeType }),
  });
  const meter = openMeter(stream);
  const pieces: Blob[] = [];
  const startedMs = monotonicMs();
  const stop = (): void => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const limit = setTimeout(stop, LIMITS.uploadSeconds * 1000);
  recorder.ondataavailable = (event) => {
    if (event.data.size > 0) pieces.push(event.data);
  };
  const result = new Promise<RecordingResult>((resolve) => {
    recorder.onstop = () => {
      clearTimeout(limit);
      for (const track of stream.getTracks()) track.stop();
      meter.close();
      const sound = new Blob(pieces, { type: recorder.mimeType });
      if (sound.size === 0) resolve({ outcome: 'failed', reason: 'empty' });
      else resolve({ outcome: 'recorded', sound, durationMs: monotonicMs() - startedMs });
    };
  });
  // A slice a second keeps what was said if the phone ends the recording by itself.
  recorder.start(1000);
  return { startedMs, stop, level: meter.level, result };
}

function openMeter(stream: MediaStream): { level: () => number; close: () => void } {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return meterLevel(samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0));
    },
    close: () => void context.close(),
  };
}

export function failureOf(error: unknown): RecorderFailure {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'not-allowed';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no-microphone';
  return 'busy';
}

/** A file name whose ending says the container, for tools that look at names. */
export function fileNameOf(sound: Blob): string {
  return sound.type.includes('mp4') ? 'recording.m4a' : 'recording.webm';
}
