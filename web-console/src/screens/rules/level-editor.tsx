import '../send/send.css';
import './rules.css';
import type { DocumentView } from '@loa/protocol/console-api';
import type { VolumeRule } from '@loa/protocol/programme';
import { BULLETIN_CLASSES } from '@loa/protocol/vocabulary';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNewDocumentId } from '../../session/document-changes.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { NO_TARGETS, targetsGap } from '../../state/draft.ts';
import { nodesOfTargets, scopeOf } from '../../state/scope.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Step } from '../send/step.tsx';
import { TargetsStep } from '../send/targets-step.tsx';
import { targetsText } from '../shared/words.ts';
import { ClassChoice } from './class-choice.tsx';
import { EditorFrame } from './editor-frame.tsx';
import { KeepRule } from './keep-rule.tsx';

export function LevelEditor(props: { id: string | null }) {
  const { t } = useTranslation();
  return (
    <EditorFrame
      kind="volume"
      id={props.id}
      title={t(props.id === null ? 'level.new' : 'level.title')}
      draw={(base) => <Form base={base} />}
    />
  );
}

type Draft = Omit<VolumeRule, 'id'>;

function Form(props: { base: DocumentView<'volume'> | null }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view } = useLive();
  const newId = useNewDocumentId();
  const { base } = props;
  const [draft, setDraft] = useState<Draft>(() => {
    if (base === null) {
      const { unitId: unit } = me;
      const targets = { ...NO_TARGETS, units: [unit] };
      const times = { from: '05:00', to: '06:00' };
      return { unit, targets, classes: ['normal', 'priority'], ...times, gainDb: -6 };
    }
    const { from, to, targets } = base.document;
    const shown = { from: from === '24:00' ? '00:00' : from, to: to === '24:00' ? '00:00' : to };
    return { ...base.document, ...shown, targets: { ...NO_TARGETS, ...targets } };
  });
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const reached = nodesOfTargets(draft.targets, city, [...(view?.nodes.values() ?? [])]).length;
  const gap = gapOf(draft, reached);
  // A time field gives the end of a day as 00:00.
  const body = { ...draft, to: draft.to === '00:00' ? '24:00' : draft.to };
  const [id] = useState(() => base?.document.id ?? newId('am luong'));
  return (
    <div className="l-stack">
      <div className="panel l-stack">
        <Fields draft={draft} onChange={change} />
      </div>
      <Where draft={draft} onChange={change} />
      <div className="panel l-stack">
        <KeepRule
          kind="volume"
          base={base}
          body={gap === null ? { ...body, id } : null}
          gap={gap === null ? null : t(`rules.gap.${gap}`)}
          name={t('level.name', { from: body.from, to: body.to, gain: body.gainDb })}
        />
      </div>
    </div>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
}

function Fields({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className="air-window">
        <TextInput
          type="time"
          label={t('level.from')}
          value={draft.from}
          onChange={(event) => onChange({ from: event.currentTarget.value })}
          data-testid="level-from"
        />
        <TextInput
          type="time"
          label={t('level.to')}
          value={draft.to}
          onChange={(event) => onChange({ to: event.currentTarget.value })}
          data-testid="level-to"
        />
      </div>
      <p className="l-small l-soft">{t('level.toHint')}</p>
      <NumberField
        label={t('level.amount')}
        hint={t('level.amountHint')}
        value={draft.gainDb}
        range={{ least: -40, most: 6, step: 1 }}
        onChange={(gainDb) => onChange({ gainDb })}
        testId="level-gain"
      />
      <ClassChoice
        all={BULLETIN_CLASSES}
        chosen={draft.classes}
        onChange={(classes) => onChange({ classes })}
      />
    </>
  );
}

function Where({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view } = useLive();
  const [isOpen, setOpen] = useState(false);
  const nodes = [...(view?.nodes.values() ?? [])];
  return (
    <Step
      number={1}
      title={t('send.targetsStep')}
      isOpen={isOpen}
      chosen={targetsText(t, draft.targets, { city, nodes })}
      onOpen={() => setOpen(true)}
      testId="level-targets"
    >
      <TargetsStep
        scope={scopeOf(me, city, nodes)}
        targets={draft.targets}
        onChange={(targets) => onChange({ targets })}
        onDone={() => setOpen(false)}
      />
    </Step>
  );
}

function gapOf(draft: Draft, reached: number): 'classes' | 'times' | 'targets' | 'many' | null {
  if (draft.classes.length === 0) return 'classes';
  const isTime = (time: string) => /^\d{2}:\d{2}$/.test(time);
  if (!isTime(draft.from) || !isTime(draft.to) || draft.from === draft.to) return 'times';
  return targetsGap(draft.targets, reached);
}
