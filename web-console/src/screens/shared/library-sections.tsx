import { useTranslation } from 'react-i18next';
import { useApprovals } from '../../session/approvals.ts';
import { Sections } from '../../ui/sections.tsx';

/** The pages about what there is to be heard. */
export function LibrarySections() {
  const { t } = useTranslation();
  const waiting = useApprovals().data?.length ?? 0;
  return (
    <Sections
      label={t('nav.library')}
      pages={[
        { path: '/library', text: t('library.title'), testId: 'section-library' },
        {
          path: '/approvals',
          text: waiting === 0 ? t('approval.title') : t('approval.titleCount', { count: waiting }),
          testId: 'section-approvals',
        },
      ]}
    />
  );
}
