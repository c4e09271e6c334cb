/**
 * espeak-ng, the voice that needs nothing but a Debian package. Its program reads text that anybody
 * may have typed, so it is caged as ffmpeg is: the text on its input, the sound on its output, no
 * file, no network, and markup (SSML) not asked for.
 */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import {
  answersInCage,
  type Confinement,
  isProgram,
  programOnPath,
  writeCage,
} from '@loa/runtime/node';
import type { Logger, Timers } from '@loa/runtime/pure';
import { VOICE_RULES } from '../../domain/speech/voice-rules.ts';
import type { Voice } from '../../engine/voices-port.ts';
import { runProgram } from './run-program.ts';
import { absentVoice, madeBy, type VoiceMaker } from './voice-maker.ts';

const DESCRIPTION: Omit<Voice, 'remedy'> = {
  voiceId: 'espeak-central',
  label: 'espeak-ng, giọng miền Trung',
  kind: 'program',
  licence: 'GPL-3.0-or-later (the program); the sound is yours',
  language: 'vi',
};

/** At full volume its peaks are clipped; 140 words a minute is a newsreader's pace. */
const WORDS = ['-v', 'vi-vn-x-central', '-s', '140', '-a', '80', '-b', '1', '--stdin', '--stdout'];

export interface EspeakDeps {
  /** Null searches PATH. */
  readonly program: string | null;
  /** Where the cage stands. */
  readonly workDir: string;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Forces a confinement; the default is the strictest that works here. */
  readonly confinement?: Confinement | undefined;
}

export async function openEspeak(deps: EspeakDeps): Promise<VoiceMaker> {
  const named = deps.program ?? programOnPath('espeak-ng');
  if (named === null || !isProgram(named)) {
    return absentVoice(DESCRIPTION, 'install the Debian package espeak-ng and start Loa again');
  }
  const program = realpathSync(named);
  const cage = join(deps.workDir, 'espeak-cage');
  const confinement = deps.confinement ?? (await tryCage(program, cage));
  await place(cage, { program, confinement });
  deps.logger.info({ program, confinement }, 'espeak-ng ready');
  return {
    voice: { ...DESCRIPTION, remedy: null },
    make: async ({ spoken, file, signal }) => {
      const end = await runProgram({
        program: cage,
        words: WORDS,
        environment: { PATH: '/usr/bin:/bin' },
        input: spoken,
        file,
        wallMs: VOICE_RULES.programWallMs,
        signal,
        timers: deps.timers,
      });
      return madeBy('espeak-ng', end);
    },
  };
}

async function tryCage(program: string, cage: string): Promise<Confinement> {
  await place(cage, { program, confinement: 'bubblewrap' });
  return (await answersInCage(cage, ['--version'])) ? 'bubblewrap' : 'limits';
}

async function place(
  cage: string,
  { program, confinement }: { program: string; confinement: Confinement },
): Promise<void> {
  await writeCage(cage, {
    program,
    confinement,
    input: null,
    cpuSeconds: VOICE_RULES.programCpuSeconds,
    memoryBytes: VOICE_RULES.programMemoryBytes,
    openFiles: VOICE_RULES.programOpenFiles,
  });
}
