/**
 * Typed text that a voice speaks: shown in words first, then made into a draft whose sound is
 * prepared as an upload's is. Whoever submits it must have heard it (`mayBeSubmitted`).
 */
import type { Clock } from '@loa/runtime/pure';
import { type SpeechOptions, type SpokenForm, spokenForm } from '../domain/speech/spoken-form.ts';
import type { Library, Refused, SpokenBulletins, SpokenPreview } from './facades.ts';
import type { AuditStore } from './ports.ts';
import type { Voice, Voices } from './voices-port.ts';

export interface SpokenBulletinsDeps {
  readonly voices: Voices;
  readonly library: Pick<Library, 'submit'>;
  readonly audit: AuditStore;
  readonly clock: Clock;
  /** How the city abbreviates and counts. */
  readonly words: () => SpeechOptions;
}

export function createSpokenBulletins(deps: SpokenBulletinsDeps): SpokenBulletins {
  const preview = (text: string) => previewOf(spokenForm(text, deps.words()));
  return {
    voices: () => deps.voices.list(),
    preview,
    speak: (actor, { bulletin, text, voiceId }) => {
      const fault = voiceFault(deps.voices.list(), voiceId);
      if (fault) return fault;
      const form = preview(text);
      if (form.outcome === 'refused') return form;
      const draft = {
        ...bulletin,
        origin: 'spoken',
        state: 'draft',
        transcript: form.text,
      } as const;
      const job = deps.library.submit(actor, draft, async (signal) => {
        const speech = await deps.voices.speak({ voiceId, spoken: form.spoken, signal });
        if (speech.outcome === 'spoken') return { outcome: 'made', file: speech.file };
        return { outcome: 'refused', code: speech.reason, detail: speech.detail };
      });
      if ('outcome' in job) return job;
      deps.audit.append({
        atMs: deps.clock.nowMs(),
        actor: actor.username,
        action: 'bulletin.speak',
        subject: job.jobId,
        detail: { title: bulletin.title, voiceId, spoken: form.spoken },
      });
      return job;
    },
  };
}

function voiceFault(voices: readonly Voice[], voiceId: string): Refused | null {
  const voice = voices.find((one) => one.voiceId === voiceId);
  if (!voice) {
    const detail = `there is no voice "${voiceId}"`;
    return { outcome: 'refused', code: 'voice-unknown', detail, field: 'voiceId' };
  }
  if (voice.remedy === null) return null;
  return { outcome: 'refused', code: 'voice-absent', detail: voice.remedy, field: 'voiceId' };
}

function previewOf(form: SpokenForm): SpokenPreview | Refused {
  if (form.outcome === 'spoken') return form;
  const { reason, limit } = form;
  if (reason === 'nothing-to-say') {
    const detail = 'text: there is nothing to say in it';
    return { outcome: 'refused', code: 'speech-empty', detail, field: 'text' };
  }
  const what = reason === 'text-too-long' ? 'the text' : 'its spoken form';
  const detail = `text: ${what} may have ${limit} characters; make several bulletins of it`;
  return { outcome: 'refused', code: 'speech-too-long', detail, field: 'text' };
}
