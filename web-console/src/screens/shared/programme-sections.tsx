import { useTranslation } from 'react-i18next';
import { useUndecided } from '../../session/outlook.ts';
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
        { path: '/relays', text: t('relay.title'), testId: 'section-relays' },
        {
          path: '/collisions',
          text: t('collision.title'),
          testId: 'section-collisions',
          count: useUndecided(),
        },
        { path: '/rules', text: t('rules.short'), testId: 'section-rules' },
        { path: '/reports', text: t('report.title'), testId: 'section-reports' },
      ]}
    />
  );
}
