/** What is known of a bulletin beside its sound, while it is written down or changed. */
import type { Bulletin } from '@loa/protocol/console-api';

/** What has a sensible answer already. Days are empty where there is no bound. */
export interface Details {
  readonly category: string;
  readonly language: string;
  readonly validFrom: string;
  readonly validThrough: string;
}

export const NO_DETAILS: Details = {
  category: '',
  language: 'vi',
  validFrom: '',
  validThrough: '',
};

export interface BulletinDraft extends Details {
  readonly title: string;
  readonly class: Bulletin['class'];
  readonly transcript: string;
  /** Empty where it is no version of another. */
  readonly versionOf: string;
}

export function draftOf(bulletin: Bulletin): BulletinDraft {
  const { title, transcript, category, language, validFrom, validThrough, versionOf } = bulletin;
  return {
    ...{ title, transcript, category, language, class: bulletin.class },
    ...{ validFrom: validFrom ?? '', validThrough: validThrough ?? '' },
    versionOf: versionOf ?? '',
  };
}

/** As the controller is told of it. */
export function detailsBody({ category, language, validFrom, validThrough }: Details) {
  return {
    ...{ category: category.trim(), language },
    ...{ validFrom: orNull(validFrom), validThrough: orNull(validThrough) },
  };
}

export type BulletinGap = 'nothing' | 'title' | 'validity';

export type BulletinOutcome =
  | {
      readonly outcome: 'ready';
      readonly body: Partial<ReturnType<typeof wholeBody>>;
      /** What was approved is said otherwise now. */
      readonly asksAgain: boolean;
    }
  | { readonly outcome: 'gap'; readonly gap: BulletinGap };

/** Only what differs is changed: what others changed meanwhile stays. */
export function planChange(bulletin: Bulletin, draft: BulletinDraft): BulletinOutcome {
  const before = wholeBody(draftOf(bulletin));
  const after = wholeBody(draft);
  const body = Object.fromEntries(
    Object.entries(after).filter(
      ([field, value]) => value !== before[field as keyof typeof before],
    ),
  );
  if (after.title === '') return { outcome: 'gap', gap: 'title' };
  if (!isSpan(draft)) return { outcome: 'gap', gap: 'validity' };
  if (Object.keys(body).length === 0) return { outcome: 'gap', gap: 'nothing' };
  const asksAgain = ['title', 'class', 'transcript'].some((field) => field in body);
  return { outcome: 'ready', body, asksAgain };
}

/** It ends no earlier than it begins. */
export function isSpan({ validFrom, validThrough }: Details): boolean {
  return validFrom === '' || validThrough === '' || validFrom <= validThrough;
}

function wholeBody(draft: BulletinDraft) {
  return {
    ...{ title: draft.title.trim(), class: draft.class, transcript: draft.transcript.trim() },
    ...detailsBody(draft),
    versionOf: orNull(draft.versionOf),
  };
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

/** All that say the same in another language, the bulletin among them; the first of them first. */
export function versionsOf(library: readonly Bulletin[], bulletin: Bulletin): Bulletin[] {
  const first = bulletin.versionOf ?? bulletin.bulletinId;
  const versions = library.filter((one) => one.bulletinId === first || one.versionOf === first);
  return versions.sort((a, b) => Number(a.versionOf !== null) - Number(b.versionOf !== null));
}
