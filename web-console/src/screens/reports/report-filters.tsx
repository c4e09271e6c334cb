import { BULLETIN_CLASSES } from '@loa/protocol/vocabulary';
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../session/documents.ts';
import { useBulletins } from '../../session/queries.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import type { ReportQuestion } from '../../state/report.ts';
import { unitsWithin } from '../../state/scope.ts';
import { Fold } from '../../ui/fold.tsx';

interface Choice {
  readonly value: string;
  readonly label: string;
}
type Filter = 'campaign' | 'bulletin' | 'category' | 'class' | 'node';

/** Longer lists are no choice any more; a smaller unit, or a link from what is meant, is. */
const CHOICES_MOST = 300;

/** What is asked for less often. */
export function ReportFilters(props: {
  question: ReportQuestion;
  onChange: (change: Partial<ReportQuestion>) => void;
}) {
  const { t } = useTranslation();
  const { question, onChange } = props;
  const filters = useFilters(question);
  const isUsed = filters.some(([name]) => question[name] !== '');
  return (
    <Fold title={t('report.more')} isOpen={isUsed} testId="report-more">
      {filters.map(([name, choices]) => (
        <NativeSelect
          key={name}
          label={t(`report.filter.${name}`)}
          value={question[name]}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
          data={[{ value: '', label: t('report.all') }, ...choices]}
          data-testid={`report-${name}`}
        />
      ))}
    </Fold>
  );
}

function useFilters(question: ReportQuestion): readonly (readonly [Filter, readonly Choice[]])[] {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view } = useLive();
  const campaigns = useDocuments('campaign').data ?? [];
  const relays = useDocuments('relay').data ?? [];
  const library = useBulletins().data ?? [];
  const within = unitsWithin(city.units, question.unit);
  const nodes = [...(view?.nodes.values() ?? [])].filter((node) => within.has(node.unitId));
  const categories = new Set(library.map(({ category }) => category).filter((one) => one !== ''));
  const all: readonly (readonly [Filter, readonly Choice[]])[] = [
    ['campaign', [...campaigns, ...relays].map(({ document: { id, title } }) => choice(id, title))],
    ['bulletin', library.map(({ bulletinId, title }) => choice(bulletinId, title))],
    ['category', [...categories].map((one) => choice(one, one))],
    ['class', BULLETIN_CLASSES.map((one) => choice(one, t(`class.${one}`)))],
    ['node', nodes.map(({ nodeId, name }) => choice(nodeId, name))],
  ];
  return all.map(([name, choices]) => [name, fitting(choices, question[name])] as const);
}

/** By name; what is asked for already stands there in any case. */
function fitting(choices: readonly Choice[], chosen: string): readonly Choice[] {
  const shown = choices
    .toSorted((a, b) => a.label.localeCompare(b.label, 'vi'))
    .slice(0, CHOICES_MOST);
  if (chosen === '' || shown.some(({ value }) => value === chosen)) return shown;
  return [choices.find(({ value }) => value === chosen) ?? choice(chosen, chosen), ...shown];
}

function choice(value: string, label: string): Choice {
  return { value, label };
}
