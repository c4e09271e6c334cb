/** Texts that a voice speaks. */
import {
  type IngestJob,
  ingestJobSchema,
  type NewSpokenBulletin,
  type SpeechPreview,
  type SpokenFormView,
  spokenFormSchema,
  type VoiceView,
  voiceSchema,
} from '@loa/protocol/console-api';
import { z } from 'zod';
import { requestJson } from './request.ts';

const voicesSchema = z.object({ voices: z.array(voiceSchema) });

export async function fetchVoices(): Promise<VoiceView[]> {
  return (await requestJson('/api/voices', voicesSchema)).voices;
}

/** What a voice will say of a text, and where that differs from what is written. */
export function previewSpeech(body: SpeechPreview): Promise<SpokenFormView> {
  return requestJson('/api/speech/preview', spokenFormSchema, { method: 'POST', body });
}

export function speakBulletin(body: NewSpokenBulletin): Promise<IngestJob> {
  return requestJson('/api/bulletins/spoken', ingestJobSchema, { method: 'POST', body });
}
