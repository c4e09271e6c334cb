import type { DocumentView } from '@loa/protocol/console-api';
import type { DocumentKind } from '@loa/protocol/programme';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useWorkspace } from '../../session/workspace.tsx';
import { mayRule, mayRuleOver } from '../../state/scope.ts';
import { Panel } from '../../ui/parts.tsx';
import { RemoveDocument } from '../shared/remove-document.tsx';

/** Kinds that are set on this page, each with the path of its own. */
export const RULE_PATHS = {
  suspension: '/rules/suspensions',
  'air-rule': '/rules/hours',
  volume: '/rules/levels',
} as const;
export type RuleKind = keyof typeof RULE_PATHS & DocumentKind;

/** One subject of the rules, with the way to add to it for who may. */
export function RulePanel(props: {
  kind: RuleKind;
  title: string;
  hint: string;
  addText: string;
  icon: ReactNode;
  children: ReactNode;
}) {
  const { me } = useWorkspace();
  const { kind, title, hint, addText, icon, children } = props;
  return (
    <Panel title={title} icon={icon} testId={`rules-${kind}`}>
      <div className="l-stack">
        <p className="l-soft">{hint}</p>
        {children}
        {mayRule(me) ? (
          <Button
            component={Link}
            href={`${RULE_PATHS[kind]}/new`}
            variant="light"
            leftSection={<IconPlus size={20} aria-hidden="true" />}
            data-testid={`${kind}-new`}
          >
            {addText}
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}

/** One document: what it says, and for who may, the ways to change and to remove it. */
export function RuleRow<K extends RuleKind>(props: {
  kind: K;
  view: DocumentView<K>;
  title: string;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { kind, view, title } = props;
  const { id, unit } = view.document;
  const unitName = city.units.find((one) => one.unitId === unit)?.name ?? unit;
  const about = [unitName, ...(view.origin === 'file' ? [t('rules.fromFile')] : [])];
  return (
    <li className="item rule" data-testid={kind} data-document-id={id}>
      <div>
        <div className="item-title">{title}</div>
        {props.children}
        <div className="l-small l-soft">{about.join(' · ')}</div>
      </div>
      {mayRuleOver(me, city, unit) ? (
        <div className="l-row">
          <Button
            component={Link}
            href={`${RULE_PATHS[kind]}/${id}`}
            variant="default"
            aria-label={t('rules.changeLabel', { title })}
            data-testid={`${kind}-change`}
          >
            {t('rules.change')}
          </Button>
          <RemoveDocument kind={kind} view={view} title={title} testId={`${kind}-remove`} />
        </div>
      ) : null}
    </li>
  );
}
