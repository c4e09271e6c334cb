import './hand-downs.css';
import type { HandedDown } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconSend, IconSendOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useHandedDown } from '../../session/hand-downs.ts';
import { useWorkspace } from '../../session/workspace.tsx';
import { mayHandDown } from '../../state/scope.ts';
import { Empty, PageHead, Panel, Pill } from '../../ui/parts.tsx';
import { LibrarySections } from '../shared/library-sections.tsx';
import { MoreList } from '../shared/more.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { HAND_DOWN_TONES, reportText, spanText } from './words.ts';

/** What was handed down to the units below, each followed to its end. */
export function HandedDownPage() {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const sent = useHandedDown();
  return (
    <>
      <PageHead title={t('handDown.title')}>
        {mayHandDown(me) ? (
          <Button
            component={Link}
            href="/distributions/new"
            leftSection={<IconSend size={20} aria-hidden="true" />}
            data-testid="hand-down-new"
          >
            {t('handDown.new')}
          </Button>
        ) : null}
      </PageHead>
      <LibrarySections />
      {sent.data === undefined ? (
        <NotYet of={[sent]} />
      ) : sent.data.length === 0 ? (
        <div className="panel">
          <Empty icon={<IconSendOff size={40} stroke={1.5} aria-hidden="true" />}>
            <p>{t('handDown.empty')}</p>
          </Empty>
        </div>
      ) : (
        <div className="l-stack">
          {sent.data.map((one) => (
            <Sent key={one.id} handed={one} />
          ))}
        </div>
      )}
    </>
  );
}

const STATES = ['waiting', 'scheduled', 'declined', 'lapsed'] as const;
const SHOWN_FIRST = 5;

function Sent(props: { handed: HandedDown }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { handed } = props;
  const counts = STATES.map(
    (state) => [state, handed.units.filter((one) => one.state === state).length] as const,
  );
  const units = [...handed.units].sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
  return (
    <Panel title={handed.title} testId="handed-down">
      <div className="l-stack">
        <p className="l-small l-soft">{spanText(t, handed)}</p>
        {handed.note === '' ? null : <p className="hand-down-note">{handed.note}</p>}
        <div className="l-row">
          {handed.class === 'normal' ? null : <Pill tone="warn">{t(`class.${handed.class}`)}</Pill>}
          {counts.map(([state, count]) =>
            count === 0 ? null : (
              <Pill key={state} tone={HAND_DOWN_TONES[state]}>
                {t(`inbox.count.${state}`, { count })}
              </Pill>
            ),
          )}
        </div>
        <MoreList
          items={units}
          first={SHOWN_FIRST}
          draw={(one) => (
            <li
              key={one.unit}
              className="item"
              data-testid="handed-down-unit"
              data-state={one.state}
            >
              <div className="l-row">
                <span className="item-title l-grow">
                  {city.units.find(({ unitId }) => unitId === one.unit)?.name ?? one.unit}
                </span>
                <Pill tone={HAND_DOWN_TONES[one.state]}>{t(`inbox.state.${one.state}`)}</Pill>
              </div>
              <div className="l-small l-soft">{reportText(t, one)}</div>
            </li>
          )}
        />
      </div>
    </Panel>
  );
}
