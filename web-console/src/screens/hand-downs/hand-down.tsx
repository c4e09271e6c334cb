import './hand-downs.css';
import type { Bulletin } from '@loa/protocol/console-api';
import type { UnitId } from '@loa/protocol/vocabulary';
import { Button, TextInput } from '@mantine/core';
import { IconArrowLeft, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import { handDown } from '../../api/hand-downs.ts';
import { DOCUMENTS_KEY, useBulletins } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { civilDate } from '../../state/civil-time.ts';
import { type HandDownDraft, planHandDown } from '../../state/hand-downs.ts';
import { Act } from '../../ui/act.tsx';
import { SomeOf } from '../../ui/choices.tsx';
import { DayField } from '../../ui/day-field.tsx';
import { PageHead, Panel, Pill } from '../../ui/parts.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { LibraryPicker } from '../send/library-picker.tsx';
import { NotYet } from '../shared/not-yet.tsx';

const WEEK_MS = 7 * 86_400_000;

/** A bulletin, the units below, the days: normal ones are chosen there, priority ones planned at once. */
export function HandDownPage() {
  const { t } = useTranslation();
  const bulletins = useBulletins();
  const [search] = useSearchParams();
  const asked = search.get('bulletin');
  return (
    <>
      <Link href="/distributions" className="l-link">
        <IconArrowLeft size={20} aria-hidden="true" />
        {t('handDown.title')}
      </Link>
      <PageHead title={t('handDown.new')} />
      {bulletins.data === undefined ? (
        <NotYet of={[bulletins]} />
      ) : (
        <Form first={bulletins.data.find(({ bulletinId }) => bulletinId === asked) ?? null} />
      )}
    </>
  );
}

function Form(props: { first: Bulletin | null }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { nowMs } = useLive();
  const problemText = useProblemText();
  const send = useHandDown();
  const [draft, setDraft] = useState<HandDownDraft>({
    ...{ bulletin: props.first, to: [], note: '' },
    fromDay: civilDate(nowMs, city.timeZone),
    throughDay: civilDate(nowMs + WEEK_MS, city.timeZone),
  });
  const change = (some: Partial<HandDownDraft>): void => setDraft({ ...draft, ...some });
  const planned = planHandDown(draft);
  return (
    <div className="l-stack">
      <Chosen bulletin={draft.bulletin} onChoose={(bulletin) => change({ bulletin })} />
      <Panel title={t('handDown.to')}>
        <Units to={draft.to} onChange={(to) => change({ to })} />
      </Panel>
      <Panel title={t('handDown.days')}>
        <div className="l-stack">
          <div className="l-row">
            {(['fromDay', 'throughDay'] as const).map((field) => (
              <DayField
                key={field}
                label={t(`handDown.${field}`)}
                value={draft[field]}
                onChange={(day) => change({ [field]: day })}
                testId={`hand-down-${field}`}
              />
            ))}
          </div>
          <TextInput
            label={t('handDown.note')}
            value={draft.note}
            maxLength={1000}
            onChange={(event) => change({ note: event.currentTarget.value })}
            data-testid="hand-down-note"
          />
        </div>
      </Panel>
      <Act
        name="hand-down"
        error={send.error === null ? null : problemText(send.error)}
        gap={'gap' in planned ? t(`handDown.gap.${planned.gap}`) : null}
        isPending={send.isPending}
        icon={<IconSend size={22} aria-hidden="true" />}
        label={t('handDown.send', { count: draft.to.length })}
        testId="hand-down-send"
        onPress={() => {
          if ('body' in planned) send.mutate(planned.body);
        }}
      />
    </div>
  );
}

function useHandDown() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const showToast = useToast();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: handDown,
    onSuccess: async ({ title }) => {
      showToast('good', t('handDown.done', { title }));
      await queries.invalidateQueries({ queryKey: DOCUMENTS_KEY });
      navigate('/distributions');
    },
  });
}

function Chosen(props: {
  bulletin: Bulletin | null;
  onChoose: (bulletin: Bulletin | null) => void;
}) {
  const { t } = useTranslation();
  const { bulletin, onChoose } = props;
  return (
    <Panel title={t('approval.one')}>
      {bulletin === null ? (
        <LibraryPicker onPick={onChoose} />
      ) : (
        <div className="l-stack">
          <div className="l-row">
            <span className="item-title l-grow" data-testid="hand-down-bulletin">
              {bulletin.title}
            </span>
            {bulletin.class === 'normal' ? null : (
              <Pill tone="warn">{t(`class.${bulletin.class}`)}</Pill>
            )}
            <Button variant="default" onClick={() => onChoose(null)}>
              {t('send.change')}
            </Button>
          </div>
          <p className="l-small l-soft">
            {t(bulletin.class === 'priority' ? 'handDown.priority' : 'handDown.normal')}
          </p>
        </div>
      )}
    </Panel>
  );
}

/** The units right below one's own. */
function Units(props: { to: readonly UnitId[]; onChange: (to: readonly UnitId[]) => void }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { to, onChange } = props;
  const below = city.units.filter(({ parentId }) => parentId === me.unitId);
  if (below.length === 0) return <p className="l-soft">{t('handDown.nobody')}</p>;
  const all = below.map(({ unitId }) => unitId);
  return (
    <div className="l-stack">
      <Button
        variant="default"
        data-testid="hand-down-all"
        onClick={() => onChange(to.length === all.length ? [] : all)}
      >
        {t(to.length === all.length ? 'handDown.none' : 'handDown.all')}
      </Button>
      <SomeOf
        title={t('handDown.units')}
        values={to}
        choices={below.map(({ unitId, name }) => ({ value: unitId, label: name }))}
        onToggle={(unit) =>
          onChange(to.includes(unit) ? to.filter((one) => one !== unit) : [...to, unit])
        }
        testId="hand-down-unit"
      />
    </div>
  );
}
