import { REPORT_KINDS } from '@loa/protocol/vocabulary';
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { daysOfPeriod, PERIODS, periodOf, type ReportQuestion } from '../../state/report.ts';
import { OneOf } from '../../ui/choices.tsx';
import { DayField } from '../../ui/day-field.tsx';
import { UnitSelect } from '../shared/unit-select.tsx';

/** Which report, of which days, of where. */
export function ReportForm(props: {
  question: ReportQuestion;
  today: string;
  onChange: (change: Partial<ReportQuestion>) => void;
}) {
  const { t } = useTranslation();
  const { question, today, onChange } = props;
  const [isOther, setOther] = useState(false);
  const period = isOther ? 'other' : periodOf(question, today);
  return (
    <>
      <NativeSelect
        label={t('report.kindLabel')}
        description={t(`report.hint.${question.kind}`)}
        value={question.kind}
        onChange={({ currentTarget: { value } }) => {
          const kind = REPORT_KINDS.find((one) => one === value);
          if (kind !== undefined) onChange({ kind });
        }}
        data={(['diary', 'minutes', 'royalties', 'as-run', 'effort'] as const).map((value) => ({
          value,
          label: t(`report.kind.${value}`),
        }))}
        data-testid="report-kind"
      />
      <OneOf
        title={t('report.period')}
        value={period}
        choices={PERIODS.map((value) => ({ value, label: t(`report.periodChoice.${value}`) }))}
        onChange={(chosen) => {
          setOther(chosen === 'other');
          if (chosen !== 'other') onChange(daysOfPeriod(chosen, today));
        }}
        testId="report-period"
      />
      {period === 'other' ? (
        <div className="l-row">
          {(['from', 'to'] as const).map((end) => (
            <DayField
              key={end}
              label={t(`report.${end}`)}
              value={question[end]}
              onChange={(day) => onChange({ [end]: day })}
              testId={`report-${end}`}
            />
          ))}
        </div>
      ) : null}
      <UnitSelect
        label={t('report.unit')}
        unitId={question.unit}
        onUnit={(unit) => onChange({ unit, node: '' })}
        testId="report-unit"
      />
    </>
  );
}
