/**
 * Typed text that a voice speaks: shown in words first, then made into a draft whose sound is
 * prepared as an upload's is. Whoever submits it must have heard it (domain/library/review).
 */
import type { Clock } from '@loa/runtime/pure';
import { maySee } from '../domain/documents/rights.ts';
import { fillTemplate } from '../domain/library/fill-template.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { type SpeechOptions, type SpokenForm, spokenForm } from '../domain/speech/spoken-form.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type {
  Library,
  NewBulletin,
  Refused,
  SpokenBulletins,
  SpokenPreview,
  SpokenText,
} from './facades.ts';
import type { AuditStore, Stores } from './ports.ts';
import type { Voice, Voices } from './voices-port.ts';

export interface SpokenBulletinsDeps {
  readonly voices: Voices;
  readonly library: Pick<Library, 'submit'>;
  readonly audit: AuditStore;
  readonly clock: Clock;
  readonly stores: Pick<Stores, 'documents'>;
  readonly map: () => CityMap | null;
  /** How the city abbreviates and counts. */
  readonly words: () => SpeechOptions;
}

export function createSpokenBulletins(deps: SpokenBulletinsDeps): SpokenBulletins {
  const preview = (text: string) => previewOf(spokenForm(text, deps.words()));
  return {
    voices: () => deps.voices.list(),
    preview: (actor, request) => {
      const worded = wordedBy(deps, actor, request);
      return 'outcome' in worded ? worded : preview(worded.text);
    },
    speak: (actor, request) => {
      const { voiceId } = request;
      const fault = voiceFault(deps.voices.list(), voiceId);
      if (fault) return fault;
      const worded = wordedBy(deps, actor, request);
      if ('outcome' in worded) return worded;
      const form = preview(worded.text);
      if (form.outcome === 'refused') return form;
      const draft = {
        ...request.bulletin,
        ...worded.about,
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
        detail: { title: draft.title, voiceId, spoken: form.spoken },
      });
      return job;
    },
  };
}

/** [APR14] */
function wordedBy(
  { stores, map }: SpokenBulletinsDeps,
  actor: Actor,
  { text, template }: SpokenText,
): { readonly text: string; readonly about: Partial<NewBulletin> } | Refused {
  if (template === undefined) return { text, about: {} };
  const held = stores.documents.get('template', template.id)?.body;
  const city = map();
  if (!held || !city || !maySee(city, actor, held.unit)) {
    const detail = `there is no template "${template.id}"`;
    return { outcome: 'refused', code: 'not-found', detail, field: 'template.id' };
  }
  const filled = fillTemplate(held.text, template.fields);
  if (filled.outcome === 'refused') {
    const field = `template.fields.${filled.field}`;
    const remedy = filled.why === 'missing' ? 'fill it in' : 'the template has no such field';
    return { outcome: 'refused', code: 'bad-request', detail: `${field}: ${remedy}`, field };
  }
  const { class: of, category, language, id } = held;
  return { text: filled.text, about: { class: of, category, language, templateId: id } };
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
