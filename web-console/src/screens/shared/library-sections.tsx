import { useTranslation } from 'react-i18next';
import { useApprovals } from '../../session/approvals.ts';
import { useUnanswered } from '../../session/outlook.ts';
import { useWorkspace } from '../../session/workspace.tsx';
import { mayHandDown } from '../../state/scope.ts';
import { Sections } from '../../ui/sections.tsx';

/** The pages about what there is to be heard. */
export function LibrarySections() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const unanswered = useUnanswered();
  const waiting = useApprovals().data?.length ?? 0;
  return (
    <Sections
      label={t('nav.library')}
      pages={[
        { path: '/library', text: t('library.title'), testId: 'section-library' },
        {
          path: '/approvals',
          text: t('approval.title'),
          testId: 'section-approvals',
          count: waiting,
        },
        ...(me.unitId === city.unitId
          ? []
          : [
              {
                path: '/inbox',
                text: t('inbox.title'),
                testId: 'section-inbox',
                count: unanswered,
              },
            ]),
        ...(mayHandDown(me)
          ? [{ path: '/distributions', text: t('handDown.short'), testId: 'section-handed-down' }]
          : []),
        { path: '/templates', text: t('templates.title'), testId: 'section-templates' },
        { path: '/rights', text: t('right.short'), testId: 'section-rights' },
      ]}
    />
  );
}
