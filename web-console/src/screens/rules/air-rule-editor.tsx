import '../send/send.css';
import './rules.css';
import type { DocumentView } from '@loa/protocol/console-api';
import { AIR_PRESETS, type AirPreset } from '@loa/protocol/programme';
import { ROLES, type UnitId } from '@loa/protocol/vocabulary';
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNewDocumentId } from '../../session/document-changes.ts';
import { useWorkspace } from '../../session/workspace.tsx';
import {
  type AirRuleDraft,
  airRuleDraftOf,
  PLANNED_CLASSES,
  planAirRule,
} from '../../state/air-rules.ts';
import { SomeOf } from '../../ui/choices.tsx';
import { UnitSelect } from '../shared/unit-select.tsx';
import { Windows } from './air-windows.tsx';
import { ClassChoice } from './class-choice.tsx';
import { EditorFrame } from './editor-frame.tsx';
import { KeepRule } from './keep-rule.tsx';
import { RuleEffects } from './rule-effects.tsx';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const PRESETS = Object.keys(AIR_PRESETS) as AirPreset[];

export function AirRuleEditor(props: { id: string | null }) {
  const { t } = useTranslation();
  return (
    <EditorFrame
      kind="air-rule"
      id={props.id}
      title={t(props.id === null ? 'airRule.new' : 'airRule.title')}
      draw={(base) => <Form base={base} />}
    />
  );
}

function Form(props: { base: DocumentView<'air-rule'> | null }) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const newId = useNewDocumentId();
  const { base } = props;
  const [draft, setDraft] = useState<AirRuleDraft>(() =>
    airRuleDraftOf(base?.document ?? { unit: me.unitId, ...AIR_PRESETS['two-sessions-60'] }),
  );
  const change = (part: Partial<AirRuleDraft>): void => setDraft({ ...draft, ...part });
  const plan = planAirRule(draft);
  const [id] = useState(() => base?.document.id ?? newId('khung gio'));
  const body = plan.outcome === 'ready' ? { ...plan.body, id } : null;
  return (
    <div className="panel l-stack">
      <div className="l-row">
        {PRESETS.map((preset) => (
          <Button
            key={preset}
            variant="light"
            onClick={() => setDraft(airRuleDraftOf({ unit: draft.unit, ...AIR_PRESETS[preset] }))}
            aria-label={`${t('airRule.preset')}: ${t(`airRule.presets.${preset}`)}`}
            data-testid={`air-preset-${preset}`}
          >
            {t(`airRule.presets.${preset}`)}
          </Button>
        ))}
      </div>
      <Fields draft={draft} onChange={change} />
      <KeepRule
        kind="air-rule"
        base={base}
        body={body}
        gap={plan.outcome === 'gap' ? t(`rules.gap.${plan.gap}`) : null}
        name={draft.title.trim()}
      >
        {body === null ? null : <RuleEffects kind="air-rule" body={body} />}
      </KeepRule>
    </div>
  );
}

function Fields(props: { draft: AirRuleDraft; onChange: (change: Partial<AirRuleDraft>) => void }) {
  const { t } = useTranslation();
  const { draft, onChange } = props;
  return (
    <>
      <TextInput
        label={t('airRule.name')}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        maxLength={200}
        data-testid="air-rule-name"
      />
      <UnitSelect
        unitId={draft.unit}
        onUnit={(unitId) => onChange({ unit: unitId as UnitId })}
        testId="air-rule-of"
        label={t('rules.unit')}
      />
      <ClassChoice
        all={PLANNED_CLASSES}
        chosen={draft.classes}
        onChange={(classes) => onChange({ classes })}
      />
      <SomeOf
        title={t('airRule.weekdays')}
        values={draft.weekdays}
        choices={WEEKDAYS.map((value) => ({ value, label: t(`campaign.weekday.${value}`) }))}
        onToggle={(day) =>
          onChange({
            weekdays: WEEKDAYS.filter((one) => draft.weekdays.includes(one) !== (one === day)),
          })
        }
        testId="air-rule-weekday"
      />
      <Windows windows={draft.windows} onChange={(windows) => onChange({ windows })} />
      <SomeOf
        title={t('airRule.by')}
        values={draft.overridableBy}
        choices={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        onToggle={(role) =>
          onChange({
            overridableBy: ROLES.filter(
              (one) => draft.overridableBy.includes(one) !== (one === role),
            ),
          })
        }
        testId="air-rule-by"
      />
    </>
  );
}
