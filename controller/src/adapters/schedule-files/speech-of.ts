import type { ScheduleFile } from '@loa/protocol/schedule-file';
import { abbreviationFaults } from '../../domain/speech/abbreviation-faults.ts';
import type { CitySpeech } from '../../domain/speech/lexicon.ts';
import type { Fault } from './shape.ts';

/** How the city of a file speaks. */
export function speechOf({ speech }: ScheduleFile): CitySpeech {
  return { abbreviations: speech?.abbreviations ?? {}, dialect: speech?.dialect ?? 'north' };
}

/** [TTS38] */
export function checkSpeech(file: ScheduleFile): Fault[] {
  return abbreviationFaults(speechOf(file).abbreviations).map(({ written, detail }) => ({
    path: ['speech', 'abbreviations', written],
    message: detail,
  }));
}
