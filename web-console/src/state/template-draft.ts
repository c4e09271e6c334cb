/** A template while it is written: what is still missing, and what becomes of its standing approval. */
import type { Me } from '@loa/protocol/console-api';
import { TEMPLATE_FIELD, type Template } from '@loa/protocol/programme';
import type { UnitId } from '@loa/protocol/vocabulary';

export interface TemplateDraft {
  readonly title: string;
  readonly unit: UnitId;
  readonly class: Template['class'];
  readonly category: string;
  readonly language: string;
  readonly text: string;
  /** Last day of its standing approval; empty is none. */
  readonly standingThrough: string;
}
export type TemplateGap = 'title' | 'text' | 'braces' | 'past';
export type TemplateOutcome =
  | {
      readonly outcome: 'ready';
      readonly body: Omit<Template, 'id'>;
      /** Keeping it takes the standing approval away: who changes the words may not give one. */
      readonly losesStanding: boolean;
    }
  | { readonly outcome: 'gap'; readonly gap: TemplateGap };

export function newTemplate(unit: UnitId): TemplateDraft {
  const empty = { title: '', category: '', text: '', standingThrough: '' };
  return { ...empty, unit, class: 'normal', language: 'vi' };
}

export function draftOfTemplate({ id: _id, standing, ...rest }: Template): TemplateDraft {
  return { ...rest, standingThrough: standing?.throughDay ?? '' };
}

export function planTemplate(
  draft: TemplateDraft,
  { base, me, today }: { base: Template | null; me: Me; today: string },
): TemplateOutcome {
  const { standingThrough, ...rest } = draft;
  const [title, text] = [draft.title.trim(), draft.text.trim()];
  if (title === '') return { outcome: 'gap', gap: 'title' };
  if (text === '') return { outcome: 'gap', gap: 'text' };
  // What is left of a brace would be read aloud, or be a field that nobody fills.
  if (/[{}]/.test(text.replace(TEMPLATE_FIELD, ''))) return { outcome: 'gap', gap: 'braces' };
  const standing = standingOf(draft, { base, me });
  if (standing !== null && standing !== base?.standing && standing.throughDay < today) {
    return { outcome: 'gap', gap: 'past' };
  }
  const body = { ...rest, title, text, category: draft.category.trim(), standing };
  return {
    outcome: 'ready',
    body,
    losesStanding: base?.standing != null && standing === null && standingThrough !== '',
  };
}

function standingOf(
  { standingThrough, text, class: of }: TemplateDraft,
  { base, me }: { base: Template | null; me: Me },
): Template['standing'] {
  if (standingThrough === '') return null;
  const isSame =
    base !== null &&
    base.standing?.throughDay === standingThrough &&
    base.text === text.trim() &&
    base.class === of;
  if (isSame) return base.standing;
  if (me.role !== 'culture-office') return null;
  return { by: me.username, throughDay: standingThrough };
}
