import type { DocumentView } from '@loa/protocol/console-api';
import { BULLETIN_CLASSES } from '@loa/protocol/vocabulary';
import { IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../session/documents.ts';
import { useLanguage, useLive, useWorkspace } from '../../session/workspace.tsx';
import { numberText } from '../../state/civil-time.ts';
import { type LevelRow, levelsIn } from '../../state/levels.ts';
import { NotYet } from '../shared/not-yet.tsx';
import { listed } from '../shared/timing-words.ts';
import { UnitSelect } from '../shared/unit-select.tsx';
import { targetsText } from '../shared/words.ts';
import { RulePanel, RuleRow } from './rule-panel.tsx';

/** How loud each class is through the day in a unit, and the documents that say so. */
export function Levels() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const volumes = useDocuments('volume');
  const [unitId, setUnit] = useState<string>(me.unitId);
  const bodies = (volumes.data ?? []).map(({ document }) => document);
  const { rows, hasSome } = levelsIn(city.units, unitId, bodies);
  return (
    <RulePanel
      kind="volume"
      title={t('level.title')}
      hint={t('level.hint')}
      addText={t('level.new')}
      icon={<IconVolume size={22} aria-hidden="true" />}
    >
      {volumes.data === undefined ? (
        <NotYet of={[volumes]} />
      ) : volumes.data.length === 0 ? (
        <p>{t('level.none')}</p>
      ) : (
        <>
          <UnitSelect
            unitId={unitId}
            onUnit={setUnit}
            testId="level-unit"
            label={t('rules.where')}
          />
          <LevelTable rows={rows} />
          {hasSome ? <p className="l-small">{t('level.some')}</p> : null}
          <h3 className="l-small l-soft">{t('level.documents')}</h3>
          <ul className="l-list">
            {volumes.data.map((view) => (
              <Row key={view.document.id} view={view} />
            ))}
          </ul>
        </>
      )}
    </RulePanel>
  );
}

function LevelTable(props: { rows: readonly LevelRow[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const gainText = (gainDb: number): string =>
    gainDb === 0 ? t('level.usual') : t('level.gain', { gain: signed(gainDb, language) });
  return (
    <table className="level-table" data-testid="level-table">
      <caption className="l-small l-soft">{t('level.table')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('level.time')}</th>
          {BULLETIN_CLASSES.map((of) => (
            <th key={of} scope="col">
              {t(`class.${of}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map(({ from, to, gainsDb }) => (
          <tr key={from}>
            <th scope="row">{t('airRule.window', { from, to })}</th>
            {BULLETIN_CLASSES.map((of) => (
              <td key={of} data-changed={gainsDb[of] !== 0}>
                {gainText(gainsDb[of])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Row(props: { view: DocumentView<'volume'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { city } = useWorkspace();
  const { view } = useLive();
  const { from, to, gainDb, classes, targets } = props.view.document;
  const about = [
    listed(
      classes.map((of) => t(`class.${of}`)),
      language,
    ),
    targetsText(t, targets, { city, nodes: view?.nodes.values() ?? [] }),
  ];
  const title = t('level.name', { from, to, gain: signed(gainDb, language) });
  return (
    <RuleRow kind="volume" view={props.view} title={title}>
      <div className="l-small">{about.join(' · ')}</div>
    </RuleRow>
  );
}

function signed(gainDb: number, language: 'vi' | 'en'): string {
  return numberText(gainDb, language, { signDisplay: 'exceptZero' });
}
