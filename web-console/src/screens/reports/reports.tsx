import './reports.css';
import { IconReportAnalytics } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { civilDate } from '../../state/civil-time.ts';
import { questionOf, type ReportQuestion, reportAddress, reportGap } from '../../state/report.ts';
import { Act } from '../../ui/act.tsx';
import { PageHead, Panel } from '../../ui/parts.tsx';
import { ProgrammeSections } from '../shared/programme-sections.tsx';
import { ReportFiles } from './report-files.tsx';
import { ReportFilters } from './report-filters.tsx';
import { ReportForm } from './report-form.tsx';
import { ReportView } from './report-view.tsx';

/** What was aired: asked for, looked over, and taken away. */
export function Reports() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { nowMs } = useLive();
  const today = civilDate(nowMs, city.timeZone);
  const [address, setAddress] = useSearchParams();
  const question = useMemo(
    () => questionOf(address, { today, unit: me.unitId }),
    [address, today, me.unitId],
  );
  const [shown, setShown] = useState<ReportQuestion | null>(null);
  const change = (part: Partial<ReportQuestion>): void => {
    setShown(null);
    setAddress(reportAddress({ ...question, ...part }), { replace: true });
  };
  const gap = reportGap(question);
  return (
    <>
      <PageHead title={t('report.title')} />
      <ProgrammeSections />
      <div className="columns reports">
        <Panel title={t('report.which')}>
          <div className="l-stack">
            <ReportForm question={question} today={today} onChange={change} />
            <ReportFilters question={question} onChange={change} />
            <Act
              name="report"
              error={null}
              gap={gap === null ? null : t(`report.gap.${gap}`)}
              isPending={false}
              icon={<IconReportAnalytics size={24} aria-hidden="true" />}
              label={t('report.show')}
              testId="report-show"
              onPress={() => setShown({ ...question })}
            />
            {gap === null ? <ReportFiles question={question} /> : null}
          </div>
        </Panel>
        {shown === null ? null : <ReportView question={shown} />}
      </div>
    </>
  );
}
