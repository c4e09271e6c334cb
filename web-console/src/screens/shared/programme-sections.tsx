import { useTranslation } from 'react-i18next';
import { Sections } from '../../ui/sections.tsx';

/** The pages about what will sound. */
export function ProgrammeSections() {
  const { t } = useTranslation();
  return (
    <Sections
      label={t('campaign.sections')}
      pages={[
        { path: '/programme', text: t('programme.short'), testId: 'section-programme' },
        { path: '/calendar', text: t('calendar.short'), testId: 'section-calendar' },
        { path: '/campaigns', text: t('campaign.title'), testId: 'section-campaigns' },
      ]}
    />
  );
}
