import { useTranslation } from 'react-i18next';
import { Sections } from '../../ui/sections.tsx';

/** The pages about what will sound. */
export function ProgrammeSections() {
  const { t } = useTranslation();
  return (
    <Sections
      label={t('campaign.sections')}
      pages={[{ path: '/campaigns', text: t('campaign.title'), testId: 'section-campaigns' }]}
    />
  );
}
