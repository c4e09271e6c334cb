import { Button } from '@mantine/core';
import { IconDownload, IconPrinter, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchReportFile, reportPath } from '../../api/reports.ts';
import { saveFile } from '../../devices/save-file.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLanguage } from '../../session/workspace.tsx';
import { numberText } from '../../state/civil-time.ts';
import type { ReportQuestion } from '../../state/report.ts';
import { Banner } from '../../ui/parts.tsx';

const FILES = ['xlsx', 'csv'] as const;

/** The report to print, or to take away. */
export function ReportFiles(props: { question: ReportQuestion }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const problemText = useProblemText();
  const { question } = props;
  const left = useRef<AbortController | null>(null);
  const [bytes, setBytes] = useState(0);
  useEffect(() => () => left.current?.abort(), []);
  const take = useMutation({
    mutationFn: (format: (typeof FILES)[number]) => {
      setBytes(0);
      left.current = new AbortController();
      return fetchReportFile({ question, format }, setBytes, left.current.signal);
    },
    onSuccess: ({ name, file }) => saveFile(name, file),
  });
  const error = left.current?.signal.aborted ? null : take.error;
  return (
    <div className="l-stack">
      {error === null ? null : (
        <Banner tone="bad" role="alert" testId="report-file-error">
          {problemText(error)}
        </Banner>
      )}
      {take.isPending ? (
        <div className="l-row" aria-live="polite">
          <span className="l-grow">
            {t('report.taking', { size: numberText(bytes / 1e6, language, MEGABYTES) })}
          </span>
          <Button
            variant="default"
            leftSection={<IconX size={20} aria-hidden="true" />}
            onClick={() => left.current?.abort()}
          >
            {t('app.cancel')}
          </Button>
        </div>
      ) : (
        <div className="report-files">
          <Button
            component="a"
            variant="light"
            href={`${reportPath(question, 'html')}&language=${language}`}
            target="_blank"
            rel="noopener"
            leftSection={<IconPrinter size={20} aria-hidden="true" />}
            data-testid="report-print"
          >
            {t('report.print')}
          </Button>
          {FILES.map((format) => (
            <Button
              key={format}
              variant="light"
              leftSection={<IconDownload size={20} aria-hidden="true" />}
              onClick={() => take.mutate(format)}
              data-testid={`report-${format}`}
            >
              {t(`report.file.${format}`)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

const MEGABYTES = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
