import './rights.css';
import type { DocumentView, UnitRights } from '@loa/protocol/console-api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDocuments } from '../../session/documents.ts';
import type { Loaded } from '../../session/queries.ts';
import { useUnitRights } from '../../session/rights.ts';
import { useToday, useWorkspace } from '../../session/workspace.tsx';
import { unitsWithin } from '../../state/scope.ts';
import { lineOf } from '../../state/unit-line.ts';
import { PageHead, Panel } from '../../ui/parts.tsx';
import { LibrarySections } from '../shared/library-sections.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { UnitSelect } from '../shared/unit-select.tsx';
import { Grants } from './grants.tsx';
import { Rules } from './rules.tsx';

const CLASSES = ['normal', 'priority', 'emergency'] as const;

/** Who approves and who speaks live, unit by unit, and what was decided about it. */
export function Rights() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const [unitId, setUnit] = useState<string>(me.unitId);
  const rights = useUnitRights(unitId);
  const [grants, rules, templates] = [
    useDocuments('grant'),
    useDocuments('approval-rule'),
    useDocuments('template'),
  ];
  const about = new Set<string>([
    ...unitsWithin(city.units, unitId),
    ...lineOf(city.units, unitId).map((unit) => unit.unitId),
  ]);
  const here = <View extends { readonly document: { readonly unit: string } }>(
    loaded: Loaded<View[]>,
  ): View[] => (loaded.data ?? []).filter(({ document }) => about.has(document.unit));
  const isThere =
    rights.data !== undefined && grants.data !== undefined && rules.data !== undefined;
  return (
    <>
      <PageHead title={t('right.title')} />
      <LibrarySections />
      <div className="l-stack">
        <UnitSelect unitId={unitId} onUnit={setUnit} label={t('right.unit')} testId="right-unit" />
        {isThere && rights.data !== undefined ? (
          <div className="columns">
            <div className="l-stack">
              <Today rights={rights.data} templates={here(templates)} />
              <Grants rights={rights.data} grants={here(grants)} />
            </div>
            <Rules unitId={rights.data.unitId} rules={here(rules)} />
          </div>
        ) : (
          <NotYet of={[rights, grants, rules]} />
        )}
      </div>
    </>
  );
}

function Today(props: { rights: UnitRights; templates: readonly DocumentView<'template'>[] }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { when, people, unitId, isSpeechGranted } = props.rights;
  const today = useToday();
  const standing = props.templates.filter(
    ({ document }) => document.standing !== null && document.standing.throughDay >= today,
  );
  const name = city.units.find((unit) => unit.unitId === unitId)?.name ?? unitId;
  const approvers = people.filter(({ approves }) => approves);
  return (
    <Panel title={t('right.today', { unit: name })} testId="right-today">
      <dl className="facts right-facts">
        <dt>{t('right.whenTitle')}</dt>
        <dd>
          <ul className="l-list">
            {CLASSES.map((of) => (
              <li key={of}>{`${t(`class.${of}`)}: ${t(`right.when.${when[of]}`)}`}</li>
            ))}
          </ul>
        </dd>
        <dt>{t('right.approvers')}</dt>
        <dd data-testid="right-approvers">
          {approvers.length === 0 ? t('right.noApprovers') : <People people={approvers} />}
        </dd>
        <dt>{t('right.speakers')}</dt>
        <dd data-testid="right-speakers">
          {!isSpeechGranted ? (
            t('right.everySpeaker')
          ) : people.some(({ speaks }) => speaks) ? (
            <People people={people.filter(({ speaks }) => speaks)} />
          ) : (
            t('right.noSpeakers')
          )}
        </dd>
        <dt>{t('right.standing')}</dt>
        <dd>
          <Link href="/templates" className="l-link">
            {t('right.standingCount', { count: standing.length })}
          </Link>
        </dd>
      </dl>
    </Panel>
  );
}

function People(props: { people: UnitRights['people'] }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  return (
    <ul className="l-list">
      {props.people.map((person) => {
        const unit = city.units.find(({ unitId }) => unitId === person.unitId)?.name;
        const about = [t(`role.${person.role}`), ...(unit === undefined ? [] : [unit])];
        return (
          <li key={person.username}>
            {person.name} <span className="l-small l-soft">{about.join(' · ')}</span>
          </li>
        );
      })}
    </ul>
  );
}
