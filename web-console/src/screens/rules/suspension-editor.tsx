import '../send/send.css';
import './rules.css';
import type { DocumentView } from '@loa/protocol/console-api';
import type { Suspension } from '@loa/protocol/programme';
import type { BulletinId, UnitId } from '@loa/protocol/vocabulary';
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNewDocumentId } from '../../session/document-changes.ts';
import { useBulletins } from '../../session/queries.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { PLANNED_CLASSES } from '../../state/air-rules.ts';
import { daysLater } from '../../state/calendar-span.ts';
import { civilDate } from '../../state/civil-time.ts';
import { type SuspensionDraft, suspensionGap } from '../../state/suspension-draft.ts';
import { DayField } from '../../ui/day-field.tsx';
import { Panel } from '../../ui/parts.tsx';
import { UnitSelect } from '../shared/unit-select.tsx';
import { ClassChoice } from './class-choice.tsx';
import { EditorFrame } from './editor-frame.tsx';
import { KeepRule } from './keep-rule.tsx';
import { RuleEffects } from './rule-effects.tsx';
import { Categories, Exceptions } from './suspension-scope.tsx';

/** As far as is planned. */
const PLANNED_DAYS = 21;

export function SuspensionEditor(props: { id: string | null }) {
  const { t } = useTranslation();
  return (
    <EditorFrame
      kind="suspension"
      id={props.id}
      title={t(props.id === null ? 'suspension.new' : 'suspension.title')}
      draw={(base) => <Form base={base} />}
    />
  );
}

function Form(props: { base: DocumentView<'suspension'> | null }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { nowMs } = useLive();
  const newId = useNewDocumentId();
  const { base } = props;
  const today = civilDate(nowMs, city.timeZone);
  const [id] = useState(() => base?.document.id ?? newId('tam dung'));
  const [draft, setDraft] = useState<SuspensionDraft>(
    () =>
      base?.document ?? {
        unit: me.unitId,
        title: '',
        fromDay: today,
        throughDay: today,
        classes: PLANNED_CLASSES,
        categories: [],
        exceptions: [],
        substitute: null,
      },
  );
  const change = (part: Partial<SuspensionDraft>): void => setDraft({ ...draft, ...part });
  const gap = suspensionGap(draft, today);
  const title = draft.title.trim();
  const body: Suspension = { ...draft, id, title };
  return (
    <div className="columns">
      <div className="panel l-stack">
        <Fields draft={draft} onChange={change} />
      </div>
      <div className="send-summary">
        <Panel title={t('suspension.effect')} testId="suspension-effect">
          <div className="l-stack">
            <KeepRule
              kind="suspension"
              base={base}
              body={gap === null ? body : null}
              gap={gap === null ? null : t(`rules.gap.${gap}`)}
              name={title}
            >
              {gap !== null ? null : draft.fromDay > daysLater(today, PLANNED_DAYS) ? (
                <p data-testid="suspension-beyond">{t('suspension.beyond')}</p>
              ) : (
                <RuleEffects kind="suspension" body={body} />
              )}
            </KeepRule>
          </div>
        </Panel>
      </div>
    </div>
  );
}

interface FieldsProps {
  readonly draft: SuspensionDraft;
  readonly onChange: (change: Partial<SuspensionDraft>) => void;
}

function Fields({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('suspension.name')}
        description={t('suspension.nameHint')}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        maxLength={200}
        data-testid="suspension-name"
      />
      <UnitSelect
        unitId={draft.unit}
        onUnit={(unitId) => onChange({ unit: unitId as UnitId })}
        testId="suspension-unit"
        label={t('rules.unit')}
      />
      <div className="l-row">
        <DayField
          label={t('suspension.from')}
          value={draft.fromDay}
          onChange={(fromDay) => onChange({ fromDay })}
          testId="suspension-from"
        />
        <DayField
          label={t('suspension.through')}
          min={draft.fromDay}
          value={draft.throughDay}
          onChange={(throughDay) => onChange({ throughDay })}
          testId="suspension-through"
        />
      </div>
      <ClassChoice
        all={PLANNED_CLASSES}
        chosen={draft.classes}
        onChange={(classes) => onChange({ classes })}
      />
      <Categories chosen={draft.categories} onChange={(categories) => onChange({ categories })} />
      <Exceptions chosen={draft.exceptions} onChange={(exceptions) => onChange({ exceptions })} />
      <Substitute draft={draft} onChange={onChange} />
    </>
  );
}

function Substitute({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const library = useBulletins().data ?? [];
  return (
    <NativeSelect
      label={t('suspension.substitute')}
      value={draft.substitute ?? ''}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        onChange({ substitute: chosen === '' ? null : (chosen as BulletinId) });
      }}
      data={[
        { value: '', label: t('suspension.noSubstitute') },
        ...library.map((one) => ({ value: one.bulletinId, label: one.title })),
      ]}
      data-testid="suspension-substitute"
    />
  );
}
