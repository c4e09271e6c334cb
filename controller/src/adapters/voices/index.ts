/** The voices of this controller: espeak-ng, and what stands in the folder `voices` of its data. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Confinement, fullDiskError, openTurns } from '@loa/runtime/node';
import type { Logger, Timers } from '@loa/runtime/pure';
import { VOICE_RULES } from '../../domain/speech/voice-rules.ts';
import type { Speech, Voices } from '../../engine/voices-port.ts';
import { openEspeak } from './espeak-voice.ts';
import { findModelRuntime, modelVoice } from './model-voice.ts';
import { serviceVoice } from './service-voice.ts';
import { readVoiceFolders, type VoiceFolder } from './voice-folder.ts';
import { absentVoice, type VoiceMaker } from './voice-maker.ts';

export interface VoicesDeps {
  /** Read at start; it need not be there. */
  readonly directory: string;
  readonly workDir: string;
  /** Where what was spoken waits to be prepared: the folder of uploads, which is swept at start. */
  readonly uploadDir: string;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Null searches PATH. */
  readonly espeakPath: string | null;
  /** Forces a confinement; the default is the strictest that works here. */
  readonly confinement?: Confinement;
}

export interface OpenVoices extends Voices, AsyncDisposable {}

/** Disposing aborts what speaks and waits until nothing of it is left. */
export async function openVoices(deps: VoicesDeps): Promise<OpenVoices> {
  for (const folder of [deps.workDir, deps.uploadDir]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const { workDir, timers, logger, espeakPath, confinement } = deps;
  const espeak = await openEspeak({ program: espeakPath, workDir, timers, logger, confinement });
  const runtime = findModelRuntime(deps.directory);
  const others = readVoiceFolders(deps.directory).map((found) => makerOf(found, runtime, timers));
  const makers = new Map([espeak, ...others].map((maker) => [maker.voice.voiceId, maker]));
  for (const { voice } of makers.values()) {
    const { voiceId, remedy } = voice;
    if (remedy !== null) logger.warn({ voiceId, remedy }, 'a voice cannot speak');
  }
  return speakers(deps, makers);
}

function makerOf(found: VoiceFolder, runtime: string | null, timers: Timers): VoiceMaker {
  switch (found.kind) {
    case 'model':
      return modelVoice(found, { runtime, timers });
    case 'service':
      return serviceVoice(found, timers);
    case 'faulty': {
      const { voiceId, remedy } = found;
      const about = { label: voiceId, kind: 'model', licence: '', language: 'vi' } as const;
      return absentVoice({ voiceId, ...about }, remedy);
    }
  }
}

function speakers(deps: VoicesDeps, makers: ReadonlyMap<string, VoiceMaker>): OpenVoices {
  const turns = openTurns(VOICE_RULES.queue);

  async function make(maker: VoiceMaker, spoken: string, signal: AbortSignal): Promise<Speech> {
    const file = join(deps.uploadDir, `${randomUUID()}.upload`);
    let isKept = false;
    try {
      const made = await maker.make({ spoken, file, signal });
      if (made.outcome === 'refused') return made;
      isKept = true;
      return { outcome: 'spoken', file };
    } catch (error) {
      throw fullDiskError(error, 'There is no room for what was spoken.');
    } finally {
      if (!isKept) rmSync(file, { force: true });
    }
  }

  return {
    list: () => [...makers.values()].map(({ voice }) => voice),
    speak: async ({ voiceId, spoken, signal: given }) => {
      const maker = makers.get(voiceId);
      if (!maker) {
        const detail = `there is no voice "${voiceId}"`;
        return { outcome: 'refused', reason: 'voice-unknown', detail };
      }
      const turn = turns.take(given, (signal) => make(maker, spoken, signal));
      if (turn !== null) return await turn;
      const detail = `${VOICE_RULES.queue} texts are waiting already`;
      return { outcome: 'refused', reason: 'voice-queue-full', detail };
    },
    [Symbol.asyncDispose]: () => turns[Symbol.asyncDispose](),
  };
}
