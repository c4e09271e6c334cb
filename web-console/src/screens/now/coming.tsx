import type { Broadcast } from '@loa/protocol/console-api';
import { IconCalendarTime, IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { clockText, lengthText, momentText, relativeText } from '../../state/civil-time.ts';
import { Panel, Pill } from '../../ui/parts.tsx';
import { MoreList } from '../shared/more.tsx';
import { BROADCAST_TONES, broadcastPath, targetsText } from '../shared/words.ts';

const SHOWN_FIRST = 6;

export function Coming(props: { broadcasts: readonly Broadcast[] }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={t('now.next')}
      icon={<IconCalendarTime size={22} aria-hidden="true" />}
      testId="coming"
    >
      {props.broadcasts.length === 0 ? (
        <p className="l-soft">{t('now.nextNone')}</p>
      ) : (
        <MoreList
          items={props.broadcasts}
          first={SHOWN_FIRST}
          draw={(one) => <ComingItem key={one.cueId} broadcast={one} />}
        />
      )}
    </Panel>
  );
}

function ComingItem(props: { broadcast: Broadcast }) {
  const { broadcast } = props;
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view, nowMs } = useLive();
  const civil = useCivil();
  const startMs = Date.parse(broadcast.startAt);
  // Due already, and something that goes before it has the air.
  const when = startMs < nowMs ? t('now.waiting') : relativeText(startMs, nowMs, civil.language);
  const where = targetsText(t, broadcast.targets, { city, nodes: view?.nodes.values() ?? [] });
  return (
    <li className="item" data-testid="coming-item" data-cue-id={broadcast.cueId}>
      <Link href={broadcastPath(broadcast.cueId)} className="item-link">
        <div className="item-time">{clockText(startMs, civil)}</div>
        <div className="l-grow">
          <div className="item-title">{broadcast.title}</div>
          <div className="l-small l-soft">
            {`${when} · ${lengthText(broadcast.durationMs)} · ${where}`}
          </div>
        </div>
        {broadcast.class === 'normal' ? null : (
          <Pill tone="warn">{t(`class.${broadcast.class}`)}</Pill>
        )}
      </Link>
    </li>
  );
}

export function Recent(props: { broadcasts: readonly Broadcast[] }) {
  const { t } = useTranslation();
  const civil = useCivil();
  const { nowMs } = useLive();
  if (props.broadcasts.length === 0) return null;
  return (
    <Panel
      title={t('now.recent')}
      icon={<IconHistory size={22} aria-hidden="true" />}
      testId="recent"
    >
      <MoreList
        items={props.broadcasts}
        first={4}
        draw={(one) => (
          <li key={one.cueId} className="item">
            <Link href={broadcastPath(one.cueId)} className="item-link">
              <div className="l-grow">
                <div className="item-title">{one.title}</div>
                <div className="l-small l-soft">
                  {[momentText(Date.parse(one.startAt), nowMs, civil), ...outcomes(one)].join(
                    ' · ',
                  )}
                </div>
              </div>
              <Pill tone={BROADCAST_TONES[one.state]}>{t(`broadcast.state.${one.state}`)}</Pill>
            </Link>
          </li>
        )}
      />
    </Panel>
  );

  function outcomes(one: Broadcast): string[] {
    const { full, part, missed, unknown } = one.counts;
    return [
      ...(full > 0 ? [t('broadcast.full', { count: full })] : []),
      ...(part > 0 ? [t('broadcast.part', { count: part })] : []),
      ...(missed > 0 ? [t('broadcast.missed', { count: missed })] : []),
      ...(unknown > 0 ? [t('broadcast.unknown', { count: unknown })] : []),
    ];
  }
}
