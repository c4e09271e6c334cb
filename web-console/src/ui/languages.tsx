import { LANGUAGES, type Language } from '@loa/protocol/vocabulary';
import { useTranslation } from 'react-i18next';

/** Each language is named by itself, so that a reader of the other one finds it. */
const NAMES: Record<Language, { short: string; full: string }> = {
  vi: { short: 'VI', full: 'Tiếng Việt' },
  en: { short: 'EN', full: 'English' },
};

export function Languages(props: { onChoose: (language: Language) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <fieldset className="languages" aria-label={t('app.language')}>
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          aria-label={`${NAMES[language].short}, ${NAMES[language].full}`}
          data-testid={`language-${language}`}
          onClick={() => props.onChoose(language)}
        >
          {NAMES[language].short}
        </button>
      ))}
    </fieldset>
  );
}
