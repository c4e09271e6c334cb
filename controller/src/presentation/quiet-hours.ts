import type { Language, Role } from '@loa/protocol/vocabulary';

const ROLES: Readonly<Record<Language, Readonly<Record<Role, string>>>> = {
  vi: {
    broadcaster: 'cán bộ truyền thanh',
    'culture-office': 'phòng văn hoá – thông tin',
    technician: 'kỹ thuật viên',
    admin: 'quản trị',
  },
  en: {
    broadcaster: 'broadcasters',
    'culture-office': 'the culture office',
    technician: 'technicians',
    admin: 'administrators',
  },
};

interface Against {
  readonly title: string;
  readonly overridableBy: readonly Role[];
}

/** What a problem says of the rule that stands against it: for readers, and for the console. */
export function quietHours(
  against: Against,
  language: Language,
): { readonly detail: string; readonly overridableBy: Role[] } {
  return { detail: detailOf(against, language), overridableBy: [...against.overridableBy] };
}

/** Who may go beyond the hours of a class, as part of a sentence. */
export function whoMayOverride(overridableBy: readonly Role[], language: Language): string {
  const list = new Intl.ListFormat(language, { type: 'disjunction' });
  const who = list.format(overridableBy.map((role) => ROLES[language][role]));
  if (language === 'vi') {
    return who === '' ? 'không ai được vượt' : `${who} được vượt, có ghi lý do`;
  }
  return who === '' ? 'nobody may go beyond it' : `${who} may go beyond it, with a reason`;
}

function detailOf({ title, overridableBy }: Against, language: Language): string {
  const may = whoMayOverride(overridableBy, language);
  return language === 'vi' ? `Theo quy định “${title}”; ${may}.` : `By “${title}”; ${may}.`;
}
