import type { ReportRow } from '@loa/protocol/console-api';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { lengthText, momentText } from '../../state/civil-time.ts';
import { Pill } from '../../ui/parts.tsx';
import { broadcastPath, PROOF_TONES } from '../shared/words.ts';

interface Words {
  readonly t: TFunction;
  readonly unit: (unitId: string | null) => string;
  readonly node: (nodeId: string) => string;
  readonly moment: (instant: string) => string;
}

interface Line {
  readonly title: string;
  readonly facts: readonly string[];
  /** Of the occurrence it tells of. */
  readonly cueId?: string;
}

/** A row of a report, as a phone has room for it; the file has it in columns. */
export function ReportLine(props: { line: ReportRow }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view } = useLive();
  const civil = useCivil();
  const { line } = props;
  const { title, facts, cueId } = lineOf(line, {
    t,
    unit: (id) => city.units.find(({ unitId }) => unitId === id)?.name ?? id ?? '',
    node: (id) => [...(view?.nodes.values() ?? [])].find((one) => one.nodeId === id)?.name ?? id,
    // The day stands there in any case: a report is read later.
    moment: (instant) => momentText(Date.parse(instant), 0, civil),
  });
  const outcome = line.kind === 'as-run' ? line.row.outcome : null;
  const text = (
    <div className="l-grow">
      <div className="item-title">{title}</div>
      <div className="l-small l-soft">{facts.filter((fact) => fact !== '').join(' · ')}</div>
    </div>
  );
  return (
    <li className="item l-row" data-testid="report-line">
      {cueId === undefined ? (
        text
      ) : (
        <Link href={broadcastPath(cueId)} className="item-link l-grow">
          {text}
        </Link>
      )}
      {outcome === null ? null : (
        <Pill tone={outcome === 'withheld' ? 'calm' : PROOF_TONES[outcome]}>
          {outcome === 'withheld' ? t('broadcast.state.withheld') : t(`proof.${outcome}`)}
        </Pill>
      )}
    </li>
  );
}

function lineOf(line: ReportRow, words: Words): Line {
  const { t } = words;
  const length = (seconds: number): string => lengthText(seconds * 1000);
  switch (line.kind) {
    case 'as-run': {
      const { title, plannedAt, node, heardSeconds, plannedSeconds, reason, cueId } = line.row;
      const heard = `${length(heardSeconds)} / ${length(plannedSeconds)}`;
      const why = reason === null ? '' : t(`reason.${reason}`);
      return { title, cueId, facts: [words.moment(plannedAt), words.node(node), heard, why] };
    }
    case 'minutes': {
      const { unit, month, category, airedSeconds, aired } = line.row;
      const [year, number] = month.split('-');
      const facts = [
        `${number}/${year}`,
        category,
        t(`class.${line.row.class}`),
        t('report.times', { count: aired }),
        length(airedSeconds),
      ];
      return { title: words.unit(unit), facts };
    }
    case 'diary': {
      const { title, startAt, unit, airedSeconds, reasons, cueId } = line.row;
      const why = reasons.map((reason) => t(`reason.${reason}`));
      const facts = [words.moment(startAt), words.unit(unit), length(airedSeconds), ...why];
      return { title, cueId, facts };
    }
    case 'royalties': {
      const { title, author, times, airedSeconds } = line.row;
      return {
        title,
        facts: [author ?? '', t('report.times', { count: times }), length(airedSeconds)],
      };
    }
    case 'effort': {
      const { title, author, createdAt, wholeMinutes } = line.row;
      const whole = wholeMinutes === null ? t('report.notAired') : length(wholeMinutes * 60);
      return { title, facts: [words.moment(createdAt), author ?? '', whole] };
    }
  }
}
