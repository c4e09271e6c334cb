import './rights.css';
import type { DocumentView, UnitRights } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconCalendarOff, IconUserPlus } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeepDocument } from '../../session/document-changes.ts';
import { useToday, useWorkspace } from '../../session/workspace.tsx';
import { endedGrant, GRANT_PHASES, grantPhase, ownRights } from '../../state/grants.ts';
import { unitsWithin } from '../../state/scope.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Empty, Panel, Pill } from '../../ui/parts.tsx';
import { RemoveDocument } from '../shared/remove-document.tsx';
import { dayOf } from '../shared/timing-words.ts';
import { GiveRight } from './give-right.tsx';

type View = DocumentView<'grant'>;

/** What was given and passed on, what is in force first. */
export function Grants(props: { rights: UnitRights; grants: readonly View[] }) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const today = useToday();
  const [isGiving, setGiving] = useState(false);
  const { rights, grants } = props;
  const bodies = grants.map(({ document }) => document);
  const mayGive = me.role === 'culture-office' || ownRights(bodies, me, today).length > 0;
  const phaseOf = ({ document }: View) => GRANT_PHASES.indexOf(grantPhase(document, today));
  return (
    <Panel
      title={t('right.grants')}
      action={
        mayGive ? (
          <Button
            leftSection={<IconUserPlus size={20} aria-hidden="true" />}
            onClick={() => setGiving(true)}
            data-testid="right-give"
          >
            {t(me.role === 'culture-office' ? 'right.give' : 'right.passOn')}
          </Button>
        ) : undefined
      }
    >
      {grants.length === 0 ? (
        <Empty>
          <p>{t('right.empty')}</p>
        </Empty>
      ) : (
        <ul className="l-list">
          {grants
            .toSorted((a, b) => phaseOf(a) - phaseOf(b))
            .map((view) => (
              <GrantRow key={view.document.id} view={view} rights={rights} />
            ))}
        </ul>
      )}
      {isGiving ? (
        <GiveRight rights={rights} grants={bodies} onClose={() => setGiving(false)} />
      ) : null}
    </Panel>
  );
}

function GrantRow(props: { view: View; rights: UnitRights }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const today = useToday();
  const grant = props.view.document;
  const phase = grantPhase(grant, today);
  const nameOf = (username: string): string =>
    props.rights.people.find((one) => one.username === username)?.name ?? username;
  const title = t(`right.given.${grant.right}`, { name: nameOf(grant.account) });
  const mayEnd =
    unitsWithin(city.units, me.unitId).has(grant.unit) &&
    (me.role === 'culture-office' || grant.delegatedBy === me.username);
  const facts = [
    city.units.find(({ unitId }) => unitId === grant.unit)?.name ?? grant.unit,
    ...(grant.delegatedBy === null
      ? []
      : [t('right.passedOnBy', { name: nameOf(grant.delegatedBy) })]),
  ];
  return (
    <li className="item right" data-testid="grant" data-phase={phase}>
      <div className="l-grow">
        <div className="item-title">{title}</div>
        <div>{spanText(t, grant)}</div>
        <div className="l-small l-soft">{facts.join(' · ')}</div>
      </div>
      <Pill tone={phase === 'running' ? 'good' : 'calm'}>{t(`right.phase.${phase}`)}</Pill>
      {mayEnd ? <EndGrant view={props.view} title={title} today={today} /> : null}
    </li>
  );
}

/** What has been in force ends and stays on the list; what has not is removed. */
function EndGrant(props: { view: View; title: string; today: string }) {
  const { t } = useTranslation();
  const { view, title, today } = props;
  const end = useKeepDocument('grant', {
    text: () => t('right.ended', { title }),
    onKept: () => undefined,
  });
  const ended = endedGrant(view.document, today);
  if (ended === null || grantPhase(view.document, today) !== 'running') {
    return <RemoveDocument kind="grant" view={view} title={title} testId="grant-remove" />;
  }
  return (
    <ConfirmButton
      leftSection={<IconCalendarOff size={20} aria-hidden="true" />}
      text={t('right.end')}
      label={t('right.endLabel', { title })}
      confirmText={t('right.endConfirm')}
      loading={end.isPending}
      testId="grant-end"
      onConfirm={() => end.mutate({ body: ended, base: view })}
    />
  );
}

function spanText(t: TFunction, { fromDay, throughDay }: View['document']): string {
  if (fromDay === null && throughDay === null) return t('right.always');
  if (fromDay === null) return t('right.until', { day: dayOf(throughDay ?? '') });
  if (throughDay === null) return t('right.from', { day: dayOf(fromDay) });
  return t('right.between', { from: dayOf(fromDay), through: dayOf(throughDay) });
}
