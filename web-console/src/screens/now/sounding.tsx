import type { Broadcast } from '@loa/protocol/console-api';
import { Progress } from '@mantine/core';
import { IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { clockText, lengthText, relativeText } from '../../state/civil-time.ts';
import { type NowView, progressOf } from '../../state/now.ts';
import { Empty, Panel, Pill, Wave } from '../../ui/parts.tsx';
import { StopBroadcast } from '../shared/stop-broadcast.tsx';
import { broadcastPath, targetsText } from '../shared/words.ts';
import { StopAll } from './stop-all.tsx';

export function Sounding(props: { plan: NowView }) {
  const { t } = useTranslation();
  const { isLive, nowMs } = useLive();
  const civil = useCivil();
  const { sounding, next } = props.plan;
  const first = next[0];
  const title = isLive ? t('now.sounding') : t('now.soundingAt', { time: clockText(nowMs, civil) });
  return (
    <Panel
      title={title}
      icon={sounding.length > 0 && isLive ? <Wave /> : <IconVolume size={22} aria-hidden="true" />}
      tone={isLive ? (sounding.length > 0 ? 'live' : undefined) : 'old'}
      testId="sounding"
    >
      {sounding.length === 0 ? (
        <Empty icon={<IconVolumeOff size={40} stroke={1.5} aria-hidden="true" />}>
          <p className="l-strong">{t('now.quiet')}</p>
          {first === undefined ? null : (
            <p>
              {t('now.quietNext', {
                title: first.title,
                when: relativeText(Date.parse(first.startAt), nowMs, civil.language),
              })}
            </p>
          )}
        </Empty>
      ) : (
        <>
          <ul className="l-list">
            {sounding.map((one) => (
              <SoundingItem key={one.cueId} broadcast={one} />
            ))}
          </ul>
          <StopAll />
        </>
      )}
    </Panel>
  );
}

function SoundingItem(props: { broadcast: Broadcast }) {
  const { broadcast } = props;
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view, nowMs } = useLive();
  const fraction = progressOf(broadcast, view?.nodes.values() ?? [], nowMs);
  const done = lengthText(fraction * broadcast.durationMs);
  // How long somebody will talk is known to nobody: a talk has no bar to fill.
  const isTalk = broadcast.source === 'live';
  const progress = isTalk
    ? t('talk.onAir', { done })
    : t('now.progress', { done, whole: lengthText(broadcast.durationMs) });
  return (
    <li className="item l-stack" data-testid="sounding-item" data-cue-id={broadcast.cueId}>
      <div className="l-row">
        <Link href={broadcastPath(broadcast.cueId)} className="item-link l-grow">
          <div>
            <div className="item-title">{broadcast.title}</div>
            {isTalk ? <Pill tone="bad">{t('talk.live')}</Pill> : null}
            <div className="l-small l-soft">
              {isTalk && broadcast.sentBy !== null ? `${broadcast.sentBy} · ` : null}
              {targetsText(t, broadcast.targets, { city, nodes: view?.nodes.values() ?? [] })}
            </div>
          </div>
        </Link>
        <StopBroadcast broadcast={broadcast} />
      </div>
      {isTalk ? null : (
        <Progress
          value={fraction * 100}
          size="lg"
          radius="xl"
          aria-label={`${broadcast.title}: ${progress}`}
        />
      )}
      <div className="l-small l-soft l-number">
        {`${progress} · ${t('now.onNodes', { count: broadcast.counts.sounding })}`}
      </div>
    </li>
  );
}
