import type { SpeechPreview, SpokenFormView, VoiceView } from '@loa/protocol/console-api';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchVoices, previewSpeech } from '../api/speech.ts';
import type { Loaded } from './queries.ts';

/** A pause in typing after which the controller is asked. */
const PAUSE_MS = 400;

export function useVoices(): Loaded<VoiceView[]> {
  const query = useQuery({ queryKey: ['voices'], queryFn: fetchVoices });
  return { data: query.data, error: query.error, refetch: () => void query.refetch() };
}

/** What a voice will say, of the text as it was at the last pause; null asks nothing. */
export function useSpokenForm(text: SpeechPreview | null): {
  readonly form: SpokenFormView | undefined;
  readonly error: Error | null;
  /** `form` is of this very text. */
  readonly isCurrent: boolean;
} {
  const wanted = JSON.stringify(text);
  const settled = useSettled(wanted);
  const query = useQuery({
    queryKey: ['spoken-form', settled],
    queryFn: () => previewSpeech(JSON.parse(settled) as SpeechPreview),
    enabled: settled !== 'null',
    placeholderData: (held) => held,
  });
  const isCurrent = wanted === settled && query.isSuccess && !query.isPlaceholderData;
  return { form: query.data, error: query.error, isCurrent };
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
