import './rights.css';
import type { DocumentView } from '@loa/protocol/console-api';
import type { ApprovalRule } from '@loa/protocol/programme';
import type { UnitId } from '@loa/protocol/vocabulary';
import { Button } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeepDocument, useNewDocumentId } from '../../session/document-changes.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useWorkspace } from '../../session/workspace.tsx';
import { unitsWithin } from '../../state/scope.ts';
import { Act } from '../../ui/act.tsx';
import { OneOf, SomeOf } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Empty, Panel } from '../../ui/parts.tsx';
import { RemoveDocument } from '../shared/remove-document.tsx';
import { UnitSelect } from '../shared/unit-select.tsx';

type View = DocumentView<'approval-rule'>;
const CLASSES = ['normal', 'priority'] as const;

/** Whether what units make is approved before it sounds, or looked at afterwards. */
export function Rules(props: { unitId: UnitId; rules: readonly View[] }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const [open, setOpen] = useState<View | 'new' | null>(null);
  const isOffice = me.role === 'culture-office';
  const own = unitsWithin(city.units, me.unitId);
  return (
    <Panel title={t('right.rules')}>
      <div className="l-stack">
        <p className="l-small l-soft">{t('right.rulesHint')}</p>
        {props.rules.length === 0 ? (
          <Empty>
            <p>{t('right.noRules')}</p>
          </Empty>
        ) : (
          <ul className="l-list">
            {props.rules.map((view) => (
              <RuleRow
                key={view.document.id}
                view={view}
                onChange={isOffice && own.has(view.document.unit) ? () => setOpen(view) : null}
              />
            ))}
          </ul>
        )}
        {isOffice ? (
          <Button
            variant="default"
            leftSection={<IconPlus size={20} aria-hidden="true" />}
            onClick={() => setOpen('new')}
            data-testid="rule-new"
          >
            {t('right.newRule')}
          </Button>
        ) : null}
      </div>
      {open === null ? null : (
        <RuleDialog
          base={open === 'new' ? null : open}
          unitId={props.unitId}
          onClose={() => setOpen(null)}
        />
      )}
    </Panel>
  );
}

function RuleRow(props: { view: View; onChange: (() => void) | null }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { unit, classes, when } = props.view.document;
  const name = city.units.find(({ unitId }) => unitId === unit)?.name ?? unit;
  const title = `${name}: ${t(`right.when.${when}`)}`;
  return (
    <li className="item right" data-testid="rule">
      <div className="l-grow">
        <div className="item-title">{title}</div>
        <div className="l-small l-soft">{classes.map((of) => t(`class.${of}`)).join(', ')}</div>
      </div>
      {props.onChange === null ? null : (
        <>
          <Button
            variant="default"
            onClick={props.onChange}
            aria-label={t('rules.changeLabel', { title })}
            data-testid="rule-change"
          >
            {t('rules.change')}
          </Button>
          <RemoveDocument
            kind="approval-rule"
            view={props.view}
            title={title}
            testId="rule-remove"
          />
        </>
      )}
    </li>
  );
}

function RuleDialog(props: { base: View | null; unitId: UnitId; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const newId = useNewDocumentId();
  const { base } = props;
  const [rule, setRule] = useState<Omit<ApprovalRule, 'id'>>(
    base?.document ?? { unit: props.unitId, classes: CLASSES, when: 'afterwards' },
  );
  const keep = useKeepDocument('approval-rule', {
    text: () => t('right.ruleKept'),
    onKept: props.onClose,
  });
  return (
    <Dialog title={t(base === null ? 'right.newRule' : 'right.rule')} onClose={props.onClose}>
      <div className="l-stack">
        <UnitSelect
          label={t('right.unit')}
          unitId={rule.unit}
          onUnit={(unit) => setRule({ ...rule, unit: unit as UnitId })}
          testId="rule-unit"
        />
        <SomeOf
          title={t('send.class')}
          values={rule.classes}
          choices={CLASSES.map((value) => ({ value, label: t(`class.${value}`) }))}
          onToggle={(one) => {
            const classes = CLASSES.filter((of) => rule.classes.includes(of) !== (of === one));
            setRule({ ...rule, classes });
          }}
          testId="rule-class"
        />
        <OneOf
          title={t('right.whenTitle')}
          value={rule.when}
          choices={(['before', 'afterwards'] as const).map((value) => ({
            value,
            label: t(`right.when.${value}`),
          }))}
          onChange={(when) => setRule({ ...rule, when })}
          testId="rule-when"
        />
        <Act
          name="rule"
          error={keep.error === null ? null : problemText(keep.error)}
          gap={rule.classes.length === 0 ? t('rules.gap.classes') : null}
          isPending={keep.isPending}
          icon={<IconCheck size={24} aria-hidden="true" />}
          label={t('rules.save')}
          testId="rule-keep"
          onPress={() => {
            const id = base?.document.id ?? newId(`duyet ${rule.unit}`);
            keep.mutate({ body: { ...rule, id }, base });
          }}
        />
      </div>
    </Dialog>
  );
}
