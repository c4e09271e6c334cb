import type { SinkKind } from '@loa/protocol/vocabulary';
import type { Clock, Logger, Random, Timers } from '@loa/runtime/pure';
import {
  AlsaSink,
  loadAlsa,
  PacatSink,
  PulseSink,
  SimulatedSink,
  WavSink,
} from './adapters/audio-output/index.ts';
import type { AudioSink } from './ports.ts';

/** A demo city has a node a ward on one small machine, where 100 ms would break up at every peak. */
const SHARED_MACHINE_AHEAD_MS = 400;

/** What an output is chosen and set up by; null where it is not given. */
interface SinkChoice {
  readonly sink: SinkKind;
  readonly pulseServer: string | null;
  readonly pulseSink: string | null;
  readonly pulseCookieFile: string | null;
  readonly processId: number;
  readonly alsaDevice: string;
  readonly wavFile: string | null;
}

interface SinkWorld {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Logger;
}

/** The output that the configuration names. */
export function createSink(config: SinkChoice, world: SinkWorld): AudioSink {
  const { clock, timers, random, log } = world;
  switch (config.sink) {
    case 'pulse':
      return new PulseSink({
        clock,
        timers,
        random,
        log: log.child('pulse'),
        path: config.pulseServer ?? '',
        sink: config.pulseSink,
        cookieFile: config.pulseCookieFile,
        processId: config.processId,
      });
    case 'pacat':
      return new PacatSink({
        clock,
        timers,
        random,
        log: log.child('pacat'),
        path: config.pulseServer,
        sink: config.pulseSink,
        cookieFile: config.pulseCookieFile,
      });
    case 'alsa':
      return new AlsaSink({
        clock,
        timers,
        random,
        log: log.child('alsa'),
        library: loadAlsa(),
        device: config.alsaDevice,
      });
    case 'simulated':
      return new SimulatedSink({ clock, timers, random, aheadMs: SHARED_MACHINE_AHEAD_MS });
    case 'wav':
      return new WavSink({ clock, timers, random, file: config.wavFile ?? '' });
  }
}
