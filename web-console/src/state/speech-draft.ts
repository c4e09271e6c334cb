/** A notice while it is typed: freely, or into a template. */
import type { Bulletin, NewSpokenBulletin, SpeechPreview } from '@loa/protocol/console-api';
import { type Template, templateFields } from '@loa/protocol/programme';
import { type Details, detailsBody, isSpan, NO_DETAILS } from './bulletin-draft.ts';

export interface SpeechDraft extends Details {
  readonly title: string;
  readonly class: Exclude<Bulletin['class'], 'emergency'>;
  /** Typed freely. */
  readonly text: string;
  /** Empty where it is typed freely. */
  readonly template: string;
  /** What is filled into the template, by field. */
  readonly fields: { readonly [name: string]: string };
  /** Empty is the first that can speak. */
  readonly voice: string;
}

export const NO_SPEECH: SpeechDraft = {
  ...NO_DETAILS,
  ...{ title: '', class: 'normal', text: '', template: '', fields: {}, voice: '' },
};

export type SpeechGap = 'text' | 'fields' | 'title' | 'validity';

/** What is to be said; null while nothing is typed or a field is empty. */
export function textOf(draft: SpeechDraft, templates: readonly Template[]): SpeechPreview | null {
  const template = templateOf(draft, templates);
  if (template === null) return draft.text.trim() === '' ? null : { text: draft.text };
  const fields = filledFields(draft, template);
  const isFilled = Object.values(fields).every((value) => value.trim() !== '');
  return isFilled ? { template: { id: template.id, fields } } : null;
}

export function templateOf(
  { template }: SpeechDraft,
  templates: readonly Template[],
): Template | null {
  return templates.find(({ id }) => id === template) ?? null;
}

/** What the template asks for and nothing else: another template may have been chosen before. */
function filledFields({ fields }: SpeechDraft, { text }: Template): { [name: string]: string } {
  return Object.fromEntries(templateFields(text).map((name) => [name, fields[name] ?? '']));
}

export function planSpeech(
  draft: SpeechDraft,
  templates: readonly Template[],
):
  | { readonly outcome: 'gap'; readonly gap: SpeechGap }
  | {
      readonly outcome: 'ready';
      readonly body: Omit<NewSpokenBulletin, 'voiceId'>;
    } {
  const text = textOf(draft, templates);
  const template = templateOf(draft, templates);
  if (text === null) return { outcome: 'gap', gap: template === null ? 'text' : 'fields' };
  const title = draft.title.trim() || (template?.title ?? '');
  if (title === '') return { outcome: 'gap', gap: 'title' };
  if (!isSpan(draft)) return { outcome: 'gap', gap: 'validity' };
  const { category, language, validFrom, validThrough } = detailsBody(draft);
  // Class, category and language are the template's.
  const own = template === null ? { class: draft.class, category, language } : {};
  return { outcome: 'ready', body: { ...text, ...own, title, validFrom, validThrough } };
}
