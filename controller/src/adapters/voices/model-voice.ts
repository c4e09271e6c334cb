/**
 * A voice model in a folder, spoken by sherpa-onnx in a process of its own: it is heavy, does not
 * give way while it works, and a fault in its native part ends nothing else.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Timers } from '@loa/runtime/pure';
import { VOICE_RULES } from '../../domain/speech/voice-rules.ts';
import type { Voice } from '../../engine/voices-port.ts';
import { runProgram } from './run-program.ts';
import type { VoiceFolder } from './voice-folder.ts';
import { absentVoice, madeBy, type VoiceMaker } from './voice-maker.ts';

const RUNTIME = 'sherpa-onnx-node';
const CHILD = fileURLToPath(new URL('./model-child.ts', import.meta.url));

/** What the child reads from its input. */
export interface ModelJob {
  /** Path of the runtime's main module. */
  readonly runtime: string;
  readonly model: string;
  readonly tokens: string;
  readonly dataDir: string;
  readonly speaker: number;
  readonly speed: number;
  readonly spoken: string;
}

/** Beside the voices first, where an operator installs it, then among the program's own packages. */
export function findModelRuntime(directory: string): string | null {
  for (const from of [join(directory, 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(RUNTIME);
    } catch {
      // Not here.
    }
  }
  return null;
}

export function modelVoice(
  found: Extract<VoiceFolder, { kind: 'model' }>,
  { runtime, timers }: { readonly runtime: string | null; readonly timers: Timers },
): VoiceMaker {
  const { voiceId, folder, config } = found;
  const { label, licence, language, speaker, speed } = config;
  const voice: Omit<Voice, 'remedy'> = { voiceId, label, kind: 'model', licence, language };
  if (runtime === null) {
    return absentVoice(
      voice,
      `install ${RUNTIME} beside the voices (docs/VOICES.md) and start again`,
    );
  }
  return {
    voice: { ...voice, remedy: null },
    make: async ({ spoken, file, signal }) => {
      const job: ModelJob = {
        runtime,
        model: join(folder, 'model.onnx'),
        tokens: join(folder, 'tokens.txt'),
        dataDir: join(folder, 'espeak-ng-data'),
        ...{ speaker, speed, spoken },
      };
      const end = await runProgram({
        program: process.execPath,
        words: [CHILD],
        environment: { PATH: '/usr/bin:/bin' },
        input: JSON.stringify(job),
        file,
        wallMs: VOICE_RULES.modelWallMs,
        signal,
        timers,
      });
      return madeBy(label, end);
    },
  };
}
