import { Loader } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFileOff } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { REPORT_ROWS_KEPT, type ReportReading, useReport } from '../../session/reports.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLanguage, useWorkspace } from '../../session/workspace.tsx';
import { lengthText, numberText } from '../../state/civil-time.ts';
import type { ReportQuestion } from '../../state/report.ts';
import type { CountedOutcome } from '../../state/report-sums.ts';
import { Banner, Empty, Panel } from '../../ui/parts.tsx';
import { MoreList } from '../shared/more.tsx';
import { dayOf } from '../shared/timing-words.ts';
import { ReportLine } from './report-line.tsx';

const SHOWN_FIRST = 20;
const OUTCOMES: readonly CountedOutcome[] = ['full', 'part', 'missed', 'withheld', 'unknown'];
const STEPS = ['toSubmitMs', 'toDecideMs', 'toAirMs', 'wholeMs'] as const;

/** A report on the screen: its sums, which grow while it comes, and its first rows. */
export function ReportView(props: { question: ReportQuestion }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const problemText = useProblemText();
  const { question } = props;
  const reading = useReport(question);
  const { sums, rows, head, error } = reading;
  const unit = city.units.find(({ unitId }) => unitId === question.unit)?.name ?? question.unit;
  const isEmpty = head !== null && sums.rows === 0;
  const left = sums.rows - REPORT_ROWS_KEPT;
  const top = useRef<HTMLDivElement>(null);
  const isBeside = useMediaQuery('(min-width: 62em)', false, { getInitialValueInEffect: false });
  // On a phone it stands below the question.
  useEffect(() => {
    if (!isBeside) top.current?.scrollIntoView();
  }, [isBeside]);
  return (
    <Panel title={t(`report.kind.${question.kind}`)} testId="report-view">
      <div className="l-stack report-view" ref={top}>
        <p className="l-soft">{`${unit} · ${dayOf(question.from)} – ${dayOf(question.to)}`}</p>
        {error === null ? null : (
          <Banner tone="bad" role="alert" testId="report-error">
            {problemText(error)}
          </Banner>
        )}
        {head === null && error === null ? (
          <p className="l-row" aria-live="polite" data-testid="report-progress">
            <Loader size="sm" />
            {t('report.reading', { count: sums.rows })}
          </p>
        ) : null}
        {isEmpty ? (
          <Empty icon={<IconFileOff size={40} stroke={1.5} aria-hidden="true" />}>
            <p>{t('report.empty')}</p>
          </Empty>
        ) : (
          <Sums kind={question.kind} reading={reading} />
        )}
        <MoreList
          items={rows.map((line, index) => ({ line, index }))}
          first={SHOWN_FIRST}
          draw={({ line, index }) => <ReportLine key={index} line={line} />}
        />
        {left > 0 ? <p className="l-small l-soft">{t('report.left', { count: left })}</p> : null}
      </div>
    </Panel>
  );
}

function Sums(props: { kind: ReportQuestion['kind']; reading: ReportReading }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { kind } = props;
  const { sums, head } = props.reading;
  const facts: (readonly [string, string])[] = [
    [t(`report.rows.${kind}`), numberText(sums.rows, language)],
  ];
  if (sums.aired > 0) facts.push([t('report.aired'), numberText(sums.aired, language)]);
  if (kind !== 'effort') facts.push([t(`report.time.${kind}`), lengthText(sums.airedMs)]);
  for (const one of OUTCOMES) {
    const count = sums.outcomes[one];
    if (count > 0) facts.push([t(`report.outcome.${one}`), numberText(count, language)]);
  }
  for (const step of STEPS) {
    const ms = head?.medians?.[step] ?? null;
    if (ms !== null) facts.push([t(`report.median.${step}`), lengthText(ms)]);
  }
  return (
    <dl className="facts" data-testid="report-sums">
      {facts.map(([name, value]) => (
        <div key={name} className="report-fact">
          <dt>{name}</dt>
          <dd className="l-number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
