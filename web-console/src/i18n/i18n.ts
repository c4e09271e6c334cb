import { LANGUAGES, type Language } from '@loa/protocol/vocabulary';
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import enBulletins from './bulletins.en.json';
import viBulletins from './bulletins.vi.json';
import enWhole from './en.json';
import enProgramme from './programme.en.json';
import viProgramme from './programme.vi.json';
import enRights from './rights.en.json';
import viRights from './rights.vi.json';
import enRules from './rules.en.json';
import viRules from './rules.vi.json';
import viWhole from './vi.json';

const vi = { ...viWhole, ...viProgramme, ...viRules, ...viRights, ...viBulletins };
const en = { ...enWhole, ...enProgramme, ...enRules, ...enRights, ...enBulletins };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof vi };
  }
}

const STORED = 'loa.language';

/** Vietnamese, unless this browser's person chose otherwise before. */
export function storedLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  return LANGUAGES.find((language) => language === stored) ?? 'vi';
}

export function startI18n(language: Language): i18n {
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'vi',
    initAsync: false,
    resources: { vi: { translation: vi }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
  return instance;
}

/** Speaks another language from here on, and at the next visit. */
export async function speak(instance: i18n, language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  await instance.changeLanguage(language);
}
