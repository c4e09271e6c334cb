import type { DocumentView } from '@loa/protocol/console-api';
import { IconCalendarOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../session/documents.ts';
import { useBulletins } from '../../session/queries.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { civilDate } from '../../state/civil-time.ts';
import { type DayPhase, phaseOfDays } from '../../state/suspension-draft.ts';
import { Pill, type Tone } from '../../ui/parts.tsx';
import { MoreList } from '../shared/more.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { dayOf, listed } from '../shared/timing-words.ts';
import { RulePanel, RuleRow } from './rule-panel.tsx';

const SHOWN_FIRST = 5;
const PHASE_ORDER: readonly DayPhase[] = ['running', 'coming', 'over'];
const PHASE_TONES: Record<DayPhase, Tone> = { running: 'warn', coming: 'calm', over: 'calm' };

/** Days that are different, those in force first. */
export function Suspensions() {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { nowMs } = useLive();
  const suspensions = useDocuments('suspension');
  const today = civilDate(nowMs, city.timeZone);
  const phase = ({ document }: DocumentView<'suspension'>) => phaseOfDays(document, today);
  const sorted = (suspensions.data ?? []).toSorted(
    (a, b) =>
      PHASE_ORDER.indexOf(phase(a)) - PHASE_ORDER.indexOf(phase(b)) ||
      (a.document.fromDay < b.document.fromDay ? -1 : 1),
  );
  return (
    <RulePanel
      kind="suspension"
      title={t('suspension.title')}
      hint={t('suspension.hint')}
      addText={t('suspension.new')}
      icon={<IconCalendarOff size={22} aria-hidden="true" />}
    >
      {suspensions.data === undefined ? (
        <NotYet of={[suspensions]} />
      ) : sorted.length === 0 ? (
        <p>{t('suspension.empty')}</p>
      ) : (
        <MoreList
          items={sorted}
          first={SHOWN_FIRST}
          draw={(view) => <Row key={view.document.id} view={view} phase={phase(view)} />}
        />
      )}
    </RulePanel>
  );
}

function Row(props: { view: DocumentView<'suspension'>; phase: DayPhase }) {
  const { t } = useTranslation();
  const { language } = useCivil();
  const library = useBulletins().data ?? [];
  const { title, fromDay, throughDay, classes, categories, exceptions, substitute } =
    props.view.document;
  const instead = library.find((one) => one.bulletinId === substitute)?.title ?? substitute;
  const what = [
    listed(
      classes.map((of) => t(`class.${of}`)),
      language,
    ),
    ...(categories.length === 0 ? [] : [listed(categories, language)]),
    ...(exceptions.length === 0 ? [] : [t('suspension.except', { count: exceptions.length })]),
    ...(instead === null ? [] : [t('suspension.substituted', { title: instead })]),
  ];
  return (
    <RuleRow kind="suspension" view={props.view} title={title}>
      <div>
        {fromDay === throughDay
          ? t('suspension.day', { day: dayOf(fromDay) })
          : t('suspension.span', { from: dayOf(fromDay), through: dayOf(throughDay) })}
      </div>
      <div className="l-small">{what.join(' · ')}</div>
      <Pill tone={PHASE_TONES[props.phase]}>{t(`suspension.phase.${props.phase}`)}</Pill>
    </RuleRow>
  );
}
